import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { press, seen, slash, submit } from '../features/records/support/life.ts';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild } from '../support/app.ts';
import { signIn } from '../support/dashboard.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { auditRows, driveStep, type Step } from './drive-step.ts';

const endpoint = /^webhook:[0-9a-f-]{36}$/;
const delivery = /^delivery:[0-9a-f-]{36}$/;
const announcement = /^announcement:[0-9a-f-]{36}$/;
const record = /^record:[0-9a-f-]{36}$/;
const machine = /^machine:[0-9a-f-]{36}$/;
const maintainer = /^maintainer:[0-9a-f-]{36}$/;
const key = /^api-key:[0-9a-f-]{36}$/;

type Kept = Step['kept'];
const step = (
  name: string,
  action: string,
  target: RegExp,
  kept: Kept,
  run: Step['run'],
  then?: string[],
): Step => ({
  name,
  action,
  target,
  kept,
  run,
  ...(then ? { then } : {}),
});

describe('the audit log of every feature', () => {
  let app: TestApp;
  let rx: Receiver;
  before(async () => {
    rx = await startReceiver();
    app = await createTestApp({ variables: { DNS_URL: `${rx.url}/dns-query` } });
  });
  after(async () => {
    await app.close();
    await rx.close();
  });

  const plan = (guild: TestGuild, more: Record<string, unknown> = {}) => ({
    name: 'Open night',
    message: { content: 'Doors open' },
    target: { kind: 'channel', channelId: guild.channelId },
    when: 'every friday 18:00',
    timeZone: 'Europe/Berlin',
    ...more,
  });
  /** No secret, address or signature may stand in the log. */
  const noSecrets = async (guild: TestGuild) =>
    assert.doesNotMatch(JSON.stringify(await auditRows(app, guild)), /whsec_|gh_\w{8}|hidden|v1,/);

  it('F06: gets one row from each operation of the API on webhooks, announcements and people', async () => {
    const guild = app.newGuild();
    let id = '';
    let sent = '';
    const api = (method: string, path: () => string, body?: unknown) => async () => {
      const answer = await app.api(guild.id, method, path(), body);
      assert.ok(answer.status < 300, `${path()} ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const hook = (rest = '') => `/webhooks/endpoints/${id}${rest}`;
    const since = new Date(app.now() - 60_000).toISOString();
    const steps: Step[] = [
      step('add endpoint', 'webhooks.create-endpoint', endpoint, 'made', async () => {
        const made = await api('POST', () => '/webhooks/endpoints', {
          name: 'Board',
          url: `${rx.url}/hook?key=hidden`,
          events: ['machine.*'],
        })();
        id = made.endpoint.id;
      }),
      step(
        'change endpoint',
        'webhooks.update-endpoint',
        endpoint,
        'changed',
        api('PATCH', hook, { name: 'Screen' }),
      ),
      step(
        'pause endpoint',
        'webhooks.update-endpoint',
        endpoint,
        'changed',
        api('PATCH', hook, { state: 'paused' }),
      ),
      step(
        'switch on',
        'webhooks.update-endpoint',
        endpoint,
        'changed',
        api('PATCH', hook, { state: 'enabled' }),
      ),
      step(
        'rotate',
        'webhooks.rotate-secret',
        endpoint,
        'changed',
        api('POST', () => hook('/rotate'), {}),
      ),
      step(
        'test',
        'webhooks.test-endpoint',
        endpoint,
        'made',
        api('POST', () => hook('/test'), {}),
      ),
      step(
        'recover',
        'webhooks.recover',
        endpoint,
        'made',
        api('POST', () => hook('/recover'), { since }),
      ),
      step(
        'replay since',
        'webhooks.replay-since',
        endpoint,
        'made',
        api('POST', () => hook('/replay'), { since }),
      ),
      step('replay one', 'webhooks.replay', delivery, 'made', async (prepared) => {
        const { deliveries } = await api('GET', () => '/webhooks/deliveries')();
        sent = deliveries[0].id;
        await prepared();
        await api('POST', () => `/webhooks/deliveries/${sent}/replay`)();
      }),
      step(
        'take along',
        'webhooks.export-replay',
        delivery,
        'told',
        api('GET', () => `/webhooks/deliveries/${sent}/bundle`),
      ),
      step(
        'send elsewhere',
        'webhooks.resend-to',
        delivery,
        'made',
        api('POST', () => `/webhooks/deliveries/${sent}/resend`, { url: `${rx.url}/other` }),
      ),
      step('delete endpoint', 'webhooks.delete-endpoint', endpoint, 'removed', api('DELETE', hook)),
      step(
        'plan',
        'announcements.create',
        announcement,
        'made',
        api('POST', () => '/announcements', plan(guild)),
      ),
      step(
        'edit',
        'announcements.edit',
        announcement,
        'changed',
        api('PATCH', () => '/announcements/1', { name: 'Night' }),
      ),
      step(
        'skip',
        'announcements.skip',
        announcement,
        'changed',
        api('POST', () => '/announcements/1/skip'),
      ),
      step(
        'pause',
        'announcements.pause',
        announcement,
        'changed',
        api('POST', () => '/announcements/1/pause'),
      ),
      step(
        'resume',
        'announcements.resume',
        announcement,
        'changed',
        api('POST', () => '/announcements/1/resume'),
      ),
      step(
        'run',
        'announcements.run',
        announcement,
        'made',
        api('POST', () => '/announcements/1/run'),
      ),
      step(
        'delete',
        'announcements.delete',
        announcement,
        'removed',
        api('DELETE', () => '/announcements/1'),
      ),
      step(
        'export a person',
        'privacy.export',
        /^person:\d+$/,
        'told',
        api('GET', () => `/people/${guild.member.id}/export`),
      ),
      step(
        'erase a person',
        'privacy.request-erasure',
        /^person:erased-/,
        'made',
        async (prepared) => {
          await api('POST', () => '/records', { kind: 'log', title: 'x' })();
          await api('POST', () => '/records/1/assign', { assigneeId: guild.member.id })();
          await prepared();
          await api('POST', () => `/people/${guild.member.id}/erase`, {})();
        },
        ['privacy.erase'],
      ),
    ];
    await api('GET', () => '/records')();
    const [own] = await app.sql`select id from api_keys where guild_id = ${guild.id}`;
    for (const one of steps) await driveStep(app, guild, one, { source: 'api', actors: [`key:${own?.id}`] });
    await noSecrets(guild);
  });

  it('F06: gets one row from each command on webhooks, announcements and people', async () => {
    const guild = app.newGuild();
    const { admin } = guild;
    const run = (name: string, options: Record<string, unknown> = {}) =>
      seen(app, guild, admin, name, options);
    const command =
      (name: string, options: Record<string, unknown> = {}) =>
      () =>
        run(name, options);
    const hook = (name: string) => command(`webhook/${name}`, { endpoint: 'Board' });
    const one = (name: string) => command(`announce/${name}`, { announcement: '1' });
    const form = async (name: string, options: Record<string, unknown>, fields: Record<string, string>) =>
      (await submit(app, guild, admin, await slash(app, guild, admin, name, options), fields)).message;
    const second =
      (open: () => Promise<SeenMessage>, ...labels: string[]) =>
      async (prepared: () => Promise<void>) => {
        let shown = await open();
        await prepared();
        for (const label of labels) shown = (await press(app, guild, admin, shown, label)).message;
      };
    const words = { content: 'Doors open', title: '', text: '', image: '', colour: '' };
    const steps: Step[] = [
      step('/webhook add', 'webhooks.create-endpoint', endpoint, 'made', () =>
        form(
          'webhook/add',
          { kind: 'http' },
          { name: 'Board', url: `${rx.url}/hook?key=hidden`, events: 'machine.*' },
        ),
      ),
      step('/webhook test', 'webhooks.test-endpoint', endpoint, 'made', hook('test')),
      step('/webhook pause', 'webhooks.update-endpoint', endpoint, 'changed', hook('pause')),
      step('/webhook resume', 'webhooks.update-endpoint', endpoint, 'changed', hook('resume')),
      step('/webhook recover', 'webhooks.recover', endpoint, 'made', hook('recover')),
      step('/webhook rotate', 'webhooks.rotate-secret', endpoint, 'changed', hook('rotate')),
      step(
        '/webhook remove',
        'webhooks.delete-endpoint',
        endpoint,
        'removed',
        second(hook('remove'), 'Delete for good'),
      ),
      step(
        '/announce create',
        'announcements.create',
        announcement,
        'made',
        second(() => form('announce/create', { when: 'every friday 18:00' }, words), 'Save'),
      ),
      step(
        '/announce edit',
        'announcements.edit',
        announcement,
        'changed',
        second(() => form('announce/edit', { announcement: '1', name: 'Night' }, words), 'Save'),
      ),
      step('/announce skip', 'announcements.skip', announcement, 'changed', one('skip')),
      step('/announce pause', 'announcements.pause', announcement, 'changed', one('pause')),
      step('/announce resume', 'announcements.resume', announcement, 'changed', one('resume')),
      step('/announce run', 'announcements.run', announcement, 'made', one('run')),
      step(
        '/announce delete',
        'announcements.delete',
        announcement,
        'removed',
        second(one('delete'), 'Delete for good'),
      ),
      step(
        '/privacy export',
        'privacy.export',
        /^person:\d+$/,
        'told',
        command('privacy/export', { person: guild.member.id }),
      ),
      step(
        '/privacy erase',
        'privacy.request-erasure',
        /^person:erased-/,
        'made',
        async (prepared) => {
          await run('machine/add', { name: 'Xenon' });
          await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'x' });
          await app.api(guild.id, 'POST', '/records/1/assign', { assigneeId: guild.member.id });
          const asked = command('privacy/erase', { person: guild.member.id });
          await second(asked, 'Erase everything', 'Yes, erase for good')(prepared);
        },
        ['privacy.erase'],
      ),
    ];
    for (const each of steps)
      await driveStep(app, guild, each, { source: 'discord', actors: [`user:${admin.id}`] });
    await noSecrets(guild);
  });

  it('F06: gets one row from each form of the dashboard', async () => {
    const guild = app.newGuild();
    const admin = await signIn(app, guild.admin);
    const base = `/guilds/${guild.id}`;
    await admin.get(`${base}/keys`);
    const post =
      (path: () => string, form: Record<string, string | string[]> = {}) =>
      async () => {
        const answer = await admin.post(`${base}${path()}`, form);
        assert.ok(answer.status < 400, `${path()} ${answer.status} ${answer.text.slice(0, 3_000)}`);
        return answer;
      };
    const to = (path: string, form?: Record<string, string | string[]>) => post(() => path, form);
    const idOf = async (table: string) =>
      String(
        (
          await app.sql.query(`select id from ${table} where guild_id = $1 order by created_at desc`, [
            guild.id,
          ])
        )[0]?.id,
      );
    let id = '';
    const later = (table: string, path: string, form?: Record<string, string>) => async () => {
      id = await idOf(table);
      return post(() => path.replace('*', id), form)();
    };
    const night = {
      name: 'Open night',
      when: 'every friday 18:00',
      timeZone: 'Europe/Berlin',
      'target.kind': 'channel',
      'target.channelId': guild.channelId,
      'message.content': 'Doors open',
    };
    const hook = { name: 'Board', kind: 'http', url: `${rx.url}/hook?key=hidden`, events: 'machine.*' };
    const updatedAt = async () =>
      /name="updatedAt" value="([^"]+)"/.exec((await admin.get(`${base}/records/1/edit`)).text)?.[1] ?? '';
    const steps: Step[] = [
      step('settings', 'hub.change-settings', /^settings:server$/, 'changed', async () => {
        const shown = (await admin.get(`${base}/settings/server`)).text;
        const hidden = (name: string) =>
          (new RegExp(`name="${name}" value="([^"]*)"`).exec(shown)?.[1] ?? '').replaceAll('&quot;', '"');
        const form = { version: hidden('version'), base: hidden('base'), timeZone: 'Europe/Berlin' };
        return to('/settings/server', form)();
      }),
      step('key', 'hub.create-api-key', key, 'made', to('/keys', { name: 'Robot', scopes: '*' })),
      step('revoke', 'hub.revoke-api-key', key, 'changed', later('api_keys', '/keys/*/revoke')),
      step('machine', 'records.add-machine', machine, 'made', to('/machines/new', { name: 'Xenon' })),
      step(
        'edit machine',
        'records.edit-machine',
        machine,
        'changed',
        later('machines', '/machines/*/edit', { name: 'Xenon II' }),
      ),
      step('archive', 'records.edit-machine', machine, 'changed', later('machines', '/machines/*/archive')),
      step('restore', 'records.edit-machine', machine, 'changed', later('machines', '/machines/*/restore')),
      step('maintainer', 'records.add-maintainer', maintainer, 'made', to('/maintainers', { name: 'Bob' })),
      step(
        'link',
        'records.link-maintainer',
        maintainer,
        'changed',
        later('maintainers', '/maintainers/*/link', { discordUserId: guild.staff.id }),
      ),
      step(
        'unlink',
        'records.unlink-maintainer',
        maintainer,
        'changed',
        later('maintainers', '/maintainers/*/unlink'),
      ),
      step(
        'remove',
        'records.remove-maintainer',
        maintainer,
        'removed',
        later('maintainers', '/maintainers/*/remove'),
      ),
      step(
        'record',
        'records.create',
        record,
        'made',
        to('/records/new', { kind: 'problem', title: 'Flipper' }),
      ),
      step('edit record', 'records.edit', record, 'changed', async () =>
        to('/records/1/edit', { title: 'Left flipper', updatedAt: await updatedAt() })(),
      ),
      step(
        'assign',
        'records.assign',
        record,
        'changed',
        to('/records/1/assign', { assignee: guild.staff.id }),
      ),
      step('comment', 'records.comment', record, 'made', to('/records/1/comment', { body: 'On it.' })),
      step('close', 'records.close', record, 'changed', to('/records/1/close', { reason: 'Done.' })),
      step('reopen', 'records.reopen', record, 'changed', to('/records/1/reopen')),
      step('endpoint', 'webhooks.create-endpoint', endpoint, 'made', to('/webhooks/new', hook)),
      step(
        'edit endpoint',
        'webhooks.update-endpoint',
        endpoint,
        'changed',
        later('webhook_endpoints', '/webhooks/*/edit', { name: 'Screen', events: 'machine.*', version: '1' }),
      ),
      step(
        'pause',
        'webhooks.update-endpoint',
        endpoint,
        'changed',
        later('webhook_endpoints', '/webhooks/*/pause'),
      ),
      step(
        'enable',
        'webhooks.update-endpoint',
        endpoint,
        'changed',
        later('webhook_endpoints', '/webhooks/*/enable'),
      ),
      step(
        'rotate',
        'webhooks.rotate-secret',
        endpoint,
        'changed',
        later('webhook_endpoints', '/webhooks/*/rotate'),
      ),
      step(
        'test',
        'webhooks.test-endpoint',
        endpoint,
        'made',
        later('webhook_endpoints', '/webhooks/*/test'),
      ),
      step(
        'recover',
        'webhooks.recover',
        endpoint,
        'made',
        later('webhook_endpoints', '/webhooks/*/recover'),
      ),
      step(
        'replay',
        'webhooks.replay',
        delivery,
        'made',
        later('deliveries', '/webhooks/deliveries/*/replay'),
      ),
      step(
        'take along',
        'webhooks.export-replay',
        delivery,
        'told',
        later('deliveries', '/webhooks/deliveries/*/bundle'),
      ),
      step(
        'elsewhere',
        'webhooks.resend-to',
        delivery,
        'made',
        later('deliveries', '/webhooks/deliveries/*/resend', { url: `${rx.url}/other` }),
      ),
      step(
        'delete',
        'webhooks.delete-endpoint',
        endpoint,
        'removed',
        later('webhook_endpoints', '/webhooks/*/delete'),
      ),
      step('plan', 'announcements.create', announcement, 'made', to('/announcements/new', night)),
      step('skip', 'announcements.skip', announcement, 'changed', to('/announcements/1/skip')),
      step('pause', 'announcements.pause', announcement, 'changed', to('/announcements/1/pause')),
      step('resume', 'announcements.resume', announcement, 'changed', to('/announcements/1/resume')),
      step('run', 'announcements.run', announcement, 'made', to('/announcements/1/run')),
      step('delete', 'announcements.delete', announcement, 'removed', to('/announcements/1/delete')),
      step(
        'export',
        'privacy.export',
        /^person:\d+$/,
        'told',
        to('/privacy/export', { person: guild.staff.id }),
      ),
      step(
        'erase',
        'privacy.request-erasure',
        /^person:erased-/,
        'made',
        to('/privacy/erase/confirm', { person: guild.staff.id, again: guild.staff.id }),
        ['privacy.erase'],
      ),
    ];
    for (const one of steps)
      await driveStep(app, guild, one, { source: 'dashboard', actors: [`user:${guild.admin.id}`] });
    await noSecrets(guild);
  });
});
