import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

before(async () => {
  app = await createTestApp({ probe: true });
  // To the beginning of an hour, so that the intervals below are whole ones.
  await app.advance(HOUR - (app.now() % HOUR) + 1_000);
});
after(() => app.close());

const runs = async () =>
  (await app.sql`select state, result from jobs where name = 'probe.hourly' order by created_at, id`) as {
    state: string;
    result: { at: string } | null;
  }[];

describe('work on a schedule', () => {
  it('G14: runs once an interval, however often the cron ticks and however many ticks come at once', async () => {
    await Promise.all([app.stack.worker.tick(), app.stack.worker.tick(), app.stack.worker.tick()]);
    await app.settle();
    await app.advance(5 * MINUTE);
    await app.tick();
    assert.deepEqual(
      (await runs()).map(({ state }) => state),
      ['done'],
    );
  });

  it('G14: a run that was missed for five hours is caught up once, not five times', async () => {
    await app.advance(5 * HOUR);
    await app.tick();
    await app.tick();
    assert.equal((await runs()).length, 2);
    assert.ok((await runs()).every(({ state }) => state === 'done'));
  });

  it('G14: a run that is still going on keeps the next one from starting', async () => {
    const leasedUntil = new Date(app.now() + 10 * HOUR).toISOString();
    await app.sql`update jobs set state = 'running', leased_until = ${leasedUntil}
      where id = (select id from jobs where name = 'probe.hourly' order by created_at desc limit 1)`;
    await app.advance(HOUR);
    await app.stack.worker.tick();
    assert.equal((await runs()).length, 2, 'locked');
    await app.sql`update jobs set state = 'done', leased_until = null where name = 'probe.hourly'`;
    await app.tick();
    assert.equal((await runs()).length, 3, 'and free again');
  });

  it('G14: a database that is away for a tick costs nothing but that tick', async () => {
    await app.advance(HOUR);
    app.database.faults.down = true;
    await app.stack.worker.tick().catch(() => undefined);
    app.database.faults.down = false;
    await app.tick();
    assert.equal((await runs()).length, 4);
  });
});
