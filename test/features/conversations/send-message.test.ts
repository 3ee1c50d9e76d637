import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as v from 'valibot';
import { MessageView } from '../../../src/features/conversations/views.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { dmOf, look, messagesIn, set, told, write } from './support/talk.ts';

const path = '/conversations/send-message';

describe('writing to a person', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    // Pacing by Discord's own limits is tried elsewhere; here it would only take time.
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  it('C01: opens the direct message once, sends each message and gives it as it is stored', async () => {
    const guild = app.newGuild();
    const since = app.discord.control.calls().at(-1)?.id ?? 0;
    const { conversation, message } = await write(app, guild, 'Your parts have arrived.');
    assert.equal(message.content, 'Your parts have arrived.');
    await app.settle();
    await write(app, guild, 'Bring the old ones.');
    await app.settle();

    const opened = app.discord.control.calls({ method: 'POST', path: '/users/@me/channels', since });
    assert.deepEqual(
      opened.map((call) => call.body),
      [{ recipient_id: guild.member.id }],
    );
    const channel = dmOf(app, guild.member.id);
    assert.deepEqual(
      messagesIn(app, channel).map(({ content }) => content),
      ['Your parts have arrived.', 'Bring the old ones.'],
    );
    const stored = await look(app, guild, message.id);
    assert.equal(stored.state, 'sent');
    assert.equal(stored.via, 'dm');
    assert.equal(stored.discordChannelId, channel);
    assert.equal(stored.discordMessageId, messagesIn(app, channel)[0]?.id);
    const talks = await app.sql`select id from conversations where guild_id = ${guild.id}`;
    assert.deepEqual(talks, [{ id: conversation.id }]);
  });

  it('C02: names what is wrong by status and a code that stays', async () => {
    const guild = app.newGuild();
    const refusal = async (body: object, guildId = guild.id) => {
      const answer = await app.api(guildId, 'POST', path, body);
      assert.ok(answer.body.detail.length > 20, 'in words too');
      return [answer.status, answer.body.code];
    };
    const to = guild.member.id;
    assert.deepEqual(await refusal({ discordUserId: to }), [400, 'content_missing']);
    assert.deepEqual(await refusal({ discordUserId: to, content: ' \n' }), [400, 'content_missing']);
    assert.deepEqual(await refusal({ content: 'Hello' }), [400, 'discord_user_id_missing']);
    assert.deepEqual(await refusal({ discordUserId: '999999999999999999', content: 'Hello' }), [
      404,
      'unknown_user',
    ]);
    assert.deepEqual(await refusal({ discordUserId: 'maya', content: 'Hello' }), [404, 'unknown_user']);
    assert.deepEqual(await refusal({ discordUserId: to, content: 'Hello' }, '1000000000000000999'), [
      400,
      'not_connected',
    ]);
    app.discord.control.script({
      path: '/users/',
      method: 'GET',
      status: 401,
      body: { message: '401: Unauthorized', code: 0 },
    });
    assert.deepEqual(await refusal({ discordUserId: to, content: 'Hello' }), [503, 'bot_inactive']);
    const rows = await app.sql`select count(*)::int as count from conversations where guild_id = ${guild.id}`;
    assert.deepEqual(rows, [{ count: 0 }]);
    // After a rejected token nothing is sent for a while; the other tests need the bot.
    await app.advance(10 * 60_000);
  });

  it('writes to no bot', async () => {
    const guild = app.newGuild();
    const bot = app.discord.control.user({ username: `helper.${guild.id.slice(-4)}`, bot: true });
    const since = app.discord.control.calls().at(-1)?.id ?? 0;
    for (const discordUserId of [bot.id, app.discord.applicationId]) {
      const { status, body } = await app.api(guild.id, 'POST', path, { discordUserId, content: 'Hello' });
      assert.deepEqual([status, body.code], [409, 'not_a_person']);
    }
    await app.settle();
    assert.deepEqual(app.discord.control.calls({ method: 'POST', since }), []);
  });

  it('C04: stores direction, author, place, state and metadata, and what was sent counts as read', async () => {
    const guild = app.newGuild();
    const { conversation, message } = await write(app, guild, 'Your parts have arrived.');
    await app.settle();
    const { body } = await app.api(guild.id, 'GET', `/conversations/${conversation.id}/messages`);
    const [stored] = body.messages;
    assert.ok(v.is(v.strictObject(MessageView.entries), stored));
    assert.equal(stored.id, message.id);
    assert.equal(stored.direction, 'out');
    assert.equal(stored.read, true);
    assert.equal(stored.personId, guild.member.id);
    assert.deepEqual(stored.author, { id: null, name: 'test', avatar: null, kind: 'bot' });
    assert.equal(stored.discordChannelId, dmOf(app, guild.member.id));
    assert.deepEqual(stored.attachments, []);
    assert.deepEqual(stored.metadata, {});
    await assert.rejects(
      app.sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_name,
          author_kind, content, state, discord_message_id, created_at)
        select gen_random_uuid(), guild_id, conversation_id, person_id, 'in', '', 'person', '', 'received', discord_message_id, now()
        from conversation_messages where id = ${message.id}`,
      /conversation_messages_discord/,
    );
  });

  it('C22: says each step on the row and in the stream', async () => {
    const guild = app.newGuild();
    const { message } = await write(app, guild, 'Your parts have arrived.');
    assert.equal(message.state, 'queued');
    await app.settle();
    assert.equal((await look(app, guild, message.id)).state, 'sent');
    assert.deepEqual(await told(app, guild, message.id), [
      'message.queued',
      'message.sending',
      'message.sent',
    ]);

    app.discord.control.script({
      path: `/channels/${dmOf(app, guild.member.id)}/messages`,
      method: 'POST',
      status: 400,
      body: { code: 20009, message: 'Explicit content cannot be sent to the desired recipient(s)' },
    });
    const { message: second } = await write(app, guild, 'Something rude.');
    await app.settle();
    const failed = await look(app, guild, second.id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.error?.code, 'explicit_content');
    assert.equal(failed.error?.discordCode, 20009);
    assert.match(failed.error?.text ?? '', /filter for explicit content/);
    assert.deepEqual(await told(app, guild, second.id), [
      'message.queued',
      'message.sending',
      'message.failed',
    ]);
  });

  it('opens one conversation for one person however many messages come at once, and keeps their order', async () => {
    const guild = app.newGuild();
    await set(app, guild, { identity: 'anonymous' });
    const first = await write(app, guild, 'Message 0');
    await app.settle();
    for (let index = 1; index <= 12; index++) await write(app, guild, `Message ${index}`);
    await app.settle();
    assert.deepEqual(
      messagesIn(app, dmOf(app, guild.member.id)).map(({ content }) => content),
      Array.from({ length: 13 }, (_, index) => `Message ${index}`),
    );
    const talks = await app.sql`select id from conversations where guild_id = ${guild.id}`;
    assert.deepEqual(talks, [{ id: first.conversation.id }]);
  });

  it('opens one conversation for requests that come at the very same time', async () => {
    const guild = app.newGuild();
    const told = await Promise.all(
      Array.from({ length: 6 }, (_, index) => write(app, guild, `At once ${index}`)),
    );
    await app.settle();
    assert.equal(new Set(told.map(({ conversation }) => conversation.id)).size, 1);
    assert.equal(messagesIn(app, dmOf(app, guild.member.id)).length, 6);
  });
});
