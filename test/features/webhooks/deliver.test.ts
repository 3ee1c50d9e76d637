import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { type Received, type Receiver, startReceiver } from '../../support/receiver.ts';
import { addEndpoint, addRecord, get, listDeliveries } from './support/endpoints.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

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

const verify = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers) as {
    type: string;
    timestamp: string;
    data: Record<string, unknown>;
  };

describe('webhooks for programs', () => {
  it('F01: an endpoint gets only what it asked for, and only after the API has answered', async () => {
    const guild = app.newGuild();
    rx.script('/wide', { delayMs: 300 });
    const wide = await addEndpoint(app, guild, {
      url: `${rx.url}/wide`,
      events: ['ticket.*', 'record.created'],
    });
    await addEndpoint(app, guild, { url: `${rx.url}/closed`, events: ['record.closed'] });
    await addEndpoint(app, guild, { url: `${rx.url}/none`, events: ['ticket.*'] });
    const record = await addRecord(app, guild);
    assert.equal(rx.to('/wide').length, 0, 'the API answered before the receiver was asked');
    await app.api(guild.id, 'PATCH', `/records/${record.id}`, { title: 'Another title' });
    await app.api(guild.id, 'POST', `/records/${record.id}/close`, {});
    await app.settle();
    const [created, ...others] = rx.to('/wide').map((request) => verify(wide.secret, request));
    assert.ok(created);
    assert.equal(created.type, 'record.created');
    assert.equal((created.data.record as { id: string }).id, record.id);
    assert.deepEqual(others, []);
    assert.equal(rx.to('/closed').length, 1);
    assert.equal(rx.to('/none').length, 0);
    const log = await listDeliveries(app, guild);
    assert.deepEqual(log.map(({ type, state }) => `${type} ${state}`).sort(), [
      'record.closed sent',
      'record.created sent',
    ]);
  });

  it('F02: requests follow Standard Webhooks and verify with its library; a changed body does not', async () => {
    const guild = app.newGuild();
    const { secret, id } = await addEndpoint(app, guild, { url: `${rx.url}/signed` });
    assert.match(secret, /^whsec_/);
    await addRecord(app, guild);
    await app.settle();
    const [request] = rx.to('/signed');
    assert.ok(request);
    const event = verify(secret, request);
    assert.equal(event.type, 'record.created');
    assert.ok(Math.abs(Date.parse(event.timestamp) - app.now()) < MINUTE);
    assert.equal(request.headers['content-type'], 'application/json');
    assert.match(String(request.headers['webhook-id']), /^msg_[0-9a-f-]{36}$/);
    assert.throws(() => verify(secret, { ...request, body: request.body.replace('flipper', 'slipper') }));
    const stranger = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    assert.throws(() => verify(stranger, request));
    const text = JSON.stringify([
      await get(app, guild, `/webhooks/endpoints/${id}`),
      await get(app, guild, '/webhooks/endpoints'),
      app.logs,
      await app.sql`select * from webhook_endpoints where id = ${id}`,
      await app.sql`select * from audit_log where guild_id = ${guild.id}`,
    ]);
    assert.ok(!text.includes(secret.slice(6, -4)), 'the secret is shown once and kept sealed');
  });

  it('F04: 500, 500, 200 are three tries of one webhook-id, 5 seconds and 5 minutes apart', async () => {
    const guild = app.newGuild();
    const { secret } = await addEndpoint(app, guild, { url: `${rx.url}/flaky` });
    rx.script('/flaky', 500, 500, 200);
    await addRecord(app, guild);
    await app.settle();
    const next = async () => {
      const [one] = await listDeliveries(app, guild);
      assert.ok(one?.nextAt, JSON.stringify(one));
      return Date.parse(one.nextAt) - app.now();
    };
    const first = await next();
    assert.ok(first > 3 * SECOND && first <= 6 * SECOND, `${first}`);
    await app.advance(40 * SECOND);
    await app.tick();
    const second = await next();
    assert.ok(second > 4.5 * MINUTE && second <= 6 * MINUTE, `${second}`);
    await app.advance(7 * MINUTE);
    await app.tick();
    const tries = rx.to('/flaky');
    assert.equal(tries.length, 3);
    assert.equal(new Set(tries.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(new Set(tries.map(({ headers }) => headers['webhook-timestamp'])).size, 3);
    for (const one of tries) {
      // The library compares with the machine's clock, the test puts ours forward.
      assert.throws(() => new Webhook(secret).verify(`${one.body} `, one.headers));
    }
    const [log] = await listDeliveries(app, guild);
    assert.equal(log?.state, 'sent');
    const { tries: shown } = await get(app, guild, `/webhooks/deliveries/${log?.id}`);
    assert.deepEqual(
      shown.map((one: { response: { status: number } }) => one.response.status),
      [200, 500, 500],
    );
  });

  it('F04: the whole schedule is 5 s, 5 m, 30 m, 2 h, 5 h, 10 h and 10 h, then it is given up', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, { url: `${rx.url}/down` });
    rx.script('/down', { reset: true });
    await addRecord(app, guild);
    await app.settle();
    for (const step of [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR]) {
      const [one] = await listDeliveries(app, guild);
      assert.equal(one?.state, 'queued');
      const delay = Date.parse(String(one?.nextAt)) - app.now();
      assert.ok(delay > step * 0.9 - 2 * SECOND && delay <= step * 1.2, `${delay} for ${step}`);
      await app.advance(delay + 31 * SECOND);
      await app.tick();
    }
    const [one] = await listDeliveries(app, guild);
    assert.equal(one?.state, 'failed');
    assert.equal(one?.attempts, 8);
    assert.equal(rx.to('/down').length, 8);
  });
});
