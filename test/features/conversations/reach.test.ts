import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { writes } from '../inbox/support/desk.ts';
import { dmOf, look, messagesIn, reply, set, type Told, threadsOf, told, write } from './support/talk.ts';

const MINUTE = 60_000;

describe('reaching a person', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  const last = () => app.discord.control.calls().at(-1)?.id ?? 0;
  const reach = async (guild: TestGuild, personId = guild.member.id) => {
    const { status, body } = await app.api(guild.id, 'GET', `/conversations/people/${personId}/reach`);
    assert.equal(status, 200);
    return body;
  };
  const closeDms = (guild: TestGuild) => app.discord.control.setUser(guild.member.id, { dmsClosed: true });

  for (const [status, code] of [
    [400, 50007],
    [403, 50007],
    [403, 50278],
  ] as const) {
    it(`C20: goes on in a private thread when Discord refuses the direct message (${status}/${code}), and stays there`, async () => {
      const guild = app.newGuild();
      await set(app, guild, { threadChannel: guild.channelId });
      const { conversation } = await write(app, guild, 'Hello');
      await app.settle();
      const dm = dmOf(app, guild.member.id);
      const path = `/channels/${dm}/messages`;
      const since = last();
      app.discord.control.script({
        path,
        method: 'POST',
        status,
        body: { code, message: 'Cannot send messages to this user' },
      });
      const first = await reply(app, guild, conversation.id, { content: 'Are you there?' });
      await app.settle();
      const [thread, ...more] = threadsOf(app, guild.channelId);
      assert.ok(thread);
      assert.deepEqual(more, []);
      assert.ok(thread.thread?.members.has(guild.member.id), 'the person is in it');
      assert.equal(messagesIn(app, thread.id).at(-1)?.content, 'Are you there?');
      const sent = await look(app, guild, first.id);
      assert.deepEqual([sent.state, sent.via, sent.discordChannelId], ['sent', 'thread', thread.id]);

      await reply(app, guild, conversation.id, { content: 'One more thing.' });
      await app.settle();
      assert.equal(messagesIn(app, thread.id).at(-1)?.content, 'One more thing.');
      assert.equal(threadsOf(app, guild.channelId).length, 1);
      const tried = app.discord.control.calls({ method: 'POST', path, since });
      assert.equal(tried.length, 1, 'the closed direct message is not tried again');
      const seen = await app.api(guild.id, 'GET', `/conversations/${conversation.id}`);
      assert.deepEqual([seen.body.transport, seen.body.channelId], ['thread', thread.id]);
    });
  }

  it('C20: without a thread tells the person, and nobody else, in the contact channel that something waits', async () => {
    const guild = app.newGuild();
    const contact = app.discord.control.channel({ guild_id: guild.id, name: 'contact' });
    await set(app, guild, { contactChannel: contact.id });
    closeDms(guild);
    const { message, conversation } = await write(app, guild, 'The secret offer');
    await app.settle();
    const waiting = await look(app, guild, message.id);
    assert.deepEqual(
      [waiting.state, waiting.error?.code, waiting.error?.discordCode],
      ['unreachable', 'dm_closed', 50007],
    );
    assert.match(waiting.error?.text ?? '', /told in the contact channel/);
    const [notice, ...more] = messagesIn(app, contact.id);
    assert.deepEqual(more, []);
    assert.match(notice?.content ?? '', new RegExp(`^<@${guild.member.id}>`));
    assert.doesNotMatch(notice?.content ?? '', /secret/);
    assert.match(notice?.content ?? '', new RegExp(`/guilds/${guild.id}/talk/${conversation.id}`));
    const [call] = app.discord.control.calls({ method: 'POST', path: `/channels/${contact.id}/messages` });
    assert.deepEqual((call?.body as { allowed_mentions?: unknown } | undefined)?.allowed_mentions, {
      parse: [],
      users: [guild.member.id],
    });
    assert.deepEqual(await told(app, guild, message.id), [
      'message.queued',
      'message.sending',
      'message.unreachable',
    ]);

    const [signal] = await app.sql`select data->>'link' as link from signals
      where guild_id = ${guild.id} and type = 'message.unreachable'`;
    assert.match(
      String(signal?.link),
      new RegExp(`/guilds/${guild.id}/talk/${conversation.id}\\?pass=sealed`),
    );

    // A second message the same day says it again to nobody.
    await reply(app, guild, conversation.id, { content: 'Another one' });
    await app.settle();
    assert.equal(messagesIn(app, contact.id).length, 1);
  });

  it('C20: with no way left says so and does not try again by itself', async () => {
    const guild = app.newGuild();
    closeDms(guild);
    const { message } = await write(app, guild, 'Hello?');
    await app.settle();
    const waiting = await look(app, guild, message.id);
    assert.equal(waiting.state, 'unreachable');
    assert.match(
      waiting.error?.text ?? '',
      /takes no direct messages .* It is sent when they write, or come back to the server\.$/,
    );
    const since = last();
    await app.advance(3 * 60 * MINUTE);
    await app.tick();
    assert.deepEqual(app.discord.control.calls({ method: 'POST', path: '/messages', since }), []);

    // However much waits by then, all of it is sent once the person writes.
    await app.sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_name,
        author_kind, content, nonce, state, created_at)
      select gen_random_uuid(), guild_id, conversation_id, person_id, direction, author_name, author_kind, 'Again ' || n,
        'again-' || n, state, created_at
      from conversation_messages, generate_series(1, 30) as n where id = ${message.id}`;
    app.discord.control.setUser(guild.member.id, { dmsClosed: false });
    await writes(app, guild.member, 'I am back');
    await app.settle();
    const states = await app.sql`select state, count(*)::int from conversation_messages
      where guild_id = ${guild.id} and direction = 'out' group by state`;
    assert.deepEqual(states, [{ state: 'sent', count: 31 }]);
  });

  it('C20: opens no thread in the channel of another server', async () => {
    const guild = app.newGuild();
    const other = app.newGuild();
    await set(app, guild, { threadChannel: other.channelId, contactChannel: other.channelId });
    app.discord.control.member(other.id, { user_id: guild.member.id });
    closeDms(guild);
    const { message } = await write(app, guild, 'Hello?');
    await app.settle();
    assert.equal((await look(app, guild, message.id)).state, 'unreachable');
    assert.deepEqual(threadsOf(app, other.channelId), []);
    assert.deepEqual(messagesIn(app, other.channelId), []);
  });

  it('C-I2: tells before sending how a message will go, from what Discord answered so far', async () => {
    const guild = app.newGuild();
    const route = async () => {
      const seen = await reach(guild);
      return [seen.route, seen.opens, seen.dmState, seen.lastCode];
    };
    assert.deepEqual(await route(), ['dm', true, 'unknown', null]);
    const { conversation } = await write(app, guild, 'Hello');
    await app.settle();
    assert.deepEqual(await route(), ['dm', false, 'open', null]);
    assert.match((await reach(guild)).text, /will arrive by direct message/);

    closeDms(guild);
    await reply(app, guild, conversation.id, { content: 'Still there?' });
    await app.settle();
    assert.deepEqual(await route(), ['none', false, 'closed', 50007]);
    assert.match((await reach(guild)).text, /will wait until this person writes or comes back/);

    await set(app, guild, { threadChannel: guild.channelId });
    assert.deepEqual(await route(), ['thread', true, 'closed', 50007]);
    assert.match((await reach(guild)).text, /private thread will be opened/);
    await reply(app, guild, conversation.id, { content: 'Here then' });
    await app.settle();
    assert.deepEqual(await route(), ['thread', false, 'closed', null]);

    const nobody = await reach(guild, '1000000000000009999');
    assert.deepEqual([nobody.route, nobody.lastSuccessAt], ['dm', null]);
    const seen = await reach(guild);
    assert.ok(seen.lastSuccessAt && seen.lastFailureAt);
  });

  it('C-I7: pauses only openings after 40003, says until when, and lets replies through', async () => {
    const guild = app.newGuild();
    const { conversation } = await write(app, guild, 'We know each other');
    await app.settle();
    const strangers = Array.from({ length: 12 }, (_, index) => {
      const user = app.discord.control.user({ username: `stranger.${index}.${guild.id.slice(-5)}` });
      app.discord.control.member(guild.id, { user_id: user.id });
      return user.id;
    });
    for (const person of strangers.slice(0, 9)) await write(app, guild, 'Cold hello', person);
    await app.settle();
    const refused = { code: 40003, message: 'You are opening direct messages too fast' };
    app.discord.control.script({ path: '/users/@me/channels', method: 'POST', status: 400, body: refused });
    const since = last();
    const cold = [];
    for (const person of strangers.slice(9)) cold.push(await write(app, guild, 'Cold hello', person));
    await app.settle();
    const openings = () =>
      app.discord.control.calls({ method: 'POST', path: '/users/@me/channels', since }).length;
    const before = openings();
    assert.ok(before <= 3);
    const { body: budget } = await app.api(guild.id, 'GET', '/conversations/openings');
    const wait = Date.parse(budget.eta) - app.now();
    assert.ok(wait > 8 * MINUTE && wait < 11 * MINUTE, `${wait} ms`);
    assert.ok(budget.pausedUntil);
    const stranger = await reach(guild, '1000000000000009998');
    assert.match(stranger.text, /in about (9|10|11) minutes/);
    assert.ok(stranger.eta);

    const answer = await reply(app, guild, conversation.id, { content: 'A reply' });
    await app.settle();
    assert.equal((await look(app, guild, answer.id)).state, 'sent');
    assert.equal(openings(), before, 'nothing was opened meanwhile');
    for (const { message } of cold.slice(1))
      assert.equal((await look(app, guild, message.id)).state, 'queued');

    await app.advance(12 * MINUTE);
    await app.tick();
    for (const { message } of cold) assert.equal((await look(app, guild, message.id)).state, 'sent');
    const [lane] = await app.sql`select capacity, refusals from conversation_lanes`;
    assert.ok(Number(lane?.capacity) < 40, 'it has learnt');
    assert.equal(lane?.refusals, 0);
  });

  it('C-I7: opens no more in ten minutes than the budget bears, and tries one more in the next', async () => {
    const guild = app.newGuild();
    await write(app, guild, 'Makes the lane');
    await app.settle();
    await app.advance(11 * MINUTE);
    await app.sql`update conversation_lanes set capacity = 3, opened = 0, paused_until = null, window_started_at = ${new Date(app.now()).toISOString()}`;
    const sent: { message: Told }[] = [];
    for (let index = 0; index < 5; index++) {
      const user = app.discord.control.user({ username: `cold.${index}.${guild.id.slice(-5)}` });
      app.discord.control.member(guild.id, { user_id: user.id });
      sent.push(await write(app, guild, 'Cold hello', user.id));
      await app.settle();
    }
    const states = async () =>
      Promise.all(sent.map(async ({ message }) => (await look(app, guild, message.id)).state));
    assert.deepEqual(await states(), ['sent', 'sent', 'sent', 'queued', 'queued']);
    await app.advance(12 * MINUTE);
    await app.tick();
    assert.deepEqual(await states(), ['sent', 'sent', 'sent', 'sent', 'sent']);
    const [lane] = await app.sql`select capacity from conversation_lanes`;
    assert.equal(lane?.capacity, 4);
  });
});
