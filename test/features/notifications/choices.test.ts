import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, customIds, type SeenMessage, type TestApp } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { set } from '../inbox/support/desk.ts';

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
after(() => app.close());

type Select = { custom_id: string; options: { value: string; label: string; default?: boolean }[] };
const selectsOf = (message: SeenMessage): Select[] =>
  message.components.flatMap((row) => (row as { components: Select[] }).components);

describe('/notifications', () => {
  it('F05: shows what one can be told of, and changes it by selects', async () => {
    const guild = app.newGuild();
    await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
    const asked = await app.run({
      type: 'command',
      userId: guild.staff.id,
      channelId: guild.channelId,
      commandName: 'notifications',
    });
    assert.match(asked.message.content, /What you are told, and where/);
    const values = selectsOf(asked.message).flatMap(({ options }) => options.map(({ value }) => value));
    assert.ok(values.includes('inbox.message'), values.join());
    assert.ok(!values.includes('gateway.connection'), 'that is for admins');

    const pick = (message: SeenMessage, customId: string, value: string) =>
      app.run({
        type: 'component',
        userId: guild.staff.id,
        channelId: guild.channelId,
        messageId: message.id,
        customId,
        values: [value],
      });
    const [kindSelect = ''] = customIds(asked.message);
    const picked = await pick(asked.message, kindSelect, 'inbox.message');
    const [, setSelect = ''] = customIds(picked.message);
    const done = await pick(picked.message, setSelect, 'dashboard');
    assert.match(done.message.content, /\*\*New message\*\*: Dashboard · your choice/);
    const rows = await app.sql`select user_id, kind, channel from notification_preferences
      where guild_id = ${guild.id}`;
    assert.deepEqual(rows, [{ user_id: guild.staff.id, kind: 'inbox.message', channel: 'dashboard' }]);
    const back = await pick(done.message, setSelect, 'server');
    assert.doesNotMatch(back.message.content, /your choice/);
    assert.deepEqual(await app.sql`select 1 from notification_preferences where guild_id = ${guild.id}`, []);
    const audit = await app.sql`select actor, before, after from audit_log
      where guild_id = ${guild.id} and action = 'notifications.choose' order by created_at`;
    assert.deepEqual(
      audit.map(({ actor, after }) => [actor, after]),
      [
        [`user:${guild.staff.id}`, { 'inbox.message': 'dashboard' }],
        [`user:${guild.staff.id}`, { 'inbox.message': null }],
      ],
    );
  });

  it('shows a member what members are told of, and nothing of the team’s', async () => {
    const guild = app.newGuild();
    const { message } = await app.run({
      type: 'command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'notifications',
    });
    assert.match(message.content, /Your linked account/);
    assert.doesNotMatch(message.content, /inbox|webhook|gateway|alert/i);
  });
});

describe('the page of notifications', () => {
  it('F05: saves one’s own choices, and shows admins what the server has', async () => {
    const guild = app.newGuild();
    await set(app, guild, 'notifications', { 'hub-failed-work': 'off' });
    const admin = await signIn(app, guild.admin);
    const path = `/guilds/${guild.id}/notifications`;
    const first = await admin.get(path);
    assert.match(first.text, /Cannot be switched off/);
    assert.match(first.text, /Switched off/);
    const sent = await admin.post(path, { 'gateway.connection': 'dm', 'hub.failed-work': 'dashboard' });
    assert.equal(sent.status, 303, sent.text);
    const view = await app.api(guild.id, 'GET', `/notifications/people/${guild.admin.id}`);
    const own = Object.fromEntries(
      (view.body.kinds as { kind: string; own: string | null; effective: string }[])
        .filter((one) => one.own)
        .map((one) => [one.kind, [one.own, one.effective]]),
    );
    assert.deepEqual(own, {
      'gateway.connection': ['dm', 'dm'],
      'hub.failed-work': ['dashboard', 'none'],
    });
    const wrong = await admin.post(path, { 'gateway.connection': 'none' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /cannot be switched off/);
    const odd = await admin.post(path, { 'gateway.connection': 'pigeon' });
    assert.equal(odd.status, 422);
  });

  it('is each person’s own: others’ choices take an admin’s key', async () => {
    const guild = app.newGuild();
    const key = await app.apiKey(guild.id, ['notifications:read', 'notifications:choose']);
    const answer = await app.api(
      guild.id,
      'PATCH',
      `/notifications/people/${guild.member.id}`,
      {
        choices: {},
      },
      { authorization: `Bearer ${key}` },
    );
    assert.equal(answer.status, 403);
    const unknown = await app.api(guild.id, 'PATCH', `/notifications/people/${guild.member.id}`, {
      choices: { 'no.such': 'dm' },
    });
    assert.equal(unknown.status, 422);
    const kinds = await app.api(guild.id, 'GET', '/notifications/kinds');
    assert.equal(kinds.status, 200);
  });
});
