import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { dmOf, look, messagesIn, reply, type Told, write } from './support/talk.ts';

const MINUTE = 60_000;

describe('the outbox of a conversation', () => {
  let app: TestApp;
  let guild: TestGuild;
  let id: string;
  let channel: string;
  before(async () => {
    app = await createTestApp();
    // Pacing by Discord's own limits is tried elsewhere; here it would only take time.
    app.discord.control.rateLimits(false);
    guild = app.newGuild();
    ({
      conversation: { id },
    } = await write(app, guild, 'First.'));
    await app.settle();
    channel = dmOf(app, guild.member.id) ?? '';
  });
  after(() => app.close());

  const posts = (since: number) =>
    app.discord.control.calls({ method: 'POST', path: `/channels/${channel}/messages`, since });
  const last = () => app.discord.control.calls().at(-1)?.id ?? 0;
  const shown = (content: string) =>
    messagesIn(app, channel).filter((message) => message.content === content);
  /** Lets time pass until a message is over: what failed comes back by itself. */
  const finish = async (messageId: string): Promise<Told> => {
    let message = await look(app, guild, messageId);
    await eventually('the message is over', async () => {
      await app.advance(5_000);
      await app.tick();
      message = await look(app, guild, messageId);
      return ['sent', 'failed', 'unreachable'].includes(message.state);
    });
    return message;
  };

  for (const [name, script] of [
    ['an error of Discord', { status: 500, body: {}, times: 3 }],
    ['a rate limit', { status: 429, times: 2, body: { message: 'slow', retry_after: 0.2, global: false } }],
    ['a lost connection', { drop: true, times: 3 }],
  ] as const) {
    it(`C21: sends again after ${name}, with the same nonce, and shows it once`, async () => {
      const since = last();
      app.discord.control.script({ path: `/channels/${channel}/messages`, method: 'POST', ...script });
      const content = `Despite ${name}`;
      const { id: messageId } = await reply(app, guild, id, { content });
      const message = await finish(messageId);
      assert.equal(message.state, 'sent');
      assert.equal(shown(content).length, 1);
      const nonces = posts(since).map(
        (call) => (call.body as { nonce: string; enforce_nonce: boolean }) ?? {},
      );
      assert.ok(nonces.every(({ enforce_nonce }) => enforce_nonce));
      assert.equal(new Set(nonces.map(({ nonce }) => nonce)).size, 1);
      assert.ok((nonces[0]?.nonce.length ?? 99) <= 25);
    });
  }

  it('C-I3: posts once when Discord takes the message and the connection breaks, however late it looks again', async () => {
    const since = last();
    app.discord.control.script({
      path: `/channels/${channel}/messages`,
      method: 'POST',
      dropAfter: true,
      times: 2,
    });
    const { id: messageId } = await reply(app, guild, id, { content: 'Taken, and the answer lost' });
    await eventually('the attempt ends in doubt', async () => {
      const [row] = await app.sql`select attempts from conversation_messages where id = ${messageId}`;
      const [job] =
        await app.sql`select state, error from jobs where guild_id = ${guild.id} and name = 'conversations.send'
        and state = 'queued' and error is not null`;
      return Number(row?.attempts) >= 1 && job;
    });
    assert.equal((await look(app, guild, messageId)).state, 'sending');
    // Discord forgets a nonce after minutes; what then keeps it from being posted twice is the look into the channel.
    await app.advance(10 * MINUTE);
    const message = await finish(messageId);
    assert.equal(message.state, 'sent');
    const [only, ...more] = shown('Taken, and the answer lost');
    assert.deepEqual(more, []);
    assert.equal(message.discordMessageId, only?.id);
    assert.ok(posts(since).length <= 2, 'the later attempt looked instead of posting');
  });

  it('C-I3: tells two equal messages apart when the answer to the second is lost', async () => {
    const first = await reply(app, guild, id, { content: 'ok' });
    await app.settle();
    app.discord.control.script({
      path: `/channels/${channel}/messages`,
      method: 'POST',
      drop: true,
      times: 2,
    });
    const second = await reply(app, guild, id, { content: 'ok' });
    await app.advance(10 * MINUTE);
    await finish(second.id);
    const ids = shown('ok').map((message) => message.id);
    assert.equal(ids.length, 2);
    assert.deepEqual(
      [
        (await look(app, guild, first.id)).discordMessageId,
        (await look(app, guild, second.id)).discordMessageId,
      ],
      ids,
    );
  });

  it('C-I3: goes on after a worker that died between posting and writing it down', async () => {
    const { id: messageId } = await reply(app, guild, id, { content: 'Posted, then the worker died' });
    await app.settle();
    // As the dead worker left it: posted, the row still `sending`, its job still leased, its lease on the conversation too.
    await app.sql`update conversation_messages set state = 'sending', discord_message_id = null, sent_at = null where id = ${messageId}`;
    const until = new Date(app.now() + MINUTE).toISOString();
    await app.sql`update conversations set sender_token = gen_random_uuid(), sender_until = ${until} where id = ${id}`;
    await app.sql`update jobs set state = 'running', leased_until = ${until}, attempts = 1, finished_at = null
      where id = (select id from jobs where guild_id = ${guild.id} and name = 'conversations.send' order by created_at desc limit 1)`;
    await app.advance(10 * MINUTE);
    const message = await finish(messageId);
    assert.equal(message.state, 'sent');
    assert.equal(shown('Posted, then the worker died').length, 1);
  });

  it('keeps the order when the first of several fails for a while', async () => {
    app.discord.control.script({
      path: `/channels/${channel}/messages`,
      method: 'POST',
      status: 503,
      body: {},
      times: 4,
    });
    const sent = [];
    for (const content of ['one', 'two', 'three']) sent.push(await reply(app, guild, id, { content }));
    await finish(sent.at(-1)?.id ?? '');
    const order = messagesIn(app, channel)
      .map(({ content }) => content)
      .filter((content) => ['one', 'two', 'three'].includes(content));
    assert.deepEqual(order, ['one', 'two', 'three']);
  });

  it('C21: never tries again what Discord refuses for good', async () => {
    const other = app.newGuild();
    const { conversation } = await write(app, other, 'Hello');
    await app.settle();
    const path = `/channels/${dmOf(app, other.member.id)}/messages`;
    const since = last();
    app.discord.control.script({
      path,
      method: 'POST',
      status: 404,
      body: { code: 10013, message: 'Unknown User' },
    });
    const { id: messageId } = await reply(app, other, conversation.id, { content: 'To nobody' });
    await app.settle();
    await app.advance(60 * MINUTE);
    await app.tick();
    const { state, error } = await look(app, other, messageId);
    assert.deepEqual([state, error?.code, error?.discordCode], ['failed', 'unknown_user', 10013]);
    assert.equal(app.discord.control.calls({ method: 'POST', path, since }).length, 1);
  });

  it('gives a message up after a day without Discord, and says so', async () => {
    const other = app.newGuild();
    const { conversation, message } = await write(app, other, 'Hello');
    await app.settle();
    const place = dmOf(app, other.member.id);
    app.discord.control.script({
      path: `/channels/${place}/messages`,
      method: 'POST',
      status: 503,
      body: {},
      times: 0,
    });
    const { id: messageId } = await reply(app, other, conversation.id, { content: 'Into the void' });
    await app.sql`select 1`;
    await eventually('it was tried', async () => {
      const [row] = await app.sql`select attempts from conversation_messages where id = ${messageId}`;
      return Number(row?.attempts) >= 1;
    });
    await app.advance(24 * 60 * MINUTE);
    await eventually('it is given up', async () => {
      await app.tick();
      await app.advance(20 * MINUTE);
      const seen = await look(app, other, messageId);
      return seen.state === 'failed' ? seen : undefined;
    });
    const given = await look(app, other, messageId);
    assert.equal(given.error?.code, 'not_sent');
    assert.equal((await look(app, other, message.id)).state, 'sent');
    app.discord.control.clearScripts();
  });

  it('sends a scheduled message at its time, and not one that was taken back', async () => {
    const sendAt = new Date(app.now() + 60 * MINUTE).toISOString();
    const planned = await reply(app, guild, id, { content: 'Tomorrow at ten', sendAt });
    const dropped = await reply(app, guild, id, { content: 'On second thoughts', sendAt });
    assert.equal(planned.state, 'scheduled');
    await app.settle();
    await app.tick();
    assert.equal(shown('Tomorrow at ten').length, 0);
    const taken = await app.api(guild.id, 'DELETE', `/conversations/messages/${dropped.id}`);
    assert.equal(taken.body.state, 'cancelled');
    // The planned one waits for its time, what is written meanwhile does not wait for it.
    await reply(app, guild, id, { content: 'Before it' });
    await app.settle();
    assert.equal(shown('Before it').length, 1);
    await app.advance(61 * MINUTE);
    await app.tick();
    assert.equal(shown('Tomorrow at ten').length, 1);
    assert.equal((await look(app, guild, planned.id)).state, 'sent');
    assert.equal(shown('On second thoughts').length, 0);
  });

  it('goes on with a message whose job was given up', async () => {
    app.discord.control.script({
      path: `/channels/${channel}/messages`,
      method: 'POST',
      status: 503,
      body: {},
      times: 2,
    });
    const { id: messageId } = await reply(app, guild, id, { content: 'Its job died' });
    await eventually('it was tried', async () => {
      const [row] =
        await app.sql`select state, error from jobs where guild_id = ${guild.id} and state = 'queued' and error is not null`;
      return row;
    });
    await app.sql`update jobs set state = 'dead', finished_at = now() where guild_id = ${guild.id} and state = 'queued'`;
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal((await look(app, guild, messageId)).state, 'sent');
    assert.equal(shown('Its job died').length, 1);
  });

  it('C-I3: leaves a conversation alone while another sender is in it, and goes on when that one has died', async () => {
    const until = new Date(app.now() + MINUTE).toISOString();
    await app.sql`update conversations set sender_token = gen_random_uuid(), sender_until = ${until} where id = ${id}`;
    const { id: messageId } = await reply(app, guild, id, { content: 'Behind another sender' });
    await app.settle();
    assert.equal((await look(app, guild, messageId)).state, 'queued');
    assert.equal(shown('Behind another sender').length, 0);
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal((await look(app, guild, messageId)).state, 'sent');
    assert.equal(shown('Behind another sender').length, 1);
  });
});
