import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { ensureTemplate } from '../../scripts/local/neon/template.ts';
import { startLocalDatabase } from '../../scripts/local/neon.ts';
import { connect } from '../support/database.ts';

describe("the local database's folder", () => {
  let folder: string;
  let template: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-database-'));
    template = await ensureTemplate();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps everything over a restart, and takes the template only when new', async () => {
    const dataDir = join(folder, 'kept');
    const first = await startLocalDatabase({ dataDir, template });
    await connect(first)`create table kept as select 'ö' as word`;
    await first.close();
    // As a container leaves it that died and came back with the same process numbers.
    await writeFile(`${dataDir}.pid`, String(process.pid));
    const second = await startLocalDatabase({ dataDir, template });
    try {
      await assert.rejects(startLocalDatabase({ dataDir }), /already open/);
      assert.deepEqual(await connect(second)`select word from kept`, [{ word: 'ö' }]);
    } finally {
      await second.close();
    }
  });

  it('refuses a folder that is open, and opens it again after a kill with all that was committed', async () => {
    const dataDir = join(folder, 'killed');
    const module = new URL('../../scripts/local/neon.ts', import.meta.url);
    const script = join(folder, 'holder.mjs');
    await writeFile(
      script,
      `import { startLocalDatabase } from ${JSON.stringify(module.href)};
       const database = await startLocalDatabase(${JSON.stringify({ dataDir, template })});
       process.send(database);`,
    );
    const holder = fork(script, { stdio: 'inherit' });
    const exited = once(holder, 'exit');
    try {
      const [remote] = await once(holder, 'message');
      const sql = connect(remote);
      await sql`create table kept (id int primary key)`;
      await sql.transaction([sql`insert into kept values (1)`, sql`insert into kept values (2)`]);
      await assert.rejects(startLocalDatabase({ dataDir }), /already open in process \d+/);
    } finally {
      holder.kill('SIGKILL');
      await exited;
    }
    const again = await startLocalDatabase({ dataDir });
    try {
      const sql = connect(again);
      assert.deepEqual(await sql`select id from kept order by id`, [{ id: 1 }, { id: 2 }]);
      await sql`insert into kept values (3)`;
    } finally {
      await again.close();
    }
  });

  it('serves any Postgres through the same endpoint, here another PGlite by its address', async () => {
    const postgres = await startLocalDatabase({ template });
    const bridge = await startLocalDatabase({ databaseUrl: postgres.databaseUrl });
    try {
      assert.equal(bridge.databaseUrl, postgres.databaseUrl);
      const sql = connect(bridge);
      await sql`create table through (id int)`;
      await assert.rejects(sql.transaction([sql`insert into through values (1)`, sql`select 1/0`]), {
        code: '22012',
      });
      assert.deepEqual(await sql`select * from through`, []);
      assert.equal(bridge.faults.stats().batches, 1);
      assert.equal(postgres.faults.stats().queries, 0);
      await assert.rejects(bridge.saveTemplate(join(folder, 'no.tar')), /Only PGlite/);
    } finally {
      await bridge.close();
      await postgres.close();
    }
  });

  it('makes one template for callers at once and leaves no unfinished file', async () => {
    const cache = join(folder, 'cache');
    const [one, two] = await Promise.all([
      ensureTemplate(undefined, cache),
      ensureTemplate(undefined, cache),
    ]);
    assert.equal(one, two);
    assert.equal((await readdir(cache)).length, 1);
  });

  it('closes at once though a client sits in a transaction and a query waits behind it', async () => {
    const database = await startLocalDatabase({ template, idleInTransactionMs: 60_000 });
    const client = new pg.Client(database.databaseUrl);
    client.on('error', () => {});
    await client.connect();
    await client.query('begin');
    const waiting = assert.rejects(connect(database)`select 1`);
    while (database.faults.stats().queries === 0) await new Promise((resolve) => setImmediate(resolve));
    await database.close();
    await waiting;
  });

  it('says that a port is taken, and closes what it had opened', async () => {
    const holder = await startLocalDatabase({ template });
    try {
      const port = Number(new URL(holder.databaseHttpUrl).port);
      await assert.rejects(startLocalDatabase({ template, httpPort: port }), { code: 'EADDRINUSE' });
    } finally {
      await holder.close();
    }
  });
});
