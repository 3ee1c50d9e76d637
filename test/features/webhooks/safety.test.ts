import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
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

const add = (guild: TestGuild, url: string) =>
  app.api(guild.id, 'POST', '/webhooks/endpoints', { name: 'x', url, events: ['*'] });

describe('safety of endpoints', () => {
  it('F15: refuses an address by its text and by every address that its name leads to', async () => {
    const guild = app.newGuild();
    rx.names.set('hooks.example.com', ['93.184.216.34', '2606:2800:220:1::1']);
    rx.names.set('inside.example.com', ['93.184.216.34', '10.0.0.8']);
    rx.names.set('metadata.example.com', ['169.254.169.254']);
    rx.names.set('six.example.com', ['fd00::1']);
    rx.names.set('dead.example.com', null);
    for (const [url, problem] of [
      ['https://169.254.169.254/latest/meta-data/', /private or reserved/],
      ['https://0x0a000001/', /private or reserved/],
      ['http://example.com/', /https/],
      ['https://user:pass@hooks.example.com/', /user name/],
      ['https://inside.example.com/hook', /private or reserved/],
      ['https://metadata.example.com/', /private or reserved/],
      ['https://six.example.com/', /private or reserved/],
      ['https://nowhere.example.com/', /no “nowhere/],
      ['https://dead.example.com/', /could not be looked up/],
    ] as const) {
      const { status, body } = await add(guild, url);
      assert.equal(status, 422, `${url} ${JSON.stringify(body)}`);
      assert.match(body.fields.url, problem);
    }
    assert.equal((await add(guild, 'https://hooks.example.com/hook')).status, 201);
    assert.equal((await app.sql`select 1 from webhook_endpoints where guild_id = ${guild.id}`).length, 1);
  });

  it('F15: a name that is moved into a private network later is not called, and the endpoint is switched off', async () => {
    const guild = app.newGuild();
    rx.names.set('rebound.example.com', ['93.184.216.34']);
    const { id } = await addEndpoint(app, guild, { url: 'https://rebound.example.com/hook' });
    rx.names.set('rebound.example.com', ['127.0.0.1']);
    await addRecord(app, guild);
    await app.settle();
    const [delivery] = await listDeliveries(app, guild);
    assert.equal(delivery?.state, 'failed');
    assert.match(String(delivery?.error), /private or reserved/);
    const endpoint = await get(app, guild, `/webhooks/endpoints/${id}`);
    assert.deepEqual([endpoint.state, endpoint.reason], ['disabled', 'unsafe']);
    const on = await app.api(guild.id, 'PATCH', `/webhooks/endpoints/${id}`, { state: 'enabled' });
    assert.equal(on.status, 422, 'only with another address');
  });

  it('F15: while the resolver does not answer nothing is sent, and it is tried again later', async () => {
    const guild = app.newGuild();
    rx.names.set('slow.example.com', ['93.184.216.34']);
    await addEndpoint(app, guild, { url: 'https://slow.example.com/hook' });
    rx.names.set('slow.example.com', null);
    await addRecord(app, guild);
    await app.settle();
    const [delivery] = await listDeliveries(app, guild);
    assert.deepEqual([delivery?.state, delivery?.attempts], ['queued', 1]);
  });

  it('F15: a redirect is not followed', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, { url: `${rx.url}/moved` });
    rx.script('/moved', { status: 302, headers: { location: `${rx.url}/secret` } });
    await addRecord(app, guild);
    await app.settle();
    assert.equal(rx.to('/moved').length, 1);
    assert.equal(rx.to('/secret').length, 0);
    const [delivery] = await listDeliveries(app, guild);
    assert.equal(delivery?.state, 'queued');
    assert.match(String(delivery?.error), /302: redirects are not followed/);
  });

  it('F15: of an endless answer a few kilobytes are read and two kept', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, { url: `${rx.url}/flood` });
    rx.script('/flood', { flood: 50 * 1024 * 1024 });
    await addRecord(app, guild);
    await app.settle();
    const [delivery] = await listDeliveries(app, guild);
    assert.equal(delivery?.state, 'sent');
    const { tries } = await get(app, guild, `/webhooks/deliveries/${delivery?.id}`);
    assert.equal(tries[0].response.body.length, 2_048);
    const soon = rx.sentBytes();
    await eventually('the connection is closed', async () => {
      const before = rx.sentBytes();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return rx.sentBytes() === before;
    });
    assert.ok(soon < 20 * 1024 * 1024 && rx.sentBytes() < 20 * 1024 * 1024, `${rx.sentBytes()} bytes`);
  });

  it('F15: an endpoint that gives no answer is given up after 15 seconds, and others do not wait for it', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, { name: 'slow', url: `${rx.url}/hangs` });
    await addEndpoint(app, guild, { name: 'quick', url: `${rx.url}/quick` });
    rx.script('/hangs', { delayMs: 60_000 });
    const startedAt = Date.now();
    await addRecord(app, guild);
    await eventually('the quick one has it', () => rx.to('/quick').length === 1);
    assert.ok(Date.now() - startedAt < 5_000);
    await app.settle();
    const slow = (await listDeliveries(app, guild)).find(({ state }) => state === 'queued');
    assert.match(String(slow?.error), /no answer within 15 seconds/);
  });

  it('an answer of 410 switches an endpoint off at once; 429 and 503 say when to come again', async () => {
    const guild = app.newGuild();
    const gone = await addEndpoint(app, guild, { url: `${rx.url}/gone`, events: ['record.created'] });
    rx.script('/gone', 410);
    await addRecord(app, guild);
    await app.settle();
    const endpoint = await get(app, guild, `/webhooks/endpoints/${gone.id}`);
    assert.deepEqual([endpoint.state, endpoint.reason], ['disabled', 'gone']);
    await addRecord(app, guild);
    await app.settle();
    assert.equal(rx.to('/gone').length, 1);
    assert.equal((await listDeliveries(app, guild, '?state=held')).length, 1);

    const other = app.newGuild();
    await addEndpoint(app, other, { url: `${rx.url}/busy` });
    rx.script(
      '/busy',
      { status: 429, headers: { 'retry-after': '120' } },
      { status: 503, headers: { 'retry-after': '600' } },
      200,
    );
    await addRecord(app, other);
    await app.settle();
    const wait = async () => {
      const [one] = await listDeliveries(app, other);
      return { attempts: one?.attempts, ms: Date.parse(String(one?.nextAt)) - app.now() };
    };
    const first = await wait();
    assert.equal(first.attempts, 0, 'being told to wait is no failure');
    assert.ok(first.ms > 110_000 && first.ms <= 120_000, `${first.ms}`);
    await addRecord(app, other);
    await app.settle();
    assert.equal(rx.to('/busy').length, 2, 'what is new is sent once, and told to wait longer');
  });

  it('nobody is kept waiting for longer than a day, nor asked again and again at once', async () => {
    const guild = app.newGuild();
    await addEndpoint(app, guild, { url: `${rx.url}/never` });
    rx.script('/never', { status: 429, headers: { 'retry-after': '99999999999' } });
    for (let count = 0; count < 2; count++) {
      await addRecord(app, guild);
      await app.settle();
    }
    for (const { nextAt } of await listDeliveries(app, guild))
      assert.ok(Date.parse(String(nextAt)) - app.now() <= 24 * 60 * 60_000, String(nextAt));
    assert.equal(rx.to('/never').length, 2);

    const other = app.newGuild();
    await addEndpoint(app, other, { url: `${rx.url}/eager` });
    rx.script('/eager', { status: 429, headers: { 'retry-after': '0' } });
    await addRecord(app, other);
    await app.settle();
    assert.ok(rx.to('/eager').length <= 3, `${rx.to('/eager').length} requests`);
  });
});
