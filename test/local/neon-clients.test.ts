import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { NeonQueryFunction } from '@neondatabase/serverless';
import pg from 'pg';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

describe('Postgres clients beside HTTP', () => {
  let database: TestDatabase;
  let sql: NeonQueryFunction<false, false>;

  before(async () => {
    database = await startTestDatabase({ idleInTransactionMs: 200 });
    sql = database.sql;
    await sql`create table people (id int primary key, name text not null)`;
  });
  after(() => database.close());

  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client(database.databaseUrl);
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };

  it('serves pg while HTTP is used, with transactions that nobody interrupts', async () => {
    await withClient(async (client) => {
      await client.query('begin');
      await client.query(`insert into people values (70, 'Wire')`);
      const seen = sql`select id from people where id = 70`;
      await client.query('rollback');
      assert.deepEqual(await seen, []);
      const typed = await client.query('select $1::int8 as n, $2::jsonb as j, $3::text[] as t', [
        '5',
        { a: 1 },
        ['x'],
      ]);
      assert.deepEqual(typed.rows, [{ n: '5', j: { a: 1 }, t: ['x'] }]);
    });
  });

  it('keeps settings and prepared statements of clients apart', async () => {
    await withClient((first) =>
      withClient(async (second) => {
        await first.query('set search_path to elsewhere, public');
        const statement = (text: string) => ({ name: 'same', text });
        assert.deepEqual((await first.query(statement('select 1 as v'))).rows, [{ v: 1 }]);
        assert.deepEqual((await second.query(statement('select 2 as v'))).rows, [{ v: 2 }]);
        assert.deepEqual((await first.query(statement('select 1 as v'))).rows, [{ v: 1 }]);
        const path = async (client: pg.Client) =>
          (await client.query('show search_path')).rows[0]?.search_path;
        assert.notEqual(await path(second), 'elsewhere, public');
        assert.equal(await path(first), 'elsewhere, public');
        assert.deepEqual(await sql`select to_regclass('people') is not null as found`, [{ found: true }]);
      }),
    );
  });

  it('lets many clients and HTTP work at once', async () => {
    const pool = new pg.Pool({ connectionString: database.databaseUrl, max: 5 });
    try {
      const numbers = Array.from({ length: 50 }, (_, n) => n);
      const byWire = numbers.map((n) =>
        pool.query('select $1::int as n', [n]).then(({ rows }) => rows[0]?.n),
      );
      const byHttp = numbers.map((n) => sql`select ${n}::int as n`.then((rows) => rows[0]?.n));
      assert.deepEqual(await Promise.all([...byWire, ...byHttp]), [...numbers, ...numbers]);
    } finally {
      await pool.end();
    }
  });

  it('goes on when a client dies in a transaction, with its work rolled back', async () => {
    const client = new pg.Client(database.databaseUrl);
    client.on('error', () => {});
    await client.connect();
    await client.query('begin');
    await client.query(`insert into people values (80, 'Gone')`);
    const stream: { destroy(): void } = Reflect.get(Reflect.get(client, 'connection'), 'stream');
    stream.destroy();
    assert.deepEqual(await sql`select id from people where id = 80`, []);
  });

  it('ends a transaction that sits silent while others wait, and only that', async () => {
    await withClient(async (client) => {
      await client.query('begin');
      await client.query(`insert into people values (90, 'Slow')`);
      assert.deepEqual(await sql`select id from people where id = 90`, []);
      await assert.rejects(client.query('select 1'));
    });
    assert.deepEqual(await sql`select 1 as a`, [{ a: 1 }]);
  });

  it('ends it although new clients keep coming, and says why and what to do', async () => {
    const told: (Error & { code?: string })[] = [];
    const idle = new pg.Client(database.databaseUrl);
    idle.on('error', (error) => told.push(error));
    await idle.connect();
    await idle.query('begin');
    const others: Promise<pg.QueryResult>[] = [];
    const come = async () => {
      const other = new pg.Client(database.databaseUrl);
      await other.connect();
      others.push(other.query('select 1 as a').finally(() => other.end()));
      return told.length > 0;
    };
    await eventually('the silent one is told', come);
    assert.equal(told[0]?.code, '25P03');
    assert.match(told[0]?.message ?? '', /rolled back.*only.*BEGIN.*at once/);
    for (const { rows } of await Promise.all(others)) assert.deepEqual(rows, [{ a: 1 }]);
    await idle.end().catch(() => {});
  });

  it('refuses COPY FROM STDIN instead of dying of it', async () => {
    await withClient(async (client) => {
      await assert.rejects(client.query('copy people from stdin'), { code: '0A000' });
      assert.equal((await client.query('select 1 as a')).rows[0]?.a, 1);
    });
  });
});
