import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NeonDbError, type NeonQueryFunction } from '@neondatabase/serverless';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/neon-http';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { connect, startTestDatabase, type TestDatabase } from '../support/database.ts';

/** Matches an error of Neon's driver whose fields are these. */
const neonError = (fields: Partial<Record<keyof NeonDbError, string>>) => (error: unknown) => {
  assert.ok(error instanceof NeonDbError, String(error));
  const got = Object.fromEntries(Object.keys(fields).map((key) => [key, error[key as keyof NeonDbError]]));
  assert.deepEqual(got, fields);
  return true;
};

describe("the local database through Neon's driver", () => {
  let database: TestDatabase;
  let sql: NeonQueryFunction<false, false>;

  before(async () => {
    database = await startTestDatabase();
    sql = database.sql;
    await sql`create table people (id int primary key, name text not null unique, age int check (age >= 0))`;
  });
  after(() => database.close());

  /** Posts as curl would: of Neon's headers only the connection string and what is given. */
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(database.databaseHttpUrl, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Neon-Connection-String': database.databaseUrl, ...headers },
    });

  it('leaves it to the client when to close a connection', async () => {
    const answer = await post({ query: 'select 1' });
    assert.equal(answer.status, 200);
    // A server that would close it after some silence says so here.
    assert.equal(answer.headers.get('keep-alive'), null);
  });

  describe('values', () => {
    const cases: [cast: string, value: unknown, expected: unknown][] = [
      ['int4', 7, 7],
      ['int8', '9223372036854775807', '9223372036854775807'],
      ['numeric', '12345678901234567890.0123456789', '12345678901234567890.0123456789'],
      ['float8', 0.1, 0.1],
      ['bool', true, true],
      ['bool', false, false],
      ['text', null, null],
      ['text', '', ''],
      ['text', `Ünïcödé 🦊 "quoted" 'single' \\ back\nline`, `Ünïcödé 🦊 "quoted" 'single' \\ back\nline`],
      ['text[]', ['a', 'b"c', 'd,e', '{f}', null], ['a', 'b"c', 'd,e', '{f}', null]],
      ['text[]', [], []],
      ['int[]', [1, 2, 3], [1, 2, 3]],
      ['int8[]', ['1', '9007199254740993'], ['1', '9007199254740993']],
      ['jsonb', { a: [1, null, { b: 'ö' }], 'c d': true }, { a: [1, null, { b: 'ö' }], 'c d': true }],
      ['json', '"text"', 'text'],
      ['bytea', Buffer.from([0, 1, 127, 128, 255]), Buffer.from([0, 1, 127, 128, 255])],
      ['timestamptz', new Date('2026-11-20T12:34:56.789Z'), new Date('2026-11-20T12:34:56.789Z')],
      ['uuid', '0198a3f0-1111-7abc-8def-0123456789ab', '0198a3f0-1111-7abc-8def-0123456789ab'],
      ['xid8', '18446744073709551615', '18446744073709551615'],
      ['date[]', '{2026-11-20}', [new Date(2026, 10, 20)]],
    ];
    for (const [cast, value, expected] of cases) {
      it(`keeps ${cast} ${JSON.stringify(value)?.slice(0, 60)}`, async () => {
        const [row] = await sql.query(`select $1::${cast} as value`, [value]);
        assert.deepEqual(row?.value, expected);
      });
    }

    it('keeps an empty answer, columns of one name and a megabyte', async () => {
      assert.deepEqual(await sql`select 1 as a where false`, []);
      assert.deepEqual(await sql.query('select 1 as a, 2 as a', [], { arrayMode: true }), [[1, 2]]);
      const big = 'ä'.repeat(1_000_000);
      const [row] = await sql`select ${big}::text as big`;
      assert.equal(row?.big, big);
    });

    it("keeps the transaction's id growing, as an outbox needs it", async () => {
      const read = async () => BigInt((await sql`select pg_current_xact_id()::text as id`)[0]?.id);
      const first = await read();
      assert.ok((await read()) > first);
    });
  });

  describe('answers', () => {
    it('tells command, row count and the fields with their types', async () => {
      const full = await sql.query('select id, name from people where id = $1', [0], { fullResults: true });
      assert.equal(full.command, 'SELECT');
      assert.equal(full.rowCount, 0);
      assert.deepEqual(
        full.fields.map((field) => [field.name, field.dataTypeID, field.format]),
        [
          ['id', 23, 'text'],
          ['name', 25, 'text'],
        ],
      );
      assert.ok(full.fields.every((field) => (field.tableID ?? 0) > 0 && (field.columnID ?? 0) > 0));
      const counts: [string, string, number | null][] = [
        [`insert into people values (100, 'a'), (101, 'b')`, 'INSERT', 2],
        ['update people set age = 5 where id >= 100', 'UPDATE', 2],
        ['delete from people where id >= 100', 'DELETE', 2],
        ['create table if not exists counted (a int)', 'CREATE', null],
      ];
      for (const [text, command, rowCount] of counts) {
        const result = await sql.query(text, [], { fullResults: true });
        assert.deepEqual([result.command, result.rowCount], [command, rowCount]);
      }
    });

    it('asks for no Content-Type and answers plain JSON to whoever does not ask for raw text', async () => {
      const body = {
        query: 'select $1::int as n, true as yes, $2::jsonb as j, null as nothing',
        params: [4, { a: 1 }],
      };
      const answer = await (await post(body)).json();
      assert.deepEqual(answer.rows, [{ n: 4, yes: true, j: { a: 1 }, nothing: null }]);
      assert.equal(answer.rowAsArray, false);
      const headers = {
        'Neon-Raw-Text-Output': 'true',
        'Neon-Array-Mode': 'true',
        'content-type': 'text/plain',
      };
      const raw = await (await post(body, headers)).json();
      assert.deepEqual(raw.rows, [['4', 't', '{"a": 1}', null]]);
      assert.equal(raw.rowAsArray, true);
    });

    it('answers a malformed request with 400, another path with 404', async () => {
      const headers = { 'Neon-Connection-String': database.databaseUrl };
      const send = (body: string) => fetch(database.databaseHttpUrl, { method: 'POST', body, headers });
      for (const body of ['', 'no json', '[]', '{"query": 5}', '{"query": "select 1", "params": 5}']) {
        const response = await send(body);
        assert.equal(response.status, 400, body);
        assert.equal(typeof (await response.json()).message, 'string');
      }
      assert.equal((await fetch(new URL('/other', database.databaseHttpUrl))).status, 404);
      assert.equal((await fetch(database.databaseHttpUrl)).status, 405);
    });
  });

  describe('who may ask', () => {
    const cases: [what: string, change: (url: URL) => unknown, says: RegExp][] = [
      ['another password', (url) => (url.password = 'wrong'), /password authentication failed.*'postgres'/],
      ['no password', (url) => (url.password = ''), /required password/],
      ['another user', (url) => (url.username = 'somebody'), /password authentication failed.*'somebody'/],
      ['no database', (url) => (url.pathname = '/'), /missing database name/],
      ['another database', (url) => (url.pathname = '/other'), /"other" does not exist/],
    ];
    for (const [what, change, says] of cases) {
      it(`refuses ${what} with 400, and runs nothing`, async () => {
        const url = new URL(database.databaseUrl);
        change(url);
        const query = `insert into people values (900, 'Mallory')`;
        const response = await post({ query }, { 'Neon-Connection-String': url.href });
        assert.equal(response.status, 400);
        assert.match((await response.json()).message, says);
        assert.deepEqual(await sql`select id from people where id = 900`, []);
      });
    }

    it('refuses a request without a connection string, or with one that is none', async () => {
      for (const value of ['', 'nonsense', 'https://postgres:postgres@127.0.0.1/postgres'])
        assert.equal((await post({ query: 'select 1' }, { 'Neon-Connection-String': value })).status, 400);
      const bare = await fetch(database.databaseHttpUrl, { method: 'POST', body: '{"query":"select 1"}' });
      assert.equal(bare.status, 400);
      assert.match((await bare.json()).message, /neon-connection-string/);
    });
  });

  describe('errors', () => {
    it('carries every field Postgres gives, with HTTP 400', async () => {
      await sql`insert into people values (1, 'Ada')`;
      const unique = {
        code: '23505',
        constraint: 'people_name_key',
        table: 'people',
        schema: 'public',
        severity: 'ERROR',
      };
      await assert.rejects(sql`insert into people values (2, 'Ada')`, neonError(unique));
      await assert.rejects(
        sql`insert into people values (3, 'Bo', -1)`,
        neonError({ code: '23514', constraint: 'people_age_check' }),
      );
      await assert.rejects(
        sql`insert into people values (3, null)`,
        neonError({ code: '23502', column: 'name' }),
      );
      await assert.rejects(sql`select ${'x'}::int`, neonError({ code: '22P02' }));
      await assert.rejects(sql`select * from nowhere`, neonError({ code: '42P01', position: '15' }));
      await assert.rejects(sql`select 1; select 2`, neonError({ code: '42601' }));
      assert.equal((await post({ query: 'select * from nowhere' })).status, 400);
    });

    it('carries a SQLSTATE of our own with detail and hint', async () => {
      await sql.query(`create function refuse() returns void language plpgsql as $$ begin
        raise exception 'not now' using errcode = 'GH001', detail = 'because', hint = 'wait', constraint = 'gate'; end $$`);
      await assert.rejects(
        sql`select refuse()`,
        neonError({ message: 'not now', code: 'GH001', detail: 'because', hint: 'wait', constraint: 'gate' }),
      );
    });

    it('does not let an error reach the next query', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 ? sql`select 1/0` : sql`select ${index}::int as n`,
        ),
      );
      results.forEach((result, index) => {
        if (index % 2) assert.equal(result.status, 'rejected');
        else assert.deepEqual(result, { status: 'fulfilled', value: [{ n: index }] });
      });
    });
  });

  describe('batches', () => {
    it('are all or nothing', async () => {
      const results = await sql.transaction([
        sql`insert into people values (10, 'Cy') returning id`,
        sql`select name from people where id = 10`,
      ]);
      assert.deepEqual(results, [[{ id: 10 }], [{ name: 'Cy' }]]);
      await assert.rejects(
        sql.transaction([
          sql`insert into people values (11, 'Di')`,
          sql`insert into people values (12, 'Cy')`,
        ]),
        neonError({ code: '23505', constraint: 'people_name_key' }),
      );
      assert.deepEqual(await sql`select id from people where id in (11, 12)`, []);
      assert.deepEqual(await (await post({ queries: [] })).json(), { results: [] });
    });

    it('roll back and report what fails only at COMMIT', async () => {
      await sql`create table pets (id int primary key, owner int references people deferrable initially deferred)`;
      await assert.rejects(
        sql.transaction([sql`insert into pets values (1, 999)`, sql`select 1`]),
        neonError({ code: '23503', constraint: 'pets_owner_fkey', table: 'pets' }),
      );
      assert.deepEqual(await sql`select * from pets`, []);
    });

    it('take isolation, read only and deferrable from the headers', async () => {
      const levels = {
        ReadUncommitted: 'read uncommitted',
        ReadCommitted: 'read committed',
        RepeatableRead: 'repeatable read',
        Serializable: 'serializable',
      } as const;
      for (const isolationLevel of Object.keys(levels) as (keyof typeof levels)[]) {
        const [[row]] = (await sql.transaction([sql`show transaction_isolation`], { isolationLevel })) as [
          [{ transaction_isolation: string }],
        ];
        assert.equal(row.transaction_isolation, levels[isolationLevel]);
      }
      const strict = { isolationLevel: 'Serializable', readOnly: true, deferrable: true } as const;
      const shown = await sql.transaction(
        [sql`show transaction_read_only`, sql`show transaction_deferrable`],
        strict,
      );
      assert.deepEqual(shown, [[{ transaction_read_only: 'on' }], [{ transaction_deferrable: 'on' }]]);
      await assert.rejects(
        sql.transaction([sql`insert into people values (50, 'No')`], { readOnly: true }),
        neonError({ code: '25006' }),
      );
      const wrong = await post(
        { queries: [{ query: 'select 1' }] },
        { 'Neon-Batch-Isolation-Level': 'Chaos' },
      );
      assert.equal(wrong.status, 400);
    });
  });

  describe('many at once', () => {
    it('answers 50 queries and batches at once, each its own', async () => {
      const queries = Array.from({ length: 50 }, (_, n) => sql`select ${n}::int as n`);
      const batches = Array.from({ length: 20 }, (_, n) =>
        sql.transaction([sql`select ${n}::int as n`, sql`select txid_current()`]),
      );
      const [single, batched] = await Promise.all([Promise.all(queries), Promise.all(batches)]);
      single.forEach((rows, n) => {
        assert.deepEqual(rows, [{ n }]);
      });
      batched.forEach((results, n) => {
        assert.deepEqual(results[0], [{ n }]);
      });
    });

    it('leaves nothing of one request to the next: BEGIN, SET, locks, temporary tables', async () => {
      await sql`begin`;
      await sql`insert into people values (60, 'Kept')`;
      await sql`rollback`;
      assert.deepEqual(await sql`select id from people where id = 60`, [{ id: 60 }]);
      await sql`set search_path to nowhere`;
      await sql`select set_config('guildhall.test', 'left', false)`;
      await sql`create temporary table scratch (id int)`;
      await sql`select pg_advisory_lock(4711)`;
      assert.deepEqual(await sql`select count(*)::int as n from people where id = 60`, [{ n: 1 }]);
      assert.deepEqual(await sql`select coalesce(current_setting('guildhall.test', true), '') as v`, [
        { v: '' },
      ]);
      assert.deepEqual(await sql`select to_regclass('pg_temp.scratch') as t`, [{ t: null }]);
      assert.deepEqual(await sql`select count(*)::int as n from pg_locks where locktype = 'advisory'`, [
        { n: 0 },
      ]);
    });
  });

  describe('drizzle', () => {
    it('runs queries, atomic batches and shows the SQLSTATE', async () => {
      const people = pgTable('people', {
        id: integer().primaryKey(),
        name: text().notNull(),
        age: integer(),
      });
      const db = drizzle({ client: connect(database) });
      const [inserted] = await db.insert(people).values({ id: 200, name: 'Dee', age: 3 }).returning();
      assert.deepEqual(inserted, { id: 200, name: 'Dee', age: 3 });
      await assert.rejects(
        db.batch([db.update(people).set({ age: 4 }), db.insert(people).values({ id: 200, name: 'Twice' })]),
        neonError({ code: '23505', constraint: 'people_pkey' }),
      );
      assert.deepEqual(await db.select({ age: people.age }).from(people).where(drizzleSql`id = 200`), [
        { age: 3 },
      ]);
      await assert.rejects(db.execute(drizzleSql`select * from nowhere`), (error: Error) =>
        neonError({ code: '42P01' })(error.cause),
      );
    });
  });

  it('has pg_trgm, btree_gin and unaccent', async () => {
    for (const name of ['pg_trgm', 'btree_gin', 'unaccent'])
      await sql.query(`create extension if not exists ${name}`);
    assert.deepEqual(await sql`select similarity('guild', 'guilds') > 0.5 as alike, unaccent('é') as plain`, [
      { alike: true, plain: 'e' },
    ]);
  });

  it('counts round trips, fails on demand and goes down', async () => {
    const { faults } = database;
    faults.stats().reset();
    await sql`select 1`;
    await sql.transaction([sql`select 2`, sql`select 3`]);
    const { queries, batches, statements } = faults.stats();
    assert.deepEqual(
      { queries, batches, statements },
      { queries: 1, batches: 1, statements: ['select 1', 'select 2', 'select 3'] },
    );

    faults.failNext(1);
    await assert.rejects(sql`select 1`, /HTTP status 503/);
    faults.failNext(1, { status: 400, body: { message: 'too many', code: '53300' } });
    await assert.rejects(sql`select 1`, neonError({ code: '53300' }));
    faults.down = true;
    await assert.rejects(sql`select 1`, /Error connecting to database/);
    faults.down = false;
    assert.deepEqual(await sql`select 1 as a`, [{ a: 1 }]);
  });
});
