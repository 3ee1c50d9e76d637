import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { features } from '../../../src/features/index.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { type Received, type Receiver, startReceiver } from '../../support/receiver.ts';
import { addEndpoint, addRecord, get, listDeliveries } from './support/endpoints.ts';

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

const HOUR = 60 * 60_000;
const run = promisify(execFile);
/** Signs anew, because the library compares the time with the machine's clock and ours is ahead. */
function verifies(secret: string, { headers, body }: Received): boolean {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': at = '',
    'webhook-signature': signatures = '',
  } = headers;
  return signatures.split(' ').includes(new Webhook(secret).sign(id, new Date(Number(at) * 1_000), body));
}
const idOf = (request: Received | undefined) => request?.headers['webhook-id'];

describe('the log of deliveries', () => {
  it('F14: shows request, answer, next try and duration of every try, without the signature', async () => {
    const guild = app.newGuild();
    const { id } = await addEndpoint(app, guild, { url: `${rx.url}/log` });
    rx.script('/log', {
      status: 500,
      body: 'out of coffee',
      headers: { 'x-request-id': 'r-1', 'set-cookie': 'a=b' },
    });
    await addRecord(app, guild);
    await app.settle();
    const [listed] = await listDeliveries(app, guild, `?endpoint=${id}&state=queued&type=record.created`);
    assert.ok(listed);
    const shown = await get(app, guild, `/webhooks/deliveries/${listed.id}`);
    const [request] = rx.to('/log');
    assert.equal(shown.body, request?.body);
    assert.equal(shown.webhookId, idOf(request));
    const [attempt] = shown.tries;
    assert.equal(attempt.response.status, 500);
    assert.equal(attempt.response.body, 'out of coffee');
    assert.equal(attempt.response.headers['x-request-id'], 'r-1');
    assert.equal(attempt.response.headers['set-cookie'], undefined);
    assert.equal(attempt.nextAt, listed.nextAt);
    assert.ok(attempt.durationMs >= 0);
    assert.equal(attempt.request.headers['webhook-id'], idOf(request));
    const [signature] = String(request?.headers['webhook-signature']).split(',').slice(1);
    assert.ok(signature && !JSON.stringify(shown).includes(signature.slice(6)), 'the signature is masked');
    assert.deepEqual(await listDeliveries(app, guild, '?state=sent'), []);
    assert.deepEqual(await listDeliveries(app, guild, '?type=record.closed'), []);
    const endpoint = await get(app, guild, `/webhooks/endpoints/${id}`);
    assert.deepEqual(
      [endpoint.statistics.attempts, endpoint.statistics.failed, endpoint.statistics.waiting],
      [1, 1, 1],
    );
  });

  it('F14: pages through the log without gaps or repeats', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, { url: `${rx.url}/pages` });
    for (let count = 0; count < 7; count++) await addRecord(app, guild);
    await app.settle();
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const body = await get(app, guild, `/webhooks/deliveries?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.deliveries.map(({ id }: { id: string }) => id));
      if (body.next === null) break;
      cursor = body.next;
    }
    assert.equal(seen.length, 7);
    assert.equal(new Set(seen).size, 7);
  });

  it('F14: replays one, several, and all since a time; each keeps its webhook-id', async () => {
    const guild = app.newGuild();
    const { id } = await addEndpoint(app, guild, { url: `${rx.url}/again` });
    await addRecord(app, guild);
    await app.settle();
    await app.advance(HOUR);
    const since = new Date(app.now()).toISOString();
    for (let count = 0; count < 3; count++) await addRecord(app, guild);
    await app.settle();
    const ids = rx.to('/again').map(idOf);
    const log = (await listDeliveries(app, guild)).reverse();

    const one = await app.api(guild.id, 'POST', `/webhooks/deliveries/${log[0]?.id}/replay`);
    assert.equal(one.status, 202, JSON.stringify(one.body));
    await app.settle();
    assert.deepEqual(rx.to('/again').map(idOf).slice(4), [log[0]?.webhookId]);

    const two = await app.api(guild.id, 'POST', '/webhooks/deliveries/replay', {
      deliveries: [log[1]?.id, log[2]?.id, '0192d3a4-7c1e-7a55-8a10-00000000dead'],
    });
    assert.deepEqual(two.body, { count: 2 });
    await app.settle();
    assert.deepEqual(
      rx.to('/again').map(idOf).slice(5).sort(),
      [log[1]?.webhookId, log[2]?.webhookId].sort(),
    );

    const all = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/replay`, { since });
    assert.equal(all.body.count, 3);
    await app.settle();
    const third = rx.to('/again').slice(7);
    assert.deepEqual(third.map(idOf).sort(), ids.slice(1).sort());
    const audit =
      await app.sql`select action from audit_log where guild_id = ${guild.id} and action like 'webhooks.replay%'`;
    assert.equal(audit.length, 3);
  });

  it('F14: a test event goes out at once, marked as such, also to a paused endpoint', async () => {
    const guild = app.newGuild();
    const { id, secret } = await addEndpoint(app, guild, { url: `${rx.url}/test` });
    await app.api(guild.id, 'PATCH', `/webhooks/endpoints/${id}`, { state: 'paused' });
    await addRecord(app, guild);
    const test = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/test`, {});
    assert.equal(test.status, 202, JSON.stringify(test.body));
    const sample = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/test`, {
      type: 'record.closed',
    });
    assert.equal(sample.status, 202);
    await app.settle();
    const types = rx.to('/test').map(({ body }) => JSON.parse(body).type);
    assert.deepEqual(types, ['webhook.ping', 'record.closed']);
    const shown = await get(app, guild, `/webhooks/deliveries/${test.body.deliveryId}`);
    assert.deepEqual([shown.purpose, shown.state], ['ping', 'sent']);
    assert.ok(secret);
    const unknown = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/test`, { type: 'no.such' });
    assert.equal(unknown.status, 422);
  });

  it('F14: after a rotation old and new secret both verify for 24 hours, then only the new one', async () => {
    const guild = app.newGuild();
    const { id, secret: old } = await addEndpoint(app, guild, { url: `${rx.url}/rotate` });
    const { status, body } = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/rotate`);
    assert.equal(status, 200, JSON.stringify(body));
    const fresh = String(body.secret);
    assert.notEqual(fresh, old);
    const signedBy = async (secret: string) => {
      await addRecord(app, guild);
      await app.settle();
      const request = rx.to('/rotate').at(-1);
      assert.ok(request);
      return verifies(secret, request);
    };
    assert.equal(await signedBy(old), true);
    assert.equal(await signedBy(fresh), true);
    await app.advance(23 * HOUR);
    assert.equal(await signedBy(old), true);
    await app.advance(2 * HOUR);
    assert.equal(await signedBy(old), false);
    assert.equal(await signedBy(fresh), true);
  });

  it('F-I4: a failed delivery can be taken along: the command runs, the script verifies, and neither holds the secret', async () => {
    const guild = app.newGuild();
    const { secret } = await addEndpoint(app, guild, { url: `${rx.url}/bundle?key=it's` });
    rx.script('/bundle', 500, 200);
    await addRecord(app, guild, { title: `It's "$(touch x)" \\ ö` });
    await app.settle();
    const [delivery] = await listDeliveries(app, guild);
    const bundle = await get(app, guild, `/webhooks/deliveries/${delivery?.id}/bundle`);
    assert.ok(!JSON.stringify(bundle).includes(secret.slice(6)));
    const before = rx.requests.length;
    await run('sh', ['-c', bundle.curl]);
    const request = rx.requests[before];
    assert.equal(request?.body, bundle.body);
    assert.equal(idOf(request), delivery?.webhookId);
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-bundle-'));
    try {
      const file = join(folder, 'verify.mjs');
      writeFileSync(file, bundle.verify);
      const verify = (WEBHOOK_SECRET: string) =>
        run(process.execPath, [file], { env: { ...process.env, WEBHOOK_SECRET } });
      assert.match((await verify(secret)).stdout, /^valid/);
      await assert.rejects(verify(`whsec_${Buffer.alloc(32).toString('base64')}`));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('F-I4: a delivery can be sent to another address without touching the real one', async () => {
    const guild = app.newGuild();
    const { id, secret } = await addEndpoint(app, guild, { url: `${rx.url}/real` });
    rx.script('/real', 500);
    await addRecord(app, guild);
    await app.settle();
    const [delivery] = await listDeliveries(app, guild);
    const path = `/webhooks/deliveries/${delivery?.id}/resend`;
    rx.script('/debug', { status: 202, body: 'thanks' });
    const { status, body } = await app.api(guild.id, 'POST', path, { url: `${rx.url}/debug` });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.response.status, 202);
    const [request] = rx.to('/debug');
    assert.ok(request);
    assert.ok(verifies(secret, request));
    assert.equal(rx.to('/real').length, 1);
    const { statistics } = await get(app, guild, `/webhooks/endpoints/${id}`);
    assert.equal(statistics.attempts, 1);
    const unsafe = await app.api(guild.id, 'POST', path, { url: 'https://169.254.169.254/' });
    assert.equal(unsafe.status, 422);
  });

  it('deleting an endpoint says first what is lost, gives up what waits and keeps the log', async () => {
    const guild = app.newGuild();
    const { id } = await addEndpoint(app, guild, { url: `${rx.url}/delete` });
    rx.script('/delete', 200, 500);
    await addRecord(app, guild);
    await addRecord(app, guild);
    await app.settle();
    const preview = await get(app, guild, `/webhooks/endpoints/${id}/deletion`);
    assert.deepEqual(preview, { name: 'Receiver', waiting: 1, held: 0, logged: 1 });
    const { status } = await app.api(guild.id, 'DELETE', `/webhooks/endpoints/${id}`);
    assert.equal(status, 200);
    assert.equal((await app.api(guild.id, 'GET', `/webhooks/endpoints/${id}`)).status, 404);
    const log = await listDeliveries(app, guild);
    assert.deepEqual(log.map(({ state }) => state).sort(), ['failed', 'sent']);
    const replay = await app.api(guild.id, 'POST', `/webhooks/deliveries/${log[0]?.id}/replay`);
    assert.equal(replay.status, 404);
  });

  it('conditions on the payload choose among events of one type', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, {
      url: `${rx.url}/parts`,
      conditions: [{ path: 'data.record.kind', op: 'in', value: ['part', 'log'] }],
    });
    await addRecord(app, guild, { kind: 'problem' });
    await addRecord(app, guild, { kind: 'part' });
    await app.settle();
    assert.deepEqual(
      rx.to('/parts').map(({ body }) => JSON.parse(body).data.record.kind),
      ['part'],
    );
  });

  it('the catalogue names every signal that is not for single persons, with a schema and a sample that fit', async () => {
    const guild = app.newGuild();
    const { eventTypes } = await get(app, guild, '/webhooks/event-types');
    const declared = features
      .flatMap(({ signals = {} }) => Object.entries(signals))
      .filter(([, { mayHear }]) => !mayHear);
    assert.deepEqual(
      eventTypes.map(({ type }: { type: string }) => type),
      declared.map(([type]) => type).sort(),
    );
    for (const [type, { schema }] of declared) {
      const entry = eventTypes.find((one: { type: string }) => one.type === type);
      assert.ok(v.is(schema, entry.sample.data), type);
      assert.equal(entry.schema.type, 'object', type);
    }
  });
});
