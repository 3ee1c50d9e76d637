import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { auditRows, driveStep, type Step } from './audit/drive-step.ts';
import { modalOf, press, slash, submit } from './features/records/support/life.ts';
import { sayProblem } from './features/records/support/review.ts';
import { type Answer, type ApiAnswer, createTestApp, type TestApp, type TestGuild } from './support/app.ts';

describe('the audit log', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
  });
  after(() => app.close());

  const rows = () => auditRows(app, guild);
  const drive = (step: Step, source: 'api' | 'discord', actors: string[]) =>
    driveStep(app, guild, step, { source, actors });

  const ok = async (answer: Promise<ApiAnswer>) => {
    const { status, body } = await answer;
    assert.ok(status < 300, `${status} ${JSON.stringify(body)}`);
    return body;
  };

  it('F06: gets exactly one row from each operation of the API and of Discord, with who, where, before and after', async () => {
    const api = (method: string, path: string, body?: unknown) => () =>
      ok(app.api(guild.id, method, path, body));
    const made: Record<string, { id: string }> = {};
    const keep = (name: string, run: () => Promise<{ id: string }>) => async () => {
      made[name] = await run();
    };
    const record = /^record:[0-9a-f-]{36}$/;
    const machine = /^machine:[0-9a-f-]{36}$/;
    const maintainer = /^maintainer:[0-9a-f-]{36}$/;
    const key = /^api-key:[0-9a-f-]{36}$/;
    const throughApi: Step[] = [
      {
        name: 'PATCH settings',
        action: 'hub.change-settings',
        target: /^settings:records$/,
        kept: 'changed',
        run: api('PATCH', '/settings/records', { values: { monthlyBudget: 7 } }),
      },
      {
        name: 'PUT settings',
        action: 'hub.change-settings',
        target: /^settings:records$/,
        kept: 'changed',
        run: api('PUT', '/settings/records', { values: {} }),
      },
      {
        name: 'POST keys',
        action: 'hub.create-api-key',
        target: key,
        kept: 'made',
        run: keep('key', api('POST', '/keys', { name: 'x', scopes: ['*'] })),
      },
      {
        name: 'DELETE keys',
        action: 'hub.revoke-api-key',
        target: key,
        kept: 'changed',
        run: () => api('DELETE', `/keys/${made.key?.id}`)(),
      },
      {
        name: 'POST retry',
        action: 'hub.retry-job',
        target: /^job:dead-job$/,
        kept: 'told',
        run: api('POST', '/failed-work/job/dead-job/retry'),
      },
      {
        name: 'POST machines',
        action: 'records.add-machine',
        target: machine,
        kept: 'made',
        run: keep('machine', api('POST', '/machines', { name: 'Xenon' })),
      },
      {
        name: 'PATCH machines',
        action: 'records.edit-machine',
        target: machine,
        kept: 'changed',
        run: api('PATCH', '/machines/Xenon', { location: 'Hall 1' }),
      },
      {
        name: 'POST maintainers',
        action: 'records.add-maintainer',
        target: maintainer,
        kept: 'made',
        run: api('POST', '/maintainers', { name: 'Bob' }),
      },
      {
        name: 'DELETE maintainers',
        action: 'records.remove-maintainer',
        target: maintainer,
        kept: 'removed',
        run: api('DELETE', '/maintainers/Bob'),
      },
      {
        name: 'POST records',
        action: 'records.create',
        target: record,
        kept: 'made',
        run: api('POST', '/records', { kind: 'problem', title: 'Left flipper' }),
      },
      {
        name: 'PATCH records',
        action: 'records.edit',
        target: record,
        kept: 'changed',
        run: api('PATCH', '/records/1', { title: 'Right flipper' }),
      },
      {
        name: 'POST assign',
        action: 'records.assign',
        target: record,
        kept: 'changed',
        run: () => api('POST', '/records/1/assign', { assigneeId: guild.staff.id })(),
      },
      {
        name: 'POST comments',
        action: 'records.comment',
        target: record,
        kept: 'made',
        run: api('POST', '/records/1/comments', { body: 'On it.' }),
      },
      {
        name: 'POST close',
        action: 'records.close',
        target: record,
        kept: 'changed',
        run: api('POST', '/records/1/close', { reason: 'Done.' }),
      },
      {
        name: 'POST reopen',
        action: 'records.reopen',
        target: record,
        kept: 'changed',
        run: api('POST', '/records/1/reopen'),
      },
    ];
    await app.sql`insert into jobs (id, guild_id, name, payload, state, run_at, created_at)
      values ('dead-job', ${guild.id}, 'records.none', '{}', 'dead', now(), now())`;
    await ok(app.api(guild.id, 'GET', '/records'));
    const [{ id: ownKey } = { id: '' }] = await app.sql`select id from api_keys where guild_id = ${guild.id}`;
    for (const step of throughApi) await drive(step, 'api', [`key:${ownKey}`]);

    const command =
      (name: string, options: Record<string, unknown> = {}) =>
      () =>
        slash(app, guild, guild.admin, name, options);
    const form = (open: () => Promise<Answer>, fields: Record<string, string | string[]>) => async () => {
      const opened = await open();
      modalOf(opened);
      return submit(app, guild, guild.admin, opened, fields);
    };
    const read = async (title: string) => {
      const targetId = sayProblem(app, guild, title).id;
      return app.run({
        type: 'message-command',
        userId: guild.admin.id,
        channelId: guild.channelId,
        commandName: 'Add to records',
        targetId,
      });
    };
    let review: Answer | undefined;
    const pressed = (label: string) => async () => {
      assert.ok(review);
      review = await press(app, guild, guild.admin, review.message, label);
    };
    const throughDiscord: Step[] = [
      {
        name: '/settings change',
        action: 'hub.change-settings',
        target: /^settings:access$/,
        kept: 'changed',
        run: () =>
          command('settings/change', {
            feature: 'access',
            setting: 'staffRoles',
            value: `+${guild.staffRoleId}`,
          })(),
      },
      {
        name: '/record create',
        action: 'records.create',
        target: record,
        kept: 'made',
        run: form(command('record/create', { kind: 'log' }), { title: 'Waxed', details: '' }),
      },
      {
        name: '/record edit',
        action: 'records.edit',
        target: record,
        kept: 'changed',
        run: form(command('record/edit', { record: '2' }), { title: 'Waxed twice' }),
      },
      {
        name: '/record assign',
        action: 'records.assign',
        target: record,
        kept: 'changed',
        run: () => command('record/assign', { record: '2', to: guild.staff.id })(),
      },
      {
        name: '/record comment',
        action: 'records.comment',
        target: record,
        kept: 'made',
        run: command('record/comment', { record: '2', text: 'Shiny.' }),
      },
      {
        name: '/record close',
        action: 'records.close',
        target: record,
        kept: 'changed',
        run: command('record/close', { record: '2' }),
      },
      {
        name: '/record reopen',
        action: 'records.reopen',
        target: record,
        kept: 'changed',
        run: command('record/reopen', { record: '2' }),
      },
      {
        name: '/machine add',
        action: 'records.add-machine',
        target: machine,
        kept: 'made',
        run: command('machine/add', { name: 'Gorgar' }),
      },
      {
        name: '/machine rename',
        action: 'records.edit-machine',
        target: machine,
        kept: 'changed',
        run: command('machine/rename', { machine: 'Gorgar', location: 'Attic' }),
      },
      {
        name: '/maintainer add',
        action: 'records.add-maintainer',
        target: maintainer,
        kept: 'made',
        run: command('maintainer/add', { name: 'Sam Fixit' }),
      },
      {
        name: '/maintainer link',
        action: 'records.link-maintainer',
        target: maintainer,
        kept: 'changed',
        run: () => command('maintainer/link', { maintainer: 'Sam Fixit', account: guild.staff.id })(),
      },
      {
        name: '/maintainer unlink',
        action: 'records.unlink-maintainer',
        target: maintainer,
        kept: 'changed',
        run: command('maintainer/unlink', { maintainer: 'Sam Fixit' }),
      },
      {
        name: '/maintainer remove',
        action: 'records.remove-maintainer',
        target: maintainer,
        kept: 'removed',
        run: command('maintainer/remove', { maintainer: 'Sam Fixit' }),
      },
      {
        name: 'Add to records',
        action: 'records.read-message',
        target: /./,
        kept: 'made',
        run: async () => {
          review = await read('Left flipper stays up');
        },
      },
      { name: 'Skip', action: 'records.skip', target: /./, kept: 'made', run: pressed('Skip') },
      {
        name: 'Save',
        action: 'records.create',
        target: record,
        kept: 'made',
        run: async (prepared) => {
          review = await read('Drop target is cracked');
          await prepared();
          await pressed('Save')();
        },
      },
      { name: 'Undo', action: 'records.undo', target: record, kept: 'removed', run: pressed('Undo') },
    ];
    for (const step of throughDiscord) await drive(step, 'discord', [`user:${guild.admin.id}`]);
    assert.ok(throughApi.length + throughDiscord.length >= 25);
  });

  it('F06: is read by actor, action, target, source and time, alone and together', async () => {
    const all = await rows();
    const entries = async (query: Record<string, string>) =>
      (await ok(app.api(guild.id, 'GET', `/audit?limit=100&${new URLSearchParams(query)}`)))
        .entries as Record<string, string>[];
    const ids = (some: Record<string, unknown>[]) => some.map(({ id }) => String(id)).sort();
    const time = (row: Record<string, unknown>) => new Date(String(row.created_at)).toISOString();
    const middle = all[Math.floor(all.length / 2)];
    const [one] = all.filter(({ action }) => action === 'records.assign');
    assert.ok(middle && one);
    const cases: [query: Record<string, string>, fits: (row: Record<string, unknown>) => boolean][] = [
      [{ actor: String(one.actor) }, (row) => row.actor === one.actor],
      [{ actor: guild.admin.id }, (row) => row.actor === `user:${guild.admin.id}`],
      [{ action: 'records.assign' }, (row) => row.action === 'records.assign'],
      [{ action: 'hub.' }, (row) => String(row.action).startsWith('hub.')],
      [{ target: String(one.target) }, (row) => row.target === one.target],
      [{ target: 'machine:' }, (row) => String(row.target).startsWith('machine:')],
      [{ source: 'discord' }, (row) => row.source === 'discord'],
      [{ since: time(middle) }, (row) => time(row) >= time(middle)],
      [{ until: time(middle) }, (row) => time(row) < time(middle)],
      [
        { actor: String(one.actor), action: 'records.', target: String(one.target), source: 'api' },
        (row) => row.actor === one.actor && row.target === one.target && row.source === 'api',
      ],
      [{ actor: 'user:1' }, () => false],
    ];
    for (const [query, fits] of cases) {
      const found = await entries(query);
      assert.deepEqual(ids(found), ids(all.filter(fits)), JSON.stringify(query));
    }
    assert.deepEqual(await ok(app.api(app.newGuild().id, 'GET', '/audit')), { entries: [], next: null });
    const narrow = { authorization: `Bearer ${await app.apiKey(guild.id, ['records:*'])}` };
    assert.equal((await app.api(guild.id, 'GET', '/audit', undefined, narrow)).status, 403);
  });

  it('F06: can only grow', async () => {
    const before = await rows();
    await assert.rejects(app.sql`update audit_log set actor = 'user:1' where guild_id = ${guild.id}`);
    await assert.rejects(app.sql`delete from audit_log where guild_id = ${guild.id}`);
    await assert.rejects(app.sql`truncate audit_log`);
    assert.deepEqual(await rows(), before);
  });
});
