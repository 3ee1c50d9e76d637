import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { uuidv7 } from '../../../src/core/ids.ts';
import { newMember, set, told } from '../../features/inbox/support/desk.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';

let app: TestApp;
before(async () => {
  app = await createTestApp({ probe: true });
});
after(() => app.close());

const MINUTE = 60_000;
const OWN = ['nothing', 'dm', 'channel', 'dashboard', 'none'] as const;

/** Writes the signal as an action would and lets the cron find it. */
async function note(
  guild: TestGuild,
  kind: string,
  userIds: string[],
  text: string,
  { actor = 'system:test', id = uuidv7(app.now()) } = {},
) {
  const at = new Date(app.now() - MINUTE).toISOString();
  await app.sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at)
    values (${id}, ${guild.id}, 'probe.noted', 'probe:1', ${JSON.stringify({ kind, userIds, text })}, ${actor}, 'job', 'r', ${at})`;
  await app.tick();
  return id;
}

async function choose(guild: TestGuild, userId: string, choices: Record<string, string | null>) {
  const answer = await app.api(guild.id, 'PATCH', `/notifications/people/${userId}`, { choices });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

const posts = (channelId: string) =>
  [...(app.discord.state.data.messages.get(channelId)?.values() ?? [])].filter(
    ({ author_id }) => author_id === app.discord.state.data.botId,
  );
const noticesOf = async (guild: TestGuild, userId: string | null) =>
  (
    await app.sql`select text from notifications where guild_id = ${guild.id} and user_id is not distinct from ${userId}`
  ).map(({ text }) => String(text));
const dmsOf = (person: { id: string }) => told(app, person).map(({ content }) => content);

/** Where somebody was told of a text: the channel with a ping of them alone, by a direct message, in the dashboard. */
async function placesOf(guild: TestGuild, person: { id: string }, text: string): Promise<string[]> {
  const pings = app.discord.control
    .calls({ method: 'POST', path: `/channels/${guild.channelId}/messages` })
    .map(({ body }) => body as { content: string; allowed_mentions: { parse: string[]; users?: string[] } })
    .filter(({ content }) => content.endsWith(text) && content.startsWith(`<@${person.id}>`));
  for (const { allowed_mentions } of pings)
    assert.deepEqual(allowed_mentions, { parse: [], users: [person.id] });
  return [
    ...dmsOf(person).flatMap((content) => (content === text ? ['dm'] : [])),
    ...pings.map(() => 'channel'),
    ...(await noticesOf(guild, person.id)).flatMap((one) => (one === text ? ['dashboard'] : [])),
  ];
}

describe('notifications', () => {
  for (const server of ['dm', 'channel', 'dashboard', 'none', 'off'] as const) {
    it(`F05: each choice of a person holds in a server that chose “${server}”, and nobody is told twice`, async () => {
      const guild = app.newGuild();
      await set(app, guild, 'notifications', { channel: guild.channelId, 'probe-one': server });
      const people = OWN.map((own) => ({ own, ...newMember(app, guild, `p-${server}-${own}`) }));
      for (const { own, id } of people) {
        if (own === 'nothing') continue;
        await choose(guild, id, { 'probe.one': own, ...(own === 'none' ? {} : { 'probe.grave': own }) });
      }
      const ids = people.map(({ id }) => id);
      await note(guild, 'one', ids, 'One thing');
      await note(guild, 'grave', ids, 'A grave thing');
      for (const person of people) {
        const { own } = person;
        const wanted = own === 'nothing' ? server : own;
        const expected = server === 'off' || wanted === 'none' ? [] : [wanted];
        assert.deepEqual(await placesOf(guild, person, 'One thing'), expected, own);
        // What is critical cannot be switched off; its default is a direct message.
        const grave = own === 'nothing' || own === 'none' ? 'dm' : own;
        assert.deepEqual(await placesOf(guild, person, 'A grave thing'), [grave], own);
      }
    });
  }

  it('F05: what is critical can be switched off by nobody', async () => {
    const guild = app.newGuild();
    const path = `/notifications/people/${guild.member.id}`;
    const none = await app.api(guild.id, 'PATCH', path, { choices: { 'probe.grave': 'none' } });
    assert.equal(none.status, 422);
    assert.match(none.body.detail, /cannot be switched off/);
    const off = await app.api(guild.id, 'PATCH', '/settings/notifications', {
      values: { 'probe-grave': 'off' },
    });
    assert.equal(off.status, 422);
    await set(app, guild, 'notifications', { 'probe-one': 'off' });
    const [entry] =
      await app.sql`select action, after from audit_log where guild_id = ${guild.id} order by created_at desc`;
    assert.deepEqual(entry, { action: 'hub.change-settings', after: { 'probe-one': 'off' } });
  });

  it('of a group one post tells all without a ping, and pings those who asked for it there', async () => {
    const guild = app.newGuild();
    await set(app, guild, 'notifications', { channel: guild.channelId, 'probe-group': 'channel' });
    await note(guild, 'group', [], 'For all');
    await choose(guild, guild.member.id, { 'probe.group': 'channel' });
    await choose(guild, guild.staff.id, { 'probe.group': 'dm' });
    await note(guild, 'group', [], 'For all again');
    assert.deepEqual(
      posts(guild.channelId).map(({ content }) => content),
      ['For all', `<@${guild.member.id}> For all again`],
    );
    assert.deepEqual(dmsOf(guild.staff), ['For all again']);
    assert.deepEqual(dmsOf(guild.admin), []);
    await set(app, guild, 'notifications', { channel: null });
    await note(guild, 'group', [], 'Nowhere to post');
    assert.deepEqual(await noticesOf(guild, null), ['Nowhere to post']);
  });

  it('a person who takes no direct messages is told in the channel, and not tried again for a week', async () => {
    const guild = app.newGuild();
    await set(app, guild, 'notifications', { channel: guild.channelId });
    const person = newMember(app, guild, 'closed');
    const user = app.discord.state.data.users.get(person.id);
    assert.ok(user);
    user.dms_closed = true;
    const tries = () =>
      app.discord.control
        .calls({ method: 'POST', path: '/users/@me/channels' })
        .filter(({ body }) => (body as { recipient_id: string }).recipient_id === person.id).length;
    await note(guild, 'one', [person.id], 'First');
    assert.deepEqual(await placesOf(guild, person, 'First'), ['channel']);
    await note(guild, 'one', [person.id], 'Second');
    assert.deepEqual(await placesOf(guild, person, 'Second'), ['channel']);
    assert.equal(tries(), 1);
    const seen = await app.api(guild.id, 'GET', `/notifications/people/${person.id}`);
    assert.ok(seen.body.dmsClosedAt);
    user.dms_closed = false;
    const again = await choose(guild, person.id, { 'probe.one': 'dm' });
    assert.equal(again.dmsClosedAt, null);
    await note(guild, 'one', [person.id], 'Third');
    assert.deepEqual(await placesOf(guild, person, 'Third'), ['dm']);
  });

  it('nobody is told of their own doings, nor after they left', async () => {
    const guild = app.newGuild();
    const person = newMember(app, guild, 'actor');
    await note(guild, 'one', [person.id], 'My own', { actor: `user:${person.id}` });
    assert.deepEqual(await placesOf(guild, person, 'My own'), []);
    const stranger = app.discord.control.user({ username: 'stranger', global_name: 'stranger' });
    await note(guild, 'one', [stranger.id], 'Not yours');
    assert.deepEqual(await placesOf(guild, stranger, 'Not yours'), []);
  });

  it('a signal that is dispatched again and jobs that run again tell once', async () => {
    const guild = app.newGuild();
    await set(app, guild, 'notifications', { channel: guild.channelId });
    await choose(guild, guild.member.id, { 'probe.one': 'channel' });
    await choose(guild, guild.staff.id, { 'probe.one': 'dashboard' });
    const id = await note(guild, 'one', [guild.member.id, guild.staff.id], 'Once');
    await app.sql`update signals set dispatched_at = null where id = ${id}`;
    await app.sql`update jobs set state = 'queued', run_at = run_at - interval '5 minutes'
      where guild_id = ${guild.id} and name like 'notifications.%'`;
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    assert.deepEqual(await noticesOf(guild, guild.staff.id), ['Once']);
    const shown =
      await app.sql`select id from signals where guild_id = ${guild.id} and type = 'notification.added'`;
    assert.equal(shown.length, 1);
  });

  it('direct messages and pings wait until quiet hours are over, except critical ones', async () => {
    const guild = app.newGuild();
    const hour = new Date(app.now()).getUTCHours();
    await set(app, guild, 'notifications', { quietFrom: hour, quietUntil: (hour + 3) % 24 });
    await note(guild, 'one', [guild.member.id], 'Later');
    await note(guild, 'grave', [guild.member.id], 'Now');
    assert.deepEqual(dmsOf(guild.member), ['Now']);
    await app.advance(3 * 60 * MINUTE);
    await app.tick();
    assert.deepEqual(dmsOf(guild.member), ['Now', 'Later']);
  });

  it('work that failed for good is told of once an hour, and never of telling itself', async () => {
    const guild = app.newGuild();
    await set(app, guild, 'notifications', { channel: guild.channelId });
    const at = new Date(app.now() - MINUTE).toISOString();
    for (const [id, name, payload] of [
      ['dead-1', 'probe.fails', {}],
      ['dead-2', 'probe.fails', {}],
      ['dead-3', 'notifications.deliver', {}],
    ] as const) {
      await app.sql`insert into jobs (id, guild_id, name, payload, state, run_at, created_at)
        values (${id}, ${guild.id}, ${name}, ${JSON.stringify(payload)}, 'queued', ${at}, ${at})`;
    }
    await app.tick();
    const signals =
      await app.sql`select subject from signals where guild_id = ${guild.id} and type = 'work.failed' order by subject`;
    assert.deepEqual(
      signals.map(({ subject }) => subject),
      ['job:dead-1', 'job:dead-2'],
    );
    const said = posts(guild.channelId).map(({ content }) => content);
    assert.ok(said.length >= 1 && said.length <= 2, 'two when the hour changed in between');
    assert.match(said[0] ?? '', /Failed for good: Fails until its time has come/);
  });
});

describe('notices in the dashboard', () => {
  it('are heard live by whom they are for and by nobody else, and by no endpoint', async () => {
    const guild = app.newGuild();
    await choose(guild, guild.member.id, { 'probe.one': 'dashboard' });
    const [maya, sam] = [await signIn(app, guild.member), await signIn(app, guild.staff)];
    await note(guild, 'one', [guild.member.id], 'For Maya <b>');
    const live = async (visitor: typeof maya) => {
      const { text } = await visitor.get(`/guilds/${guild.id}/live?since=0&type=notification.added`, {
        accept: 'application/json',
        origin: app.url,
      });
      return (JSON.parse(text) as { events: { data: Record<string, unknown> }[] }).events;
    };
    assert.deepEqual(
      (await live(maya)).map(({ data }) => data),
      [{ kind: 'probe.one', userId: guild.member.id, access: 'probe:use' }],
    );
    assert.deepEqual(await live(sam), []);
    const page = async (visitor: typeof maya) =>
      (await visitor.get(`/guilds/${guild.id}/notifications`)).text;
    assert.match(await page(maya), /For Maya &lt;b&gt;/);
    assert.doesNotMatch(await page(sam), /For Maya/);
    const types = await app.api(guild.id, 'GET', '/webhooks/event-types');
    assert.doesNotMatch(JSON.stringify(types.body), /notification\.added/);
    await app.advance(31 * 24 * 60 * MINUTE);
    await app.tick();
    assert.deepEqual(await noticesOf(guild, guild.member.id), []);
  });
});
