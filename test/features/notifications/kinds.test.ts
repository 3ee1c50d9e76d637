import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessSettings } from '../../../src/core/access/settings.ts';
import { uuidv7 } from '../../../src/core/ids.ts';
import { isForGroup } from '../../../src/core/notifications/kind.ts';
import { choiceName } from '../../../src/core/notifications/settings.ts';
import { createRegistry } from '../../../src/core/registry.ts';
import { features } from '../../../src/features/index.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { newMember, set, told } from '../inbox/support/desk.ts';

const registry = createRegistry(features, { settings: [accessSettings] });
const MINUTE = 60_000;
const CHANNELS = ['dm', 'channel', 'dashboard', 'none'] as const;

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
after(() => app.close());

/** Lets it have happened, with the data that the signal's own example has. */
async function happens(guild: TestGuild, type: string, change: Record<string, unknown> = {}) {
  const data = JSON.stringify({ ...registry.signals.get(type)?.sample, ...change });
  const at = new Date(app.now() - MINUTE).toISOString();
  await app.sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at)
    values (${uuidv7(app.now())}, ${guild.id}, ${type}, 'thing:1', ${data}, 'system:test', 'job', 'r', ${at})`;
  await app.tick();
}

/** How often somebody was written to, pinged, and given a notice of their own. */
async function countsOf(guild: TestGuild, person: { id: string }) {
  const pings = app.discord.control
    .calls({ method: 'POST', path: `/channels/${guild.channelId}/messages` })
    .filter(({ body }) =>
      (body as { allowed_mentions?: { users?: string[] } }).allowed_mentions?.users?.includes(person.id),
    );
  const notices =
    await app.sql`select 1 from notifications where guild_id = ${guild.id} and user_id = ${person.id}`;
  return { dm: told(app, person).length, channel: pings.length, dashboard: notices.length };
}

/** What makes the example of a signal one that the kind is about, where the signal is about several. */
const notice = registry.signals.get('notice.raised')?.sample.notice as Record<string, unknown>;
const variations: Record<string, Record<string, unknown>> = {
  'tickets.place-lost': { change: 'place-lost' },
  'notices.maintenance': {
    notice: {
      ...notice,
      kind: 'maintenance',
      state: 'scheduled',
      details: {
        startsAt: '2126-12-01T22:00:00Z',
        endsAt: '2126-12-01T23:00:00Z',
        affected: [],
        reminded: false,
      },
    },
  },
  'notices.alert': {
    notice: {
      ...notice,
      kind: 'alert',
      state: 'firing',
      details: { severity: 'critical', source: 'monitor', lastAt: '2026-11-21T10:00:00Z' },
    },
  },
};

describe('the kinds of notifications of this product', () => {
  const ofGroups = [...registry.notifications.values()].filter(isForGroup);
  assert.ok(ofGroups.length >= 5);

  for (const kind of ofGroups) {
    it(`F05: ${kind.id} reaches whoever asked for it, each where they chose, and nobody who may not hear of it`, async () => {
      const guild = app.newGuild();
      await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
      await set(app, guild, 'notifications', { channel: guild.channelId, [choiceName(kind)]: 'channel' });
      const admins = app.discord.control.role(guild.id, { name: 'Admins', permissions: '8' });
      const people = CHANNELS.filter((own) => !(kind.critical && own === 'none')).map((own) => ({
        own,
        ...newMember(app, guild, `a-${own}`, [admins.id]),
      }));
      const intruder = newMember(app, guild, 'intruder');
      for (const { id, own } of [...people, { ...intruder, own: 'dm' }]) {
        const choices = { [kind.id]: own };
        const answer = await app.api(guild.id, 'PATCH', `/notifications/people/${id}`, { choices });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
      }
      const [type = ''] = Object.keys(kind.from);
      await happens(guild, type, variations[kind.id]);
      for (const { own, ...person } of people) {
        const expected = { dm: 0, channel: 0, dashboard: 0, ...(own === 'none' ? {} : { [own]: 1 }) };
        assert.deepEqual(await countsOf(guild, person), expected, own);
      }
      // Whoever asks for what is for all members is no intruder.
      const dm = registry.access.get(kind.access) === 'member' ? 1 : 0;
      assert.deepEqual(await countsOf(guild, intruder), { dm, channel: 0, dashboard: 0 });
    });
  }

  for (const own of CHANNELS) {
    it(`F05: a new message reaches the owner of the conversation who chose “${own}”`, async () => {
      const guild = app.newGuild();
      await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
      await set(app, guild, 'notifications', { channel: guild.channelId });
      const path = `/notifications/people/${guild.staff.id}`;
      await app.api(guild.id, 'PATCH', path, { choices: { 'inbox.message': own } });
      const conversation = { id: uuidv7(app.now()), number: 7 };
      const assignee = { id: guild.staff.id, name: 'Sam' };
      await happens(guild, 'dm.received', { conversation, assignee, content: 'Hi @everyone' });
      const expected = { dm: 0, channel: 0, dashboard: 0, ...(own === 'none' ? {} : { [own]: 1 }) };
      assert.deepEqual(await countsOf(guild, guild.staff), expected);
      const [notice] = await app.sql`select path from notifications where guild_id = ${guild.id}`;
      assert.deepEqual(notice, own === 'dashboard' ? { path: '/inbox/7' } : undefined);
    });
  }

  it('F05: what is critical reaches the server’s owner even where no channel was chosen', async () => {
    const guild = app.newGuild();
    await happens(guild, 'gateway.halted');
    assert.match(told(app, guild.admin).at(-1)?.content ?? '', /no longer hears.*Copy the token again/);
    const [notice] = await app.sql`select user_id from notifications where guild_id = ${guild.id}`;
    assert.deepEqual(notice, { user_id: null });
    await happens(guild, 'gateway.missed');
    assert.equal(told(app, guild.admin).length, 1, 'what is not critical waits in the dashboard');
  });

  it('trouble with a webhook is told to whoever set it up', async () => {
    const guild = app.newGuild();
    const [endpoint] =
      await app.sql`insert into webhook_endpoints (id, guild_id, name, kind, url, url_shown, lane, events,
        state, state_at, created_by, created_at, updated_at)
      values (gen_random_uuid(), ${guild.id}, 'Board', 'http', 'sealed', 'https://example.com', 'http:x', '[]',
        'disabled', now(), ${`user:${guild.admin.id}`}, now(), now()) returning id`;
    const data = {
      endpoint: { id: endpoint?.id, name: 'Board', kind: 'http', state: 'disabled', reason: 'x' },
    };
    await happens(guild, 'webhook.endpoint-disabled', { ...data, reason: 'Nothing arrived.' });
    assert.match(
      told(app, guild.admin).at(-1)?.content ?? '',
      /Webhook “Board” was switched off.*Nothing arrived/s,
    );
  });
});
