import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { auditOf, choices, modalOf, seen, signalsOf, slash, submit } from '../records/support/life.ts';

describe('settings', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const url = () => `${app.discord.apiUrl}/webhooks/1000000000000000321/secret-token-of-the-webhook-abcd`;
  const change = (guild: TestGuild, setting: string, value?: string, feature = 'records') =>
    slash(app, guild, guild.admin, 'settings/change', {
      feature,
      setting,
      ...(value === undefined ? {} : { value }),
    });
  const values = async (guild: TestGuild, feature = 'records') =>
    (await app.api(guild.id, 'GET', `/settings/${feature}`)).body.values;

  it('are shown with their defaults, and changed one by one with an audit row and a signal each', async () => {
    const guild = app.newGuild();
    const shown = await seen(app, guild, guild.admin, 'settings/show', { feature: 'records' });
    assert.match(textOf(shown), /\*\*Post new records\*\*: on/);
    assert.match(textOf(shown), /\*\*Webhook URL\*\*: not set/);
    const changed = await change(guild, 'outbound', 'off');
    assert.match(changed.message.content, /\*\*Post new records\*\* is now: off/);
    await change(guild, 'monthlyBudget', '12,5');
    await change(guild, 'maintainerLinks', 'AUTO');
    const now = await values(guild);
    assert.deepEqual([now.outbound, now.monthlyBudget, now.maintainerLinks], [false, 12.5, 'auto']);
    assert.deepEqual(
      (await auditOf(app, guild)).map(({ action, target, before, after }) => [action, target, before, after]),
      [
        ['hub.change-settings', 'settings:records', { outbound: true }, { outbound: false }],
        ['hub.change-settings', 'settings:records', { monthlyBudget: 5 }, { monthlyBudget: 12.5 }],
        [
          'hub.change-settings',
          'settings:records',
          { maintainerLinks: 'suggest' },
          { maintainerLinks: 'auto' },
        ],
      ],
    );
    assert.deepEqual(await signalsOf(app, guild), [
      'settings.changed',
      'settings.changed',
      'settings.changed',
    ]);
  });

  it('take secrets by a form only, and show their last four characters', async () => {
    const guild = app.newGuild();
    const form = await change(guild, 'webhookUrl', url());
    assert.equal(modalOf(form).components[0]?.component.value, undefined);
    assert.equal((await values(guild)).webhookUrl, null, 'what was typed into the command was not taken');
    const saved = await submit(app, guild, guild.admin, form, { value: url() });
    assert.match(saved.message.content, /Webhook URL\*\* is now: ••••abcd/);
    assert.equal((await values(guild)).webhookUrl, '••••abcd');
    const [row] = await app.sql`select values from guild_settings where guild_id = ${guild.id}`;
    const everything = JSON.stringify([row, await auditOf(app, guild), app.logs]);
    assert.match(everything, /sealed:k1:/);
    assert.doesNotMatch(everything, /secret-token-of-the-webhook/);
    const again = await change(guild, 'webhookUrl');
    await submit(app, guild, guild.admin, again, { value: '' });
    assert.equal((await values(guild)).webhookUrl, null);
  });

  it('refuse what is not a webhook of Discord', async () => {
    const guild = app.newGuild();
    for (const value of [
      'https://evil.example/api/webhooks/1000000000000000321/secret-token-of-the-webhook-abcd',
      'http://169.254.169.254/api/webhooks/1000000000000000321/secret-token-of-the-webhook-abcd',
      'https://discord.com.evil.example/api/webhooks/1000000000000000321/secret-token-of-the-webhook',
      'hello',
    ]) {
      const form = await change(guild, 'webhookUrl');
      const { message } = await submit(app, guild, guild.admin, form, { value });
      assert.match(message.content, /webhookUrl: /, value);
      assert.doesNotMatch(message.content, /evil|169/);
    }
    assert.deepEqual(await app.sql`select * from guild_settings where guild_id = ${guild.id}`, []);
  });

  it('offer their names and values while typing', async () => {
    const guild = app.newGuild();
    const offer = (focused: string, options: Record<string, unknown>) =>
      choices(app, guild, guild.admin, 'settings/change', focused, options);
    assert.deepEqual(
      (await offer('feature', { feature: 'rec' })).map(({ value }) => value),
      ['records'],
    );
    assert.deepEqual(
      (await offer('setting', { feature: 'records', setting: 'post part' })).map(({ value }) => value),
      ['postParts'],
    );
    assert.deepEqual(
      (await offer('value', { feature: 'records', setting: 'postParts', value: '' })).map(
        ({ value }) => value,
      ),
      ['on', 'off'],
    );
    assert.deepEqual(
      (await offer('value', { feature: 'records', setting: 'maintainerLinks', value: 'su' })).map(
        ({ value }) => value,
      ),
      ['suggest'],
    );
    const [role] = await offer('value', { feature: 'access', setting: 'staffRoles', value: 'staff' });
    assert.deepEqual(role, { name: 'Add @Staff', value: `+${guild.staffRoleId}` });
    assert.deepEqual(await offer('value', { feature: 'records', setting: 'anthropicKey', value: 'sk' }), []);
  });

  it('make people staff by role, from a choice or from a form', async () => {
    const guild = app.newGuild();
    const add = () => seen(app, guild, guild.staff, 'machine/add', { name: 'Xenon' });
    assert.match((await add()).content, /Only staff/);
    await change(guild, 'staffRoles', `+${guild.staffRoleId}`, 'access');
    assert.match((await add()).content, /Added/);
    const form = await change(guild, 'staffRoles', undefined, 'access');
    const cleared = await submit(app, guild, guild.admin, form, { value: [] });
    assert.match(cleared.message.content, /none/);
    assert.deepEqual((await values(guild, 'access')).staffRoles, []);
  });

  it('are for admins', async () => {
    const guild = app.newGuild();
    for (const person of [guild.member, guild.staff]) {
      const outcome = await app.discord.control
        .interaction({
          type: 'command',
          userId: person.id,
          channelId: guild.channelId,
          commandName: 'settings/change',
          options: { feature: 'records', setting: 'outbound', value: 'off' },
        })
        .catch((error: unknown) => ({ response: { data: { content: String(error) } } }));
      assert.doesNotMatch(JSON.stringify(outcome.response), /is now/);
    }
    assert.deepEqual(await app.sql`select * from guild_settings where guild_id = ${guild.id}`, []);
  });

  it('over the API: PATCH changes what is named, PUT resets the rest, an old version is refused', async () => {
    const guild = app.newGuild();
    const call = (method: string, body: unknown) => app.api(guild.id, method, '/settings/records', body);
    const first = await call('PATCH', { values: { outbound: false, webhookUrl: url() }, version: 0 });
    assert.deepEqual([first.status, first.body.version, first.body.values.webhookUrl], [200, 1, '••••abcd']);
    const stale = await call('PATCH', { values: { outbound: true }, version: 0 });
    assert.deepEqual([stale.status, stale.body.code], [409, 'conflict']);
    const put = await call('PUT', { values: { postLogs: false, webhookUrl: '••••abcd' }, version: 1 });
    assert.deepEqual(
      [put.body.version, put.body.values.outbound, put.body.values.postLogs, put.body.values.webhookUrl],
      [2, true, false, '••••abcd'],
    );
    const reset = await call('PUT', { values: {} });
    assert.deepEqual([reset.body.values.postLogs, reset.body.values.webhookUrl], [true, null]);
    const wrong = await call('PATCH', { values: { outbound: 'maybe', nonsense: 1 } });
    assert.equal(wrong.status, 422);
    assert.deepEqual(Object.keys(wrong.body.fields), ['outbound', 'nonsense']);
    assert.equal((await app.api(guild.id, 'GET', '/settings/nothing')).status, 404);
    assert.equal((await app.api(guild.id, 'GET', '/settings/__proto__')).status, 404);
    const readOnly = { authorization: `Bearer ${await app.apiKey(guild.id, ['records:read'])}` };
    assert.equal((await app.api(guild.id, 'GET', '/settings/records', undefined, readOnly)).status, 403);
  });

  it('of several people at once all arrive, and of several with the same version one', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/records', { values: { inbound: true } });
    const names = ['inbound', 'outbound', 'postLogs'];
    await Promise.all(
      names.map((name) => app.api(guild.id, 'PATCH', '/settings/records', { values: { [name]: false } })),
    );
    const now = await values(guild);
    assert.deepEqual(
      names.map((name) => now[name]),
      [false, false, false],
    );
    const { version } = (await app.api(guild.id, 'GET', '/settings/records')).body;
    const answers = await Promise.all(
      names.map((name) =>
        app.api(guild.id, 'PATCH', '/settings/records', { values: { [name]: true }, version }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
  });
});
