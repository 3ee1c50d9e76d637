import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { press } from '../records/support/life.ts';
import { addEndpoint, addRecord, get, listDeliveries } from './support/endpoints.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let app: TestApp;
let rx: Receiver;
before(async () => {
  rx = await startReceiver();
  app = await createTestApp({ variables: { DNS_URL: `${rx.url}/dns-query` } });
});
beforeEach(() => rx.clear());
after(async () => {
  await app.close();
  await rx.close();
});

/** A guild with a channel in which warnings appear. */
async function newGuild() {
  const guild = app.newGuild();
  const channel = app.discord.control.channel({ guild_id: guild.id, name: 'alerts' });
  const { status, body } = await app.api(guild.id, 'PATCH', '/settings/webhooks', {
    values: { alertChannel: channel.id },
  });
  assert.equal(status, 200, JSON.stringify(body));
  const calls = () => app.discord.control.calls({ method: 'POST', path: `/channels/${channel.id}/messages` });
  const warnings = () =>
    calls().map(({ body }) => textOf({ content: '', components: [], ...(body as object) } as never));
  return { guild, channelId: channel.id, calls, warnings };
}
const signalsOf = async (guild: TestGuild) =>
  (
    await app.sql`select type, data from signals where guild_id = ${guild.id} and type like 'webhook.%' order by sequence`
  ).map(({ type, data }) => ({ type: String(type), data: data as Record<string, unknown> }));
const auditOf = async (guild: TestGuild) =>
  (
    await app.sql`select action from audit_log where guild_id = ${guild.id} and actor = 'system:deliveries' order by created_at`
  ).map(({ action }) => String(action));

describe('endpoints that fail', () => {
  it('F16: people are warned once when half of the tries fail', async () => {
    const { guild, warnings } = await newGuild();
    const { id } = await addEndpoint(app, guild, { name: 'Board', url: `${rx.url}/half` });
    rx.script('/half', 200, 200, 200, 500);
    for (let count = 0; count < 5; count++) {
      await addRecord(app, guild);
      await app.settle();
    }
    assert.deepEqual(await signalsOf(guild), [], '2 of 5 are less than half');
    for (let count = 0; count < 3; count++) {
      await addRecord(app, guild);
      await app.settle();
    }
    await eventually('it is noticed', async () => (await signalsOf(guild)).length > 0);
    const [signal, ...more] = await signalsOf(guild);
    assert.equal(signal?.type, 'webhook.endpoint-failing');
    assert.deepEqual([signal?.data.attempts, signal?.data.failed], [6, 3]);
    assert.deepEqual(more, []);
    assert.deepEqual(await auditOf(guild), ['webhooks.warn']);
    await eventually('people are told', () => warnings().length === 1);
    assert.match(warnings()[0] ?? '', /“Board” is failing[\s\S]*3 of 6/);
    assert.equal((await get(app, guild, `/webhooks/endpoints/${id}`)).state, 'enabled');
  });

  it('F16, F-I8: after five days of failures it is switched off, probed once an hour, recovers by itself, and offers what it missed', async () => {
    const { guild, channelId, calls, warnings } = await newGuild();
    const { id } = await addEndpoint(app, guild, { name: 'Board', url: `${rx.url}/dead` });
    rx.script('/dead', 503);
    const endpoint = () => get(app, guild, `/webhooks/endpoints/${id}`);
    const startedAt = app.now();
    for (let round = 0; round < 12 && (await endpoint()).state === 'enabled'; round++) {
      await addRecord(app, guild);
      await app.settle();
      await app.advance(12 * HOUR);
      await app.tick();
    }
    const off = await endpoint();
    assert.deepEqual([off.state, off.reason], ['disabled', 'failing']);
    const days = (app.now() - startedAt) / DAY;
    assert.ok(days >= 5 && days < 6, `${days} days`);
    assert.deepEqual(
      (await signalsOf(guild)).map(({ type }) => type),
      ['webhook.endpoint-failing', 'webhook.endpoint-disabled'],
    );

    rx.requests.length = 0;
    await addRecord(app, guild);
    await app.settle();
    assert.equal(rx.requests.length, 0, 'nothing is sent to it any more');
    for (let half = 0; half < 6; half++) {
      await app.advance(30 * MINUTE);
      await app.tick();
    }
    const probes = rx.requests.map(({ body }) => JSON.parse(body).type);
    assert.deepEqual(probes, ['webhook.ping', 'webhook.ping', 'webhook.ping'], 'one an hour');

    rx.script('/dead', 200);
    await app.advance(61 * MINUTE);
    await app.tick();
    const on = await eventually('it is on again', async () => {
      const now = await endpoint();
      return now.state === 'enabled' && now;
    });
    assert.ok(on.recoverable.count >= 5, JSON.stringify(on.recoverable));
    const recovered = (await signalsOf(guild)).at(-1);
    assert.equal(recovered?.type, 'webhook.endpoint-recovered');
    assert.equal(recovered?.data.missed, on.recoverable.count);
    assert.deepEqual(await auditOf(guild), ['webhooks.warn', 'webhooks.disable', 'webhooks.recover']);
    await eventually('people are told', () => warnings().length === 3);
    const { count, seconds, since } = on.recoverable;
    assert.equal(seconds, Math.ceil(count / 20), 'about twenty a second');
    assert.ok(Date.parse(since) < startedAt + HOUR, 'since the first that failed');
    assert.match(
      warnings()[2] ?? '',
      new RegExp(`${count} events were missed. Sending takes about ${seconds} s`),
    );

    rx.requests.length = 0;
    const warned = calls().at(-1);
    assert.ok(warned);
    const message = {
      ...(warned.body as object),
      id: (warned.response as { id: string }).id,
    } as SeenMessage;
    const pressed = await press(app, { ...guild, channelId }, guild.admin, message, 'Send what was missed');
    assert.match(
      pressed.message.content,
      new RegExp(`^${count} events are sent now; that takes about ${seconds} s`),
    );
    await app.settle();
    assert.equal(rx.requests.length, count, 'everything that was missed arrives');
    assert.equal((await endpoint()).recoverable, null);
    assert.deepEqual(
      (await listDeliveries(app, guild))
        .filter(({ type }) => type === 'record.created')
        .map(({ state }) => state),
      new Array(count).fill('sent'),
    );
  });

  it('what happens while an endpoint is paused is kept and can be sent afterwards, once', async () => {
    const guild = app.newGuild();
    const { id } = await addEndpoint(app, guild, { url: `${rx.url}/paused` });
    const paused = await app.api(guild.id, 'PATCH', `/webhooks/endpoints/${id}`, { state: 'paused' });
    assert.equal(paused.body.state, 'paused');
    await addRecord(app, guild);
    await addRecord(app, guild);
    await app.settle();
    assert.equal(rx.requests.length, 0);
    const early = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/recover`);
    assert.equal(early.status, 409, 'not while it is paused');
    await app.api(guild.id, 'PATCH', `/webhooks/endpoints/${id}`, { state: 'enabled' });
    await addRecord(app, guild);
    await app.settle();
    assert.equal(rx.requests.length, 1, 'switching on sends nothing by itself');
    const { body } = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/recover`);
    assert.equal(body.count, 2);
    await app.settle();
    assert.equal(new Set(rx.requests.map(({ headers }) => headers['webhook-id'])).size, 3);
  });

  it('two admins who change an endpoint at once: the second is told', async () => {
    const guild = app.newGuild();
    const { id } = await addEndpoint(app, guild, { url: `${rx.url}/x` });
    const path = `/webhooks/endpoints/${id}`;
    const { version } = await get(app, guild, path);
    assert.equal((await app.api(guild.id, 'PATCH', path, { name: 'One', version })).status, 200);
    assert.equal((await app.api(guild.id, 'PATCH', path, { name: 'Two', version })).status, 409);
    assert.equal((await get(app, guild, path)).name, 'One');
  });
});
