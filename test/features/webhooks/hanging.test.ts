import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { afterTry, type Breaker } from '../../../src/core/webhooks/breaker.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { addEndpoint, addRecord, get, listDeliveries } from './support/endpoints.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('endpoints that give no answer', () => {
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

  /** A try that hangs takes 15 seconds of real time, so there is more patience here than elsewhere. */
  const tried = (guild: TestGuild) =>
    eventually(
      'what was due has been tried',
      async () => {
        const at = new Date(app.now()).toISOString();
        const due = await app.sql`select 1 from deliveries
          where guild_id = ${guild.id} and state = 'queued' and run_at <= ${at}`;
        return due.length === 0;
      },
      60 * SECOND,
    );

  it('F18: one that hangs costs a few timeouts, not one for each event; it is asked again in growing pauses, and nothing is lost', async () => {
    const guild = app.newGuild();
    const { id } = await addEndpoint(app, guild, { url: `${rx.url}/hangs` });
    rx.script('/hangs', { delayMs: 60_000 });
    await app.api(guild.id, 'PATCH', `/webhooks/endpoints/${id}`, { state: 'paused' });
    for (let count = 0; count < 10; count++) await addRecord(app, guild);
    await app.settle();
    await app.api(guild.id, 'PATCH', `/webhooks/endpoints/${id}`, { state: 'enabled' });
    assert.equal((await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/recover`)).body.count, 10);
    await tried(guild);
    const tries = rx.to('/hangs').length;
    assert.ok(tries >= 3 && tries <= 4, `${tries} tries at first`);

    await addRecord(app, guild);
    await app.settle();
    assert.equal(rx.to('/hangs').length, tries, 'what is new waits, too');
    const waiting = await listDeliveries(app, guild);
    assert.ok(waiting.every(({ state }) => state === 'queued'));
    assert.match(String(waiting[0]?.error), /One event at a time/);
    assert.equal(waiting.filter(({ attempts }) => attempts > 0).length, tries, 'waiting uses up no try');
    const pause = async () => {
      const times = (await listDeliveries(app, guild)).map(({ nextAt }) => Date.parse(String(nextAt)));
      return Math.min(...times) - app.now();
    };
    const first = await pause();
    assert.ok(first > 30 * SECOND && first <= MINUTE, `${first}`);

    await app.advance(first + 31 * SECOND);
    await app.stack.worker.tick();
    await tried(guild);
    assert.equal(rx.to('/hangs').length, tries + 1, 'one asks whether it answers again');
    const second = await pause();
    assert.ok(second > 1.5 * MINUTE && second <= 2 * MINUTE, `${second}`);

    rx.script('/hangs', 200);
    const test = await app.api(guild.id, 'POST', `/webhooks/endpoints/${id}/test`, {});
    await app.settle();
    const shown = await get(app, guild, `/webhooks/deliveries/${test.body.deliveryId}`);
    assert.equal(shown.state, 'sent', 'a test does not wait');
    await app.advance(7 * MINUTE);
    await app.tick();
    const records = (await listDeliveries(app, guild)).filter(({ type }) => type === 'record.created');
    assert.deepEqual(
      records.map(({ state }) => state),
      new Array(11).fill('sent'),
    );
  });

  it('the pause doubles from a minute to an hour, and any answer ends it', () => {
    let breaker: Breaker = { timeouts: 0, openUntil: 0 };
    let now = 0;
    const pauses: number[] = [];
    for (let count = 0; count < 12; count++) {
      breaker = afterTry(breaker, true, now);
      pauses.push(Math.max(0, breaker.openUntil - now) / MINUTE);
      assert.deepEqual(afterTry(breaker, false, now), { timeouts: 0, openUntil: 0 });
      if (breaker.openUntil > now) assert.equal(afterTry(breaker, true, now), breaker, 'counted once');
      now = Math.max(now, breaker.openUntil);
    }
    assert.deepEqual(pauses, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });
});
