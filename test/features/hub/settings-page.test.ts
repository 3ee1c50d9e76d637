import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { type Page, signIn, type Visitor } from '../../support/dashboard.ts';

const ANTHROPIC_KEY = 'sk-ant-api03-a-secret-of-this-server-WXYZ';
const WEBHOOK = (apiUrl: string) => `${apiUrl}/webhooks/1300000000000000001/${'t'.repeat(60)}Q9x_`;

/** What the browser would send back: hidden and text inputs, ticked boxes, chosen options. */
function formOf(page: Page): Record<string, string | string[]> {
  const [form = ''] =
    /<form method="post" action="\/guilds\/\d+\/settings\/[\s\S]*?<\/form>/.exec(page.text) ?? [];
  const decode = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  const values: Record<string, string | string[]> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
    const [name, value = ''] = [attribute('name'), attribute('value')];
    if (!name || (attribute('type') === 'checkbox' && !/\schecked/.test(tag))) continue;
    const had = values[name];
    values[name] = attribute('type') === 'checkbox' && had ? [had, decode(value)].flat() : decode(value);
  }
  for (const [, name = '', options = ''] of form.matchAll(
    /<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    values[name] = decode(/<option value="([^"]*)" selected/.exec(options)?.[1] ?? '');
  }
  return values;
}

describe('the settings page', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  let path: string;
  const audits = async () =>
    app.sql`select * from audit_log where guild_id = ${guild.id} and action = 'hub.change-settings' order by created_at`;
  const saved = async () =>
    (await app.api(guild.id, 'GET', '/settings/records')).body.values as Record<string, unknown>;

  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    path = `/guilds/${guild.id}/settings/records`;
  });
  after(() => app.close());

  it('A14: saves switches, the webhook and the Anthropic key, shows secrets by their last four characters, audit+1', async () => {
    const form = formOf(await admin.get(path));
    assert.equal(form.inbound, 'on');
    delete form.inbound;
    const before = (await audits()).length;
    const answer = await admin.post(path, {
      ...form,
      anthropicKey: ANTHROPIC_KEY,
      webhookUrl: WEBHOOK(app.discord.apiUrl),
      monthlyBudget: '12.5',
    });
    assert.equal(answer.status, 303, answer.text);
    const reloaded = await admin.get(path);
    assert.match(reloaded.text, /••••WXYZ/);
    assert.match(reloaded.text, /••••Q9x_/);
    assert.match(reloaded.text, /settings saved/);
    assert.equal(formOf(reloaded).inbound, undefined, 'off');
    assert.equal(formOf(reloaded).monthlyBudget, '12.5');
    const rows = await audits();
    assert.equal(rows.length, before + 1);
    const last = rows.at(-1);
    assert.equal(last?.actor, `user:${guild.admin.id}`);
    assert.equal(last?.source, 'dashboard');
    assert.deepEqual(Object.keys(last?.after ?? {}).sort(), [
      'anthropicKey',
      'inbound',
      'monthlyBudget',
      'webhookUrl',
    ]);
    assert.match(
      (await admin.get(`/guilds/${guild.id}/settings`)).text,
      new RegExp(guild.id),
      'the server id',
    );
  });

  it('keeps secrets encrypted, out of every page and out of the audit log', async () => {
    const [row] =
      await app.sql`select values from guild_settings where guild_id = ${guild.id} and feature = 'records'`;
    assert.match(String(row?.values.anthropicKey), /^sealed:/);
    const pages = ['', '/settings', '/settings/records', '/audit', '/health', '/keys', '/failed', '/records'];
    for (const page of pages) {
      const { text } = await admin.get(`/guilds/${guild.id}${page}`);
      for (const secret of [
        ANTHROPIC_KEY,
        ANTHROPIC_KEY.slice(8, -4),
        't'.repeat(20),
        app.discord.botToken,
        app.discord.clientSecret,
      ]) {
        assert.ok(!text.includes(secret), `${page} shows ${secret}`);
      }
    }
    const stored = JSON.stringify(await audits()) + app.logs.join('\n');
    assert.ok(!stored.includes(ANTHROPIC_KEY) && !stored.includes('t'.repeat(60)));
  });

  it('keeps a secret that was left empty, and removes one that was ticked', async () => {
    const form = formOf(await admin.get(path));
    assert.equal(form.anthropicKey, '');
    await admin.post(path, { ...form, monthlyBudget: '13' });
    assert.equal((await saved()).anthropicKey, '••••WXYZ');
    await admin.post(path, { ...formOf(await admin.get(path)), 'anthropicKey.remove': 'on' });
    assert.equal((await saved()).anthropicKey, null);
  });

  it('writes nothing when nothing was changed', async () => {
    const before = (await audits()).length;
    const answer = await admin.post(path, formOf(await admin.get(path)));
    assert.equal(answer.status, 303);
    assert.match((await admin.get(path)).text, /Nothing was changed/);
    assert.equal((await audits()).length, before);
  });

  it('shows the form again with what was typed and what is wrong', async () => {
    const form = formOf(await admin.get(path));
    const again = await admin.post(path, {
      ...form,
      monthlyBudget: '99999999',
      webhookUrl: 'https://evil.example/x',
    });
    assert.equal(again.status, 422);
    assert.equal(formOf(again).monthlyBudget, '99999999');
    assert.match(again.text, /The most is 10000/);
    assert.match(again.text, /role="alert"/);
    assert.match(again.text, /aria-invalid="true"/);
    assert.equal((await saved()).monthlyBudget, 13);
  });

  it('A14: lets two admins save at once and loses nothing of either', async () => {
    const second = await signIn(app, guild.admin);
    const mine = formOf(await admin.get(path));
    const theirs = formOf(await second.get(path));
    assert.equal((await admin.post(path, { ...mine, monthlyBudget: '20', postLogs: [] })).status, 303);

    const refused = await second.post(path, { ...theirs, maintainerLinks: 'off' });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Somebody saved other settings while you had this page open/);
    const merged = formOf(refused);
    assert.equal(merged.monthlyBudget, '20', 'what the first saved');
    assert.equal(merged.postLogs, undefined);
    assert.equal(merged.maintainerLinks, 'off', 'what the second typed');
    assert.equal((await second.post(path, merged)).status, 303);
    const values = await saved();
    assert.deepEqual([values.monthlyBudget, values.postLogs, values.maintainerLinks], [20, false, 'off']);
  });

  it('offers the roles of the server and keeps those that were ticked', async () => {
    const access = `/guilds/${guild.id}/settings/access`;
    assert.match((await admin.get(access)).text, new RegExp(`value="${guild.staffRoleId}"`));
    await admin.post(access, { ...formOf(await admin.get(access)), staffRoles: [guild.staffRoleId] });
    const [row] =
      await app.sql`select values from guild_settings where guild_id = ${guild.id} and feature = 'access'`;
    assert.deepEqual(row?.values.staffRoles, [guild.staffRoleId]);
  });

  it('creates a key that is shown once, works within its scopes, and ends when it is revoked', async () => {
    const keys = `/guilds/${guild.id}/keys`;
    const made = await admin.post(keys, { name: 'Display', scopes: ['records:read'], expiresInDays: '30' });
    assert.equal(made.status, 200);
    const key = /gh_[\w-]{32}/.exec(made.text)?.[0] ?? '';
    assert.ok(key);
    const list = await admin.get(keys);
    assert.ok(!list.text.includes(key));
    assert.match(list.text, /<span class="badge neutral">See records<\/span>/);
    assert.match((await admin.get(`/guilds/${guild.id}/audit`)).text, /Hub: create API key/);
    assert.match(list.text, new RegExp(`…${key.slice(-4)}`));
    const call = (where: string) =>
      fetch(`${app.url}/api/v1/guilds/${guild.id}${where}`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await call('/records')).status, 200);
    assert.equal((await call('/settings/records')).status, 403);
    await app.advance(31 * 24 * 60 * 60_000);
    assert.equal((await call('/records')).status, 401, 'expired');

    const later = await signIn(app, guild.admin);
    const fresh = await later.post(keys, { name: 'Short', scopes: ['records:read'], expiresInDays: '' });
    const token = /gh_[\w-]{32}/.exec(fresh.text)?.[0] ?? '';
    const [row] = await app.sql`select id from api_keys where guild_id = ${guild.id} and name = 'Short'`;
    assert.equal((await later.post(`${keys}/${row?.id}/revoke`)).status, 303);
    const gone = await fetch(`${app.url}/api/v1/guilds/${guild.id}/records`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(gone.status, 401);
    assert.equal((await later.post(`${keys}/${row?.id}/revoke`)).status, 409, 'a second time');
    const events =
      await app.sql`select type from signals where guild_id = ${guild.id} and type like 'api-key.%' order by sequence`;
    assert.deepEqual(
      events.map(({ type }) => type),
      ['api-key.created', 'api-key.created', 'api-key.revoked'],
    );
  });

  it('G15: runs failed work again', async () => {
    const later = await signIn(app, guild.admin);
    const id = `${guild.id}:failed`;
    await app.sql`insert into jobs (id, guild_id, name, payload, state, attempts, run_at, error, created_at, finished_at)
      values (${id}, ${guild.id}, 'records.drop-copies', '{"recordIds":[],"keys":["x"]}', 'dead', 5, now(),
        'The file store does not answer.', now(), now())`;
    const page = await later.get(`/guilds/${guild.id}/failed`);
    assert.match(page.text, /The file store does not answer/);
    assert.equal((await later.post(`/guilds/${guild.id}/failed/retry`, { kind: 'job', id })).status, 303);
    await app.settle();
    const [row] = await app.sql`select state from jobs where id = ${id}`;
    assert.equal(row?.state, 'done');
    assert.match((await later.get(`/guilds/${guild.id}/failed`)).text, /Nothing failed/);
    assert.equal((await later.post(`/guilds/${guild.id}/failed/retry`, { kind: 'job', id })).status, 404);
  });
});
