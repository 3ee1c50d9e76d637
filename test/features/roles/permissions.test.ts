import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { roleServer } from './support/server.ts';

const MINUTE = 60_000;
const DENIED = /Only staff can do this/;

describe('what Discord roles may do here', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ probe: true });
  });
  after(() => app.close());

  it('B19: a role gives a permission in Discord and in the dashboard, and losing the role takes it within a minute', async () => {
    const server = roleServer(app);
    const { guild, partner } = server;
    const maya = server.person('Maya');
    server.byHand(maya.id, [partner]);
    const greet = async () => {
      const command = { type: 'command', userId: maya.id, channelId: guild.channelId } as const;
      return (await app.run({ ...command, commandName: 'probe/staff' })).message.content;
    };
    const set = (permissions: string[], more = {}) =>
      app.api(guild.id, 'PUT', '/roles/permissions', { roleId: partner, permissions, ...more });
    assert.match(await greet(), DENIED);

    const wanted = ['probe:staff', 'roles:read'];
    const dry = await set(wanted, { dryRun: true });
    assert.deepEqual(
      [dry.status, dry.body.added, dry.body.removed, dry.body.members, dry.body.applied],
      [200, wanted, [], 1, false],
    );
    assert.match(await greet(), DENIED);
    assert.equal((await set(wanted)).body.applied, true);
    await app.advance(4_000);
    assert.equal(await greet(), 'Hello, staff.');

    const visitor = await signIn(app, maya);
    const page = await visitor.get(`/guilds/${guild.id}/roles`);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, new RegExp(`<a[^>]*href="/guilds/${guild.id}/roles"`));
    assert.equal((await visitor.get(`/guilds/${guild.id}/roles/plan`)).status, 403);
    assert.equal((await visitor.get(`/guilds/${guild.id}/inbox`)).status, 403);

    server.byHand(maya.id, []);
    assert.match(await greet(), DENIED);
    await app.advance(MINUTE + 1_000);
    assert.equal((await visitor.get(`/guilds/${guild.id}/roles`)).status, 403);

    server.byHand(maya.id, [partner]);
    assert.equal(await greet(), 'Hello, staff.');
    assert.deepEqual((await set([])).body.removed, wanted);
    await app.advance(4_000);
    assert.match(await greet(), DENIED);
    const audit = await app.sql`select before, after from audit_log
      where guild_id = ${guild.id} and action = 'roles.set-permissions' order by id`;
    assert.deepEqual(audit, [
      { before: { permissions: [] }, after: { permissions: wanted } },
      { before: { permissions: wanted }, after: { permissions: [] } },
    ]);
  });

  it('never gives by a role what only admins may do, nor more than a key has, nor anything to everybody', async () => {
    const server = roleServer(app);
    const { guild, partner } = server;
    const put = (body: object, headers?: Record<string, string>) =>
      app.api(guild.id, 'PUT', '/roles/permissions', { roleId: partner, ...body }, headers);
    for (const permission of ['hub:keys', 'hub:settings', 'roles:manage', 'privacy:manage']) {
      const { status, body } = await put({ permissions: [permission] });
      assert.equal(status, 422, permission);
      assert.match(body.detail, /only people who may manage the server have it/);
    }
    assert.equal((await put({ permissions: ['records:nonsense'] })).status, 422);
    const everybody = await put({ roleId: guild.id, permissions: ['roles:read'] });
    assert.match(everybody.body.detail, /Everybody has @everyone/);
    const narrow = await app.apiKey(guild.id, ['roles:manage']);
    const beyond = await put({ permissions: ['inbox:read'] }, { authorization: `Bearer ${narrow}` });
    assert.equal(beyond.status, 403);
    assert.match(beyond.body.detail, /lacks inbox:read itself/);
    // What got into the table otherwise, or was given before a permission became an admin's, gives nothing.
    await app.sql`insert into permission_rules values (${guild.id}, ${partner}, 'probe:admin', 'user:1', now())`;
    const maya = server.person('Maya');
    server.byHand(maya.id, [partner]);
    const answer = await app.run({
      type: 'command',
      userId: maya.id,
      channelId: guild.channelId,
      commandName: 'probe/admin',
    });
    assert.match(answer.message.content, /Only people who may manage this server/);
    // A rule of one server says nothing in another.
    const other = roleServer(app);
    await app.sql`insert into permission_rules values (${other.guild.id}, ${partner}, 'probe:staff', 'user:1', now())`;
    const staff = await app.run({
      type: 'command',
      userId: maya.id,
      channelId: guild.channelId,
      commandName: 'probe/staff',
    });
    assert.match(staff.message.content, DENIED);
  });
});
