import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessSettings } from '../../../src/core/access/settings.ts';
import { defineFeature } from '../../../src/core/feature.ts';
import { defineGatewayHandler } from '../../../src/core/gateway/handler.ts';
import { sessionIntents, wantedBy } from '../../../src/core/gateway/wanted-by.ts';
import type { Health } from '../../../src/core/http/health.ts';
import { createRegistry } from '../../../src/core/registry.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { message } from './support/events.ts';

const handler = defineGatewayHandler({
  event: 'MESSAGE_CREATE',
  intents: ['DIRECT_MESSAGES', 'MESSAGE_CONTENT'],
  wants: ({ content }) => content.length > 0,
  handle: async () => {},
});
const feature = (name: string, more = {}) =>
  defineFeature({ name, title: name, summary: 'Hears messages.', gateway: [handler], ...more });
const registryOf = (...features: ReturnType<typeof feature>[]) =>
  createRegistry(features, { settings: [accessSettings] });

describe('what features declare of the gateway', () => {
  it('adds up to the intents of the session and to what the bot needs in Discord', () => {
    const registry = registryOf(feature('one'), feature('two', { gateway: [] }));
    assert.deepEqual(sessionIntents(registry), ['GUILDS', 'DIRECT_MESSAGES', 'MESSAGE_CONTENT']);
    assert.deepEqual(
      registry.needs.map(({ feature, needs }) => [feature, Object.keys(needs.intents ?? {})]),
      [['one', ['DIRECT_MESSAGES', 'MESSAGE_CONTENT']]],
    );
  });

  it("keeps a feature's own words on what is lost without an intent", () => {
    const registry = registryOf(
      feature('one', { discord: { intents: { MESSAGE_CONTENT: 'letters arrive empty' } } }),
    );
    assert.equal(registry.needs[0]?.needs.intents?.MESSAGE_CONTENT, 'letters arrive empty');
    assert.match(registry.needs[0]?.needs.intents?.DIRECT_MESSAGES ?? '', /direct messages/);
  });

  it('is refused when a feature hears the same event twice', () => {
    assert.throws(() => registryOf(feature('one', { gateway: [handler, handler] })), /one\.MESSAGE_CREATE/);
  });

  it('gives an event to each handler that wants it, and to one whose wish cannot be told', () => {
    const registry = registryOf(feature('one'), feature('two'));
    const ids = (data: unknown) => wantedBy(registry, 'MESSAGE_CREATE', data).map(({ id }) => id);
    assert.deepEqual(ids({ content: 'hello' }), ['one.MESSAGE_CREATE', 'two.MESSAGE_CREATE']);
    assert.deepEqual(ids({ content: '' }), []);
    assert.deepEqual(ids({}), ['one.MESSAGE_CREATE', 'two.MESSAGE_CREATE']);
    assert.deepEqual(wantedBy(registry, '__proto__', {}), []);
  });
});

describe('an event from the gateway', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ probe: true });
  });
  after(() => app.close());

  const counts = async (guildId: string, id: string) => {
    const rows = await app.sql`select name, value from counters
      where guild_id = ${guildId} and name in (${`called:${id}`}, ${`handled:${id}`}) order by name`;
    return Object.fromEntries(rows.map(({ name, value }) => [String(name).split(':')[0], value]));
  };

  it('runs the handlers that want it, from the queue', async () => {
    const guild = app.newGuild();
    const event = message(guild, 'probe this');
    assert.ok((await app.gatewayEvent('MESSAGE_CREATE', event)).includes('probe.MESSAGE_CREATE'));
    assert.deepEqual(await counts(guild.id, event.id), { called: 1, handled: 1 });
  });

  it('is dropped when no handler wants it', async () => {
    const event = message(app.newGuild(), 'nothing of interest');
    assert.ok(!(await app.gatewayEvent('MESSAGE_CREATE', event)).includes('probe.MESSAGE_CREATE'));
    assert.deepEqual(await app.gatewayEvent('GUILD_INTEGRATIONS_UPDATE', {} as never), []);
  });

  it('is handled with effect once when it comes twice', async () => {
    const guild = app.newGuild();
    const event = message(guild, 'probe twice');
    await app.gatewayEvent('MESSAGE_CREATE', event);
    await app.gatewayEvent('MESSAGE_CREATE', event);
    assert.deepEqual(await counts(guild.id, event.id), { called: 2, handled: 1 });
  });

  it('becomes a job of the handler that fails, and is handled when that works again', async () => {
    const guild = app.newGuild();
    const event = message(guild, `probe fails ${app.now() + 60_000}`);
    await app.gatewayEvent('MESSAGE_CREATE', event);
    const [job] = await app.sql`select name, state, payload from jobs where guild_id = ${guild.id}`;
    assert.equal(job?.name, 'gateway.replay');
    assert.equal((job?.payload as { handler: string } | undefined)?.handler, 'probe.MESSAGE_CREATE');
    assert.equal((await counts(guild.id, event.id)).handled, undefined);
    await app.advance(120_000);
    await app.tick();
    await eventually('the job is done', async () => {
      const [row] = await app.sql`select state from jobs where guild_id = ${guild.id}`;
      return row?.state === 'done';
    });
    assert.equal((await counts(guild.id, event.id)).handled, 1);
    const [done] = await app.sql`select payload from jobs where guild_id = ${guild.id}`;
    assert.doesNotMatch(JSON.stringify(done), /probe fails/, 'what was written is not kept');
  });

  it('waits as failed work when it fails for good, and an admin can run it again', async () => {
    const guild = app.newGuild();
    const event = message(guild, `probe fails ${app.now() + 365 * 24 * 3_600_000}`);
    await app.gatewayEvent('MESSAGE_CREATE', event);
    await app.sql`update jobs set attempts = 20, run_at = now() where guild_id = ${guild.id}`;
    await app.tick();
    const dead = await eventually('the job is dead', async () => {
      const [row] = await app.sql`select id, state from jobs where guild_id = ${guild.id}`;
      return row?.state === 'dead' ? row : undefined;
    });
    const answer = await app.api(guild.id, 'GET', '/failed-work');
    const [work] = answer.body.work;
    assert.deepEqual([work.name, work.id], ['gateway.replay', dead?.id]);
    await app.advance(365 * 24 * 3_600_000);
    const path = `/failed-work/job/${encodeURIComponent(String(dead?.id))}/retry`;
    assert.equal((await app.api(guild.id, 'POST', path)).status, 204);
    await app.settle();
    assert.equal((await counts(guild.id, event.id)).handled, 1);
  });

  it('is failed work of the server that a direct message concerns, or counts in the health if none does', async () => {
    const guild = app.newGuild();
    const never = app.now() + 365 * 24 * 3_600_000;
    const told = message(guild, `probe fails ${never} ${guild.id}`);
    const untold = message(guild, `probe fails ${never}`);
    for (const event of [told, untold]) {
      delete event.guild_id;
      await app.gatewayEvent('MESSAGE_CREATE', event);
      await app.sql`update jobs set attempts = 20, run_at = now() where guild_id is null and state = 'queued'`;
      await app.tick();
      await eventually('the job is dead', async () => {
        const rows = await app.sql`select id from jobs where guild_id is null and state <> 'dead'
          and name = 'gateway.replay'`;
        return rows.length === 0;
      });
    }
    const { body } = await app.api(guild.id, 'GET', '/failed-work');
    assert.equal(body.work.length, 1, 'admins see theirs, and not the other');
    const health = (await (await fetch(`${app.url}/health`)).json()) as Health;
    assert.equal(health.dependencies.directMessages?.state, 'degraded');
    assert.match(health.dependencies.directMessages?.reason ?? '', /^One event .* reference job-/);
    await app.advance(365 * 24 * 3_600_000);
    const path = `/failed-work/job/${encodeURIComponent(body.work[0].id)}/retry`;
    assert.equal((await app.api(guild.id, 'POST', path)).status, 204);
    await app.settle();
    assert.equal((await counts('none', told.id)).handled, 1);
  });

  it('is not handed to a feature that is switched off in its server', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/features', { values: { probe: 'off' } });
    const event = message(guild, 'probe off');
    await app.gatewayEvent('MESSAGE_CREATE', event);
    assert.deepEqual(await counts(guild.id, event.id), {});
  });

  it('waits while its feature is read-only', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/features', { values: { probe: 'read-only' } });
    const event = message(guild, 'probe later');
    await app.gatewayEvent('MESSAGE_CREATE', event);
    assert.deepEqual(await counts(guild.id, event.id), {});
    await app.api(guild.id, 'PATCH', '/settings/features', { values: { probe: 'on' } });
    await app.advance(120_000);
    await app.tick();
    await eventually('it is handled', async () => (await counts(guild.id, event.id)).handled === 1);
  });

  it('waits in the queue while the database is down, and nothing is lost', async () => {
    const guild = app.newGuild();
    const event = message(guild, 'probe in the dark');
    app.database.faults.down = true;
    try {
      await app.gatewayEvent('MESSAGE_CREATE', event, { wait: false });
      await eventually('the failure is logged', () =>
        app.logs.some((line) => line.includes('queue message failed')),
      );
    } finally {
      app.database.faults.down = false;
    }
    await eventually('it is handled', async () => (await counts(guild.id, event.id)).handled === 1);
  });
});
