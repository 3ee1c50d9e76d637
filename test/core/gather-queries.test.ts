import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { type Database, openDatabase } from '../../src/core/database/client.ts';
import { isDatabaseDown, postgresError } from '../../src/core/database/postgres-error.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

describe('queries of one moment', () => {
  let database: TestDatabase;
  let db: Database;
  before(async () => {
    database = await startTestDatabase();
    await database.sql`create table kept (n int primary key)`;
    db = openDatabase({ url: database.databaseUrl, httpUrl: database.databaseHttpUrl }, { gathered: true });
  });
  after(() => database.close());

  const counted = async <T>(work: () => Promise<T>) => {
    database.faults.stats().reset();
    const result = await work();
    const { queries, batches } = database.faults.stats();
    return { result, trips: queries + batches };
  };
  const one = async (n: number) => (await db.execute<{ n: number }>(sql`select ${n}::int as n`)).rows[0]?.n;
  const keep = (n: number) => db.execute(sql`insert into kept values (${n})`);
  /** Asks after some steps of its own, as actions do. */
  const late = async (n: number) => {
    for (let step = 0; step < 20; step++) await Promise.resolve();
    return one(n);
  };

  it('go in one request, each with its own answer; what waits for an answer goes in the next', async () => {
    const { result, trips } = await counted(async () => [
      await Promise.all([one(1), late(2), one(3)]),
      await one(4),
    ]);
    assert.deepEqual(result, [[1, 2, 3], 4]);
    assert.equal(trips, 2);
  });

  it('fail by themselves: what one of them breaks is asked again without it, and written once', async () => {
    const { result } = await counted(() =>
      Promise.allSettled([keep(1), db.execute(sql`select 1 / 0`), one(3)]),
    );
    assert.deepEqual(
      result.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(postgresError((result[1] as PromiseRejectedResult).reason)?.code, '22012');
    assert.deepEqual(await database.sql`select n from kept`, [{ n: 1 }]);
  });

  it('are not asked again when nobody knows whether they were done', async () => {
    database.faults.failNext(1);
    const { result, trips } = await counted(() => Promise.allSettled([keep(2), one(3)]));
    for (const answer of result)
      assert.ok(answer.status === 'rejected' && isDatabaseDown(answer.reason), JSON.stringify(answer));
    assert.ok(trips <= 1);
    assert.deepEqual(await database.sql`select n from kept where n = 2`, []);
  });

  it('leave a batch in a transaction of its own', async () => {
    const { result, trips } = await counted(() =>
      Promise.all([
        db.batch([db.execute(sql`select 1 as n`), db.execute(sql`select 2 as n`)]),
        one(3),
        one(4),
      ]),
    );
    assert.deepEqual([result[0].map(({ rows }) => rows[0]?.n), result[1], result[2]], [[1, 2], 3, 4]);
    assert.equal(trips, 2);
  });
});
