import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addWebhook } from '../scripts/local/discord/routes/webhooks.ts';
import { createTestApp, type TestApp, type TestGuild, textOf } from './support/app.ts';
import { eventually } from './support/eventually.ts';

describe('switching features off', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ probe: true });
  });
  after(() => app.close());

  const set = async (guild: TestGuild, values: Record<string, string>) =>
    assert.equal((await app.api(guild.id, 'PATCH', '/settings/features', { values })).status, 200);
  const list = (guild: TestGuild) => app.api(guild.id, 'GET', '/records');
  const create = (guild: TestGuild) => app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'Waxed' });
  const run = async (guild: TestGuild, commandName: string, options: object = {}, who = guild.admin) =>
    textOf(
      (await app.run({ type: 'command', userId: who.id, channelId: guild.channelId, commandName, options }))
        .message,
    );
  /** As another isolate, or another of Cloudflare's places, would change it. */
  const setElsewhere = (guild: TestGuild, values: object) =>
    app.sql`insert into guild_settings (guild_id, feature, values, version, updated_at)
      values (${guild.id}, 'features', ${JSON.stringify(values)}::jsonb, 1, now())
      on conflict (guild_id, feature) do update set values = excluded.values`;

  it('G-I8: by /settings, by API and for everything at once, at once and with an audit row', async () => {
    const guild = app.newGuild();
    assert.equal((await create(guild)).status, 201);
    const said = await run(guild, 'settings/change', {
      feature: 'features',
      setting: 'records',
      value: 'read-only',
    });
    assert.match(said, /Records.*Read-only/);
    assert.equal((await list(guild)).status, 200);
    const refused = await create(guild);
    assert.deepEqual([refused.status, refused.body.code], [409, 'read_only']);
    assert.match(await run(guild, 'record/close', { record: '1' }), /Records can only be read.*An admin can/);
    assert.match(await run(guild, 'record/show', { record: '1' }), /Waxed/);

    await set(guild, { records: 'off' });
    const off = await list(guild);
    assert.deepEqual([off.status, off.body.code], [409, 'feature_off']);
    assert.match(await run(guild, 'record/show', { record: '1' }), /Records is switched off.*An admin can/);
    const suggested = await app.start({
      type: 'autocomplete',
      userId: guild.admin.id,
      channelId: guild.channelId,
      commandName: 'record/show',
      options: { record: 'w' },
      focused: 'record',
    });
    assert.deepEqual(suggested.first.data, { choices: [] });

    await set(guild, { records: 'on', all: 'read-only' });
    assert.equal((await create(guild)).body.code, 'read_only');
    await set(guild, { all: 'on' });
    assert.equal((await create(guild)).status, 201, 'and the hub stayed open all the while');
    const audit = await app.api(
      guild.id,
      'GET',
      '/audit?action=hub.change-settings&target=settings:features',
    );
    assert.deepEqual(
      audit.body.entries.map(({ source }: { source: string }) => source),
      ['api', 'api', 'api', 'discord'],
    );
    const wrong = await app.api(guild.id, 'PATCH', '/settings/features', { values: { hub: 'off' } });
    assert.equal(wrong.status, 422, 'what is needed to switch on again has no switch');
  });

  it('G-I8: is seen within five seconds where it was not made, and asks no query of its own meanwhile', async () => {
    const guild = app.newGuild();
    await create(guild);
    assert.match(await run(guild, 'record/show', { record: '1' }), /Waxed/);
    app.database.faults.stats().reset();
    await run(guild, 'record/show', { record: '1' });
    const asked = () =>
      app.database.faults.stats().statements.filter((text) => /"guild_settings"/.test(text)).length;
    assert.equal(asked(), 0);
    await setElsewhere(guild, { records: 'off' });
    assert.equal((await list(guild)).status, 409, 'the API reads it with the key');
    await setElsewhere(guild, {});
    await list(guild);
    await setElsewhere(guild, { records: 'off' });
    await app.advance(4_900);
    assert.match(await run(guild, 'record/show', { record: '1' }), /switched off/);
  });

  it('G-I8: keeps jobs waiting without using up a try, and runs them when it is on again', async () => {
    const guild = app.newGuild();
    for (const state of ['off', 'read-only']) {
      await set(guild, { probe: state });
      const id = `paused-${state}`;
      await app.sql`insert into jobs (id, guild_id, name, payload, state, run_at, created_at)
        values (${id}, ${guild.id}, 'probe.fails', '{"until":0}', 'queued', now() - interval '1 hour', now())`;
      const job = async () => (await app.sql`select state, attempts, run_at from jobs where id = ${id}`)[0];
      await app.tick();
      const waiting = await job();
      assert.deepEqual([waiting?.state, waiting?.attempts], ['queued', 0]);
      await set(guild, { probe: 'on' });
      await app.advance(100_000);
      await app.tick();
      assert.equal((await job())?.state, 'done');
    }
  });

  it('G-I8: keeps posts waiting, and sends them when it is on again', async () => {
    const guild = app.newGuild();
    const channel = app.discord.control.channel({ guild_id: guild.id, name: 'log' });
    const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'Records');
    const path = `/webhooks/${webhook.id}/${webhook.token}`;
    const posts = () => app.discord.control.calls({ method: 'POST', path }).length;
    const values = { webhookUrl: `${app.discord.apiUrl}${path}` };
    assert.equal((await app.api(guild.id, 'PATCH', '/settings/records', { values })).status, 200);
    app.discord.control.script({ path, times: 1, status: 503 });
    await create(guild);
    const delivery = async () =>
      (await app.sql`select state, attempts from deliveries where guild_id = ${guild.id}`)[0];
    await eventually('the first try failed', async () => (await delivery())?.attempts === 1);
    await app.settle();
    const tried = posts();
    await set(guild, { records: 'off' });
    await app.advance(10 * 60_000);
    await app.tick();
    assert.deepEqual(await delivery(), { state: 'queued', attempts: 1 });
    assert.equal(posts(), tried, 'nothing was sent');
    await set(guild, { records: 'on' });
    await app.advance(100_000);
    await app.tick();
    await eventually('it is sent', async () => (await delivery())?.state === 'sent');
    assert.equal(posts(), tried + 1);
  });
});

describe('READ_ONLY', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ variables: { READ_ONLY: '1' } });
  });
  after(() => app.close());

  it('G-I8: lets nothing be changed in any server, while everything can be read', async () => {
    const guild = app.newGuild();
    assert.equal((await app.api(guild.id, 'GET', '/records')).status, 200);
    const writes = [
      await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'Waxed' }),
      await app.api(guild.id, 'PATCH', '/settings/records', { values: {} }),
    ];
    for (const { status, body, headers } of writes) {
      assert.deepEqual([status, body.code, body.retryable], [503, 'read_only', true]);
      assert.ok(Number(headers.get('retry-after')) > 0);
    }
    const answer = await app.run({
      type: 'command',
      userId: guild.admin.id,
      channelId: guild.channelId,
      commandName: 'record/close',
      options: { record: '1' },
    });
    assert.match(textOf(answer.message), /changes nothing just now.*try again later/);
    assert.deepEqual(await app.sql`select id from audit_log where guild_id = ${guild.id}`, []);
  });
});
