import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { type Page, signIn, type Visitor } from '../../support/dashboard.ts';

describe('a form that is sent twice', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  let base: string;
  before(async () => {
    app = await createTestApp();
  });
  beforeEach(async () => {
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    base = `/guilds/${guild.id}`;
  });
  after(() => app.close());

  const onceIn = (page: Page, action: string): string => {
    const form = new RegExp(`action="${action}"[^>]*>(?:(?!</form>).)*?name="once" value="([\\w-]+)"`, 's');
    return form.exec(page.text)?.[1] ?? assert.fail(`no form ${action} that counts once`);
  };
  const announcement = (more: Record<string, string> = {}) => ({
    name: 'Open night',
    when: 'every friday 18:00',
    timeZone: 'Europe/Berlin',
    'target.kind': 'channel',
    'target.channelId': guild.channelId,
    'message.content': 'Doors open!',
    ...more,
  });
  const count = async (table: string) =>
    (await app.sql.query(`select 1 from ${table} where guild_id = $1`, [guild.id])).length;

  it('makes one announcement, whether the second click comes at once or later', async () => {
    const path = `${base}/announcements/new`;
    const form = announcement({ once: onceIn(await admin.get(path), path) });
    const [one, two] = await Promise.all([admin.post(path, form), admin.post(path, form)]);
    const three = await admin.post(path, form);
    assert.deepEqual(
      [one, two, three].map(({ status, location }) => `${status} ${location}`),
      new Array(3).fill(`303 ${base}/announcements/1`),
    );
    assert.equal(await count('announcements'), 1);
    assert.equal(await count('audit_log'), 1);
  });

  it('says so when other words come with it, and takes them when they are sent again', async () => {
    const path = `${base}/announcements/new`;
    const form = announcement({ once: onceIn(await admin.get(path), path) });
    assert.equal((await admin.post(path, form)).status, 303);
    const other = await admin.post(path, { ...form, name: 'Quiz night' });
    assert.equal(other.status, 422);
    assert.match(other.text, /sent before with other content/);
    assert.match(other.text, /value="Quiz night"/);
    const again = await admin.post(path, { ...form, name: 'Quiz night', once: onceIn(other, path) });
    assert.equal(again.location, `${base}/announcements/2`);
  });

  it('is not used up by a mistake in it', async () => {
    const path = `${base}/announcements/new`;
    const once = onceIn(await admin.get(path), path);
    assert.equal((await admin.post(path, announcement({ once, when: 'whenever' }))).status, 422);
    assert.equal((await admin.post(path, announcement({ once, when: 'whenever' }))).status, 422);
    assert.equal((await admin.post(path, announcement({ once }))).status, 303);
  });

  it('shows a secret once: the second time it says that it was saved', async () => {
    for (const [page, path, form, table] of [
      [`${base}/keys`, `${base}/keys`, { name: 'Robot', scopes: '*' }, 'api_keys'],
      [
        `${base}/webhooks/new`,
        `${base}/webhooks/new`,
        { name: 'Board', kind: 'http', url: 'http://127.0.0.1:1/x', events: '*' },
        'webhook_endpoints',
      ],
    ] as const) {
      const once = onceIn(await admin.get(page), path);
      const first = await admin.post(path, { ...form, once });
      const [secret] = /(?:gh_|whsec_)[\w+/=-]{20,}/.exec(first.text) ?? assert.fail(first.text);
      const second = await admin.post(path, { ...form, once });
      assert.equal(second.status, 409);
      assert.match(second.text, /was saved\. A secret that it showed is not shown again/);
      assert.ok(!second.text.includes(secret));
      assert.equal(await count(table), 1);
    }
  });

  it('belongs to the person who opened it', async () => {
    const path = `${base}/announcements/new`;
    const once = onceIn(await admin.get(path), path);
    assert.equal((await admin.post(path, announcement({ once }))).status, 303);
    app.discord.control.member(guild.id, { user_id: guild.staff.id, roles: [guild.staffRoleId] });
    await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
    const staff = await signIn(app, guild.staff);
    await staff.get(path);
    const made = await staff.post(path, announcement({ once, name: 'Mine' }));
    assert.equal(made.location, `${base}/announcements/2`);
  });
});
