import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { addEndpoint, addRecord } from './support/endpoints.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** 1,000 deliveries; `npm run bench` does the same with 10,000 to 200 endpoints. */
const ENDPOINTS = 40;
const EVENTS = 25;
/** 5 %: one answers 500, one does not answer at all. */
const FAILS = 0;
const HANGS = 1;

describe('many notices to many endpoints', () => {
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

  it('F18: 25 notices to 40 endpoints, two of them bad: nothing is lost, and nothing waits behind a dead endpoint', async () => {
    const guild = app.newGuild();
    const all = Array.from({ length: ENDPOINTS }, (_, at) => at);
    for (const at of all)
      await addEndpoint(app, guild, { name: `E${at}`, url: `${rx.url}/${at}`, events: ['record.created'] });
    rx.script(`/${FAILS}`, 500);
    rx.script(`/${HANGS}`, { delayMs: 10 * MINUTE });
    const healthy = all.filter((at) => at !== FAILS && at !== HANGS);
    const idsAt = (at: number) => new Set(rx.to(`/${at}`).map(({ headers }) => headers['webhook-id']));

    for (let event = 0; event < EVENTS; event++) await addRecord(app, guild);
    await eventually(
      'every healthy endpoint has everything',
      () => healthy.every((at) => idsAt(at).size === EVENTS),
      120 * SECOND,
    );
    const stuck = rx.to(`/${HANGS}`).length;
    assert.ok(stuck > 0 && stuck < EVENTS / 2, `the dead one was still at its first: ${stuck}`);
    for (const at of healthy) assert.equal(rx.to(`/${at}`).length, EVENTS, `E${at} got nothing twice`);

    const states = async () =>
      (await app.sql`select e.name, d.state, count(*)::int as total from deliveries d
        join webhook_endpoints e on e.id = d.endpoint_id where d.guild_id = ${guild.id}
        group by e.name, d.state order by e.name, d.state`) as {
        name: string;
        state: string;
        total: number;
      }[];
    await eventually('everything is written down', async () => {
      const sent = (await states()).filter(({ state }) => state === 'sent');
      return sent.length === healthy.length && sent.every(({ total }) => total === EVENTS);
    });
    const waiting = (await states()).filter(({ state }) => state !== 'sent');
    assert.deepEqual(
      waiting.map(({ name, state, total }) => `${name} ${state} ${total}`),
      [`E${FAILS} queued ${EVENTS}`, `E${HANGS} queued ${EVENTS}`],
      'what did not arrive waits for its next try',
    );

    await eventually(
      'the one that hangs is left alone',
      async () => {
        const now = new Date(app.now()).toISOString();
        const due = await app.sql`select 1 from deliveries
        where guild_id = ${guild.id} and state = 'queued' and run_at <= ${now}`;
        return due.length === 0;
      },
      60 * SECOND,
    );
    rx.script(`/${FAILS}`, 200);
    rx.script(`/${HANGS}`, 200);
    for (let round = 0; round < 5; round++) {
      await app.advance(10 * MINUTE);
      await app.tick();
    }
    assert.deepEqual(
      (await states()).filter(({ state }) => state !== 'sent'),
      [],
      'in the end everything has arrived',
    );
    for (const at of all) assert.equal(idsAt(at).size, EVENTS);
  });
});
