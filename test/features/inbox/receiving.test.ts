import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayEventData } from '../../../src/core/gateway/handler.ts';
import { snowflakeAt } from '../../../src/discord/snowflake.ts';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { signalsOf } from '../records/support/life.ts';
import {
  conversationsOf,
  deskGuild,
  dmWith,
  messagesOf,
  newMember,
  says,
  tells,
  writes,
} from './support/desk.ts';

const MINUTE = 60_000;

describe('receiving direct messages', () => {
  describe('with the gateway', () => {
    let app: TestApp;
    before(async () => {
      app = await createTestApp({ gateway: true });
      await app.tick();
      await ready();
    });
    after(() => app.close());

    const control = () => app.discord.control.gateway;
    const gateway = async () => (await fetch(`${app.url}/_local/gateway`)).json();
    const ready = () =>
      eventually('the gateway is connected', async () => {
        const { shards } = (await gateway()) as { shards: { phase: string }[] };
        return shards.length > 0 && shards.every(({ phase }) => phase === 'ready');
      });

    it('C-I1: of 20 messages over a gateway that is killed on the way, 20 arrive, each once', async () => {
      const guild = await deskGuild(app);
      const person = newMember(app, guild, 'steady');
      const say = (index: number) => says(app, dmWith(app, person), person, `message ${index}`);
      const arrived = async () => (await messagesOf(app, guild)).length;
      for (let index = 0; index < 8; index++) say(index);
      await eventually('the first come over the gateway', async () => (await arrived()) === 8);

      control().refuse({ status: 503 });
      control().cut();
      for (let index = 8; index < 16; index++) say(index);
      // Silence is silence after a minute; the cron that comes then reads instead.
      await app.advance(4 * MINUTE);
      await app.tick();
      await eventually('the others are read', async () => {
        await app.advance(MINUTE);
        await app.tick();
        return (await arrived()) === 16;
      });
      const status = await app.api(guild.id, 'GET', '/inbox/status');
      assert.equal(status.body.mode, 'poll');
      assert.notEqual(status.body.gateway.state, 'ok');
      assert.ok((await signalsOf(app, guild)).includes('inbox.receiving'), 'the team is told');

      control().accept();
      await eventually('the gateway is back', async () => {
        await app.advance(MINUTE);
        await app.tick();
        const { body } = await app.api(guild.id, 'GET', '/inbox/status');
        return body.mode === 'gateway';
      });
      for (let index = 16; index < 20; index++) say(index);
      await eventually('the last come over the gateway again', async () => (await arrived()) === 20);
      await app.advance(MINUTE);
      await app.tick();
      const texts = (await messagesOf(app, guild)).map(({ content }) => content);
      assert.deepEqual(
        texts.toSorted(),
        Array.from({ length: 20 }, (_, index) => `message ${index}`).toSorted(),
      );
      const modes = await app.sql`select data->>'mode' as mode from signals
        where guild_id = ${guild.id} and type = 'inbox.receiving' order by sequence`;
      assert.deepEqual(
        modes.map(({ mode }) => mode),
        ['poll', 'gateway'],
      );
    });
  });

  describe('without it', () => {
    let app: TestApp;
    before(async () => {
      app = await createTestApp();
    });
    after(() => app.close());

    const newThread = ({ id, channelId }: TestGuild) =>
      app.discord.control.thread({
        channel_id: channelId,
        owner_id: app.discord.state.data.botId,
        name: `talk of ${id}`,
        type: 12,
      });

    it('C24: known channels are read, warm ones each minute and cold ones less often; nothing comes twice', async () => {
      const guild = await deskGuild(app);
      const person = newMember(app, guild, 'reads');
      await writes(app, person, 'one');
      const channel = dmWith(app, person);
      const two = says(app, channel, person, 'two');
      await app.advance(MINUTE);
      await app.tick();
      const texts = async () => (await messagesOf(app, guild)).map(({ content }) => content);
      assert.deepEqual(await texts(), ['one', 'two']);
      await tells(app, two);
      assert.deepEqual(await texts(), ['one', 'two'], 'the gateway tells it late');
      const reads = () =>
        app.discord.control.calls({ method: 'GET', path: `/channels/${channel}/messages` }).length;
      const before = reads();
      for (let minute = 0; minute < 5; minute++) {
        await app.advance(MINUTE);
        await app.tick();
      }
      assert.equal(reads() - before, 5, 'warm');
      await app.advance(2 * 24 * 60 * MINUTE);
      await app.tick();
      const cold = reads();
      for (let minute = 0; minute < 10; minute++) {
        await app.advance(MINUTE);
        await app.tick();
      }
      assert.equal(reads() - cold, 0, 'cold');
      await app.advance(6 * MINUTE);
      await app.tick();
      assert.equal(reads() - cold, 1);
      assert.equal((await signalsOf(app, guild)).filter((type) => type === 'inbox.receiving').length, 1);
    });

    it('C24: a warm channel is read each minute however many cold ones are known', async () => {
      const guild = await deskGuild(app);
      const person = newMember(app, guild, 'stayswarm');
      await writes(app, person, 'one');
      await app.advance(MINUTE);
      await app.tick();
      const [read] =
        await app.sql`select max(polled_at) as at from conversation_reach where guild_id = ${guild.id}`;
      const at = new Date(String(read?.at)).getTime();
      const old = snowflakeAt(at - 10 * 24 * 60 * MINUTE);
      await app.sql`insert into conversation_reach (guild_id, person_id, dm_channel_id, poll_cursor, polled_at, updated_at)
        select ${guild.id}, 'cold' || n, (${old}::numeric + n)::text, ${old}, ${new Date(at - 5 * MINUTE).toISOString()}, now()
        from generate_series(1, 400) as n`;
      says(app, dmWith(app, person), person, 'two');
      await app.advance(MINUTE);
      await app.tick();
      assert.deepEqual(
        (await messagesOf(app, guild)).map(({ content }) => content),
        ['one', 'two'],
      );
      await app.sql`delete from conversation_reach where guild_id = ${guild.id}`;
    });

    it('C24: what the gateway missed is read once, however many servers are told of it', async () => {
      const guilds = [await deskGuild(app), await deskGuild(app), await deskGuild(app)];
      const [guild] = guilds;
      assert.ok(guild);
      const person = newMember(app, guild, 'ismissed');
      await writes(app, person, 'one');
      await app.settle();
      const channel = dmWith(app, person);
      const since = app.discord.control.calls().at(-1)?.id ?? 0;
      says(app, channel, person, 'two');
      const [from, until] = [new Date(Date.now() - MINUTE), new Date(Date.now() + MINUTE)].map((at) =>
        at.toISOString(),
      );
      const data = JSON.stringify({ shard: 0, from, until });
      for (const { id } of guilds)
        await app.sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at)
          values (gen_random_uuid(), ${id}, 'gateway.missed', 'gateway:0', ${data}::jsonb, 'system:gateway', 'discord', 'x',
            now() - interval '1 hour')`;
      await app.tick();
      await app.settle();
      assert.deepEqual(
        (await messagesOf(app, guild)).map(({ content }) => content),
        ['one', 'two'],
      );
      const reads = app.discord.control.calls({
        method: 'GET',
        path: `/channels/${channel}/messages`,
        since,
      });
      assert.ok(reads.length <= 2, `${reads.length} reads: one of the minute, one of the gap`);
    });

    it('C25: a message of a server without its text is flagged, and the status names the cause', async () => {
      const guild = await deskGuild(app);
      const person = newMember(app, guild, 'silent');
      await writes(app, person, 'Hello');
      const thread = newThread(guild);
      const moved = await app.api(guild.id, 'POST', '/conversations/1/move', {
        transport: 'thread',
        channelId: thread.id,
      });
      assert.equal(moved.status, 200, JSON.stringify(moved.body));
      const before = await app.api(guild.id, 'GET', '/inbox/status');
      assert.equal(before.body.intentMissing, null);
      await tells(app, says(app, thread.id, person, 'What nobody gets to see'), {
        guild_id: guild.id,
        content: '',
      });
      const after = await app.api(guild.id, 'GET', '/inbox/status');
      assert.match(after.body.intentMissing.reason, /Message Content Intent is off.*developer portal/);
      const [, flagged] = await messagesOf(app, guild);
      assert.match(flagged?.content, /Message Content Intent is off/);
    });

    it('C07: a message of a server belongs to the conversation held there, and to that server alone', async () => {
      const [guild, other] = [await deskGuild(app), await deskGuild(app)];
      const person = newMember(app, guild, 'threads');
      app.discord.control.member(other.id, { user_id: person.id });
      const talk = app.api(guild.id, 'POST', '/conversations/send-message', {
        discordUserId: person.id,
        content: 'Hi',
      });
      assert.equal((await talk).status, 200);
      await app.settle();
      const thread = newThread(guild);
      await app.api(guild.id, 'POST', '/conversations/1/move', { transport: 'thread', channelId: thread.id });
      await tells(app, says(app, thread.id, person, 'In the thread'), { guild_id: guild.id });
      await tells(app, says(app, guild.channelId, person, 'Elsewhere'), { guild_id: guild.id });
      await tells(app, says(app, other.channelId, person, 'In the other server'), { guild_id: other.id });
      const texts = async (of: typeof guild) => (await messagesOf(app, of)).map(({ content }) => content);
      assert.deepEqual(await texts(guild), ['Hi', 'In the thread']);
      assert.deepEqual(await texts(other), []);
      assert.deepEqual(await conversationsOf(app, other), []);

      // Who is neither the person nor of the team is not shown as the team; what comes after the end is not lost.
      const passer = newMember(app, guild, 'passes');
      await tells(app, says(app, thread.id, passer, 'Me too'), { guild_id: guild.id });
      await tells(app, says(app, thread.id, guild.staff, 'One moment'), { guild_id: guild.id });
      const sides = (await messagesOf(app, guild))
        .slice(2)
        .map(({ direction, author_id }) => [direction, author_id]);
      assert.deepEqual(sides, [
        ['in', passer.id],
        ['out', guild.staff.id],
      ]);
      assert.equal((await app.api(guild.id, 'POST', '/inbox/conversations/1/close')).status, 200);
      await tells(app, says(app, thread.id, person, 'One more thing'), { guild_id: guild.id });
      const [talkNow, ...more] = await conversationsOf(app, guild);
      assert.deepEqual([talkNow?.state, more.length], ['open', 0]);
      assert.equal((await texts(guild)).at(-1), 'One more thing');
    });

    it('C07: follows who deletes many at once in a thread; C32: and keeps who is blocked from the desk there', async () => {
      const guild = await deskGuild(app);
      const person = newMember(app, guild, 'loud');
      const dm = await writes(app, person, 'Hello');
      const thread = newThread(guild);
      await app.api(guild.id, 'POST', '/conversations/1/move', { transport: 'thread', channelId: thread.id });
      const inThread = async (content: string) => {
        const message = says(app, thread.id, person, content);
        await tells(app, message, { guild_id: guild.id });
        return message;
      };
      const edits = (message: SeenMessage, content: string, more: object = {}) =>
        app.gatewayEvent('MESSAGE_UPDATE', {
          ...message,
          ...more,
          content,
          edited_timestamp: new Date(app.now()).toISOString(),
        } as unknown as GatewayEventData['MESSAGE_UPDATE']);
      const [first, second] = [await inThread('One'), await inThread('Two')];
      const third = await inThread('Three');
      await app.gatewayEvent('MESSAGE_DELETE_BULK', {
        ids: [first.id, second.id],
        channel_id: thread.id,
        guild_id: guild.id,
      });
      const shown = async () =>
        (await messagesOf(app, guild))
          .filter(({ deleted_at }) => deleted_at === null)
          .map(({ content }) => content);
      assert.deepEqual(await shown(), ['Hello', 'Three']);

      assert.equal((await app.api(guild.id, 'POST', `/inbox/leads/${person.id}/block`, {})).status, 200);
      const [rude, again, gone] = [
        await inThread('Rude'),
        await inThread('Rude again'),
        await inThread('Gone'),
      ];
      for (const repeated of [rude, third]) await tells(app, repeated, { guild_id: guild.id });
      await edits(rude, 'Very rude', { guild_id: guild.id });
      await edits(dm, 'Rude by an edit');
      await app.gatewayEvent('MESSAGE_DELETE_BULK', {
        ids: [gone.id],
        channel_id: thread.id,
        guild_id: guild.id,
      });
      await app.settle();
      assert.deepEqual(await shown(), ['Hello', 'Three']);
      const held = (await app.api(guild.id, 'GET', '/inbox/held')).body.messages;
      assert.deepEqual(
        held.map(({ content, reason }: Record<string, string>) => [content, reason]),
        [
          ['Rude again', 'blocked'],
          ['Very rude', 'blocked'],
        ],
      );
      const told = await app.sql`select count(*)::int as told from signals
        where guild_id = ${guild.id} and type = 'inbox.held'`;
      assert.equal(told[0]?.told, 3, 'each is told of once');
      const released = await app.api(guild.id, 'POST', `/inbox/held/${again.id}/release`);
      assert.equal(released.status, 204);
      assert.deepEqual(await shown(), ['Hello', 'Three', 'Rude again']);
      const [talk, ...more] = await conversationsOf(app, guild);
      assert.deepEqual([talk?.transport, talk?.channel_id, more.length], ['thread', thread.id, 0]);

      // Who may write again is heard in both places, also in the one where the talk is not held just now.
      assert.equal((await app.api(guild.id, 'POST', `/inbox/leads/${person.id}/unblock`)).status, 200);
      await writes(app, person, 'By direct message');
      const back = await inThread('Back in the thread');
      await edits(back, 'Back again', { guild_id: guild.id });
      assert.deepEqual((await shown()).slice(-2), ['By direct message', 'Back again']);
    });

    it('C23: warns of what is nobody’s, again each hour, and counts it', async () => {
      const guild = await deskGuild(app, { routing: 'queue', warnAfterMinutes: 10 });
      await writes(app, newMember(app, guild, 'waits'), 'Anybody?');
      const warnings = async () =>
        (
          await app.sql`select data from signals where guild_id = ${guild.id} and type = 'inbox.unrouted'`
        ).map(({ data }) => data.count);
      await app.tick();
      assert.deepEqual(await warnings(), []);
      const { body } = await app.api(guild.id, 'GET', '/inbox/status');
      assert.equal(body.unrouted.count, 1);
      await app.advance(11 * MINUTE);
      await app.tick();
      await app.advance(MINUTE);
      await app.tick();
      assert.deepEqual(await warnings(), [1]);
      await app.advance(61 * MINUTE);
      await app.tick();
      assert.deepEqual(await warnings(), [1, 1]);
      await app.api(guild.id, 'POST', '/inbox/conversations/1/assign', { assigneeId: guild.staff.id });
      await app.advance(61 * MINUTE);
      await app.tick();
      assert.deepEqual(await warnings(), [1, 1]);
    });

    it('C13: the status tells of the token, the intents, the gateway and the age of the last event', async () => {
      const guild = await deskGuild(app);
      await writes(app, newMember(app, guild, 'status'), 'Hello');
      await app.advance(5 * MINUTE);
      app.discord.control.application({ flags: 0 });
      const { status, body } = await app.api(guild.id, 'GET', '/inbox/status');
      assert.equal(status, 200);
      assert.deepEqual([body.botActive, body.token], [true, { ok: true, reason: null }]);
      assert.ok(body.missingIntents.some(({ intent }: { intent: string }) => intent === 'MESSAGE_CONTENT'));
      assert.match(body.gateway.reason, /DISCORD_GATEWAY=off/);
      assert.ok(
        body.lastEventAgeSeconds >= 300 && body.lastEventAgeSeconds < 360,
        String(body.lastEventAgeSeconds),
      );
      app.discord.control.script({ method: 'GET', path: '/applications/@me', status: 401, times: 1 });
      const refused = await app.api(guild.id, 'GET', '/inbox/status');
      assert.equal(refused.body.botActive, false);
      assert.match(refused.body.token.reason, /DISCORD_TOKEN/);
    });
  });

  it('C14: what is missing is named, and the app stays up', async () => {
    const app = await createTestApp();
    try {
      const guild = app.newGuild();
      Object.assign(app.stack.variables, { DISCORD_TOKEN: undefined, DISCORD_CLIENT_SECRET: undefined });
      await app.stack.killWorker();
      await app.stack.startWorker();
      const { status, body } = await app.api(guild.id, 'GET', '/inbox/status');
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.botActive, false);
      assert.match(body.token.reason, /No bot token is set/);
      const names = body.missing.map(({ name }: { name: string }) => name);
      for (const name of ['DISCORD_TOKEN', 'DISCORD_CLIENT_SECRET', 'inbox.receive'])
        assert.ok(names.includes(name), name);
      assert.equal((await fetch(`${app.url}/health`)).headers.get('content-type')?.includes('json'), true);
    } finally {
      await app.close();
    }
  });
});
