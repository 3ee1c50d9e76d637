import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NeonQueryFunction } from '@neondatabase/serverless';
import { ensureTemplate } from '../../scripts/local/neon/template.ts';
import { type LocalDatabase, startLocalDatabase } from '../../scripts/local/neon.ts';
import { main, migrationsFolder, readMigrations } from '../../scripts/migrate.ts';
import { type Migration, MigrationError, migrate } from '../../src/core/database/migrate.ts';
import { connect } from '../support/database.ts';

const notes: Migration = {
  name: '0000_notes',
  statements: ['create table notes (id int primary key, body text)', `insert into notes values (1, 'first')`],
};
const authors: Migration = {
  name: '0001_authors',
  statements: [
    'alter table notes add column author text',
    `update notes set author = 'nobody'`,
    'alter table notes alter column author set not null',
  ],
};

describe('the migrator', () => {
  let database: LocalDatabase;
  let sql: NeonQueryFunction<false, false>;
  let folder: string;

  before(async () => {
    database = await startLocalDatabase({ template: await ensureTemplate() });
    sql = connect(database);
    folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
  });
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await sql.transaction([sql`drop schema public cascade`, sql`create schema public`]);
  });

  const history = async () => {
    const rows = await sql`select name from schema_migrations order by name`;
    return rows.map((row) => row.name);
  };

  const writeFolder = async (migrations: Migration[]) => {
    for (const { name, statements } of migrations) {
      await writeFile(join(folder, `${name}.sql`), statements.join(';\n--> statement-breakpoint\n'));
    }
  };

  it('applies all in order, then has nothing to do', async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    assert.deepEqual(await migrate(sql, [notes, authors], { log }), {
      applied: ['0000_notes', '0001_authors'],
      already: 0,
      unknown: [],
    });
    assert.deepEqual(lines, ['Applied 0000_notes.', 'Applied 0001_authors.']);
    assert.deepEqual(await migrate(sql, [notes, authors]), { applied: [], already: 2, unknown: [] });
    assert.deepEqual(await sql`select * from notes`, [{ id: 1, body: 'first', author: 'nobody' }]);
    const [row] = await sql`select sha256, applied_at::text from schema_migrations limit 1`;
    assert.match(row?.sha256, /^[0-9a-f]{64}$/);
  });

  it('needs one round trip when nothing is to be done', async () => {
    await migrate(sql, [notes]);
    database.faults.stats().reset();
    await migrate(sql, [notes]);
    const { queries, batches } = database.faults.stats();
    assert.deepEqual({ queries, batches }, { queries: 0, batches: 1 });
  });

  it('lets two migrators at once both succeed, each migration applied once', async () => {
    const many = Array.from({ length: 6 }, (_, index) => ({
      name: `000${index}_step`,
      statements: [`create table step_${index} (id int)`, `insert into step_${index} values (1)`],
    }));
    const reports = await Promise.all([migrate(sql, many), migrate(sql, many), migrate(sql, many)]);
    const applied = reports.flatMap((report) => report.applied);
    assert.deepEqual(
      applied.sort(),
      many.map(({ name }) => name),
    );
    for (const report of reports) assert.equal(report.applied.length + report.already, many.length);
    for (const index of many.keys()) {
      assert.deepEqual(await sql.query(`select count(*)::int as n from step_${index}`), [{ n: 1 }]);
    }
  });

  it('steps back whole when another was faster between the look and the claim', async () => {
    const lines: string[] = [];
    const other: Migration = { name: '0001_other', statements: ['create table other (id int)'] };
    let raced = false;
    const late = Object.assign(sql.bind(null), sql, {
      transaction: (async (queries, options) => {
        if (Array.isArray(queries) && queries.length > 3 && !raced) {
          raced = true;
          await migrate(sql, [notes]);
        }
        return sql.transaction(queries, options);
      }) as typeof sql.transaction,
    });
    const report = await migrate(late, [notes, other], { log: (line) => lines.push(line) });
    assert.equal(raced, true);
    assert.deepEqual(report, { applied: ['0001_other'], already: 1, unknown: [] });
    assert.deepEqual(lines, ['Another migrator has applied 0000_notes meanwhile.', 'Applied 0001_other.']);
    assert.deepEqual(await sql`select count(*)::int as n from notes`, [{ n: 1 }]);
  });

  it('leaves nothing of a migration that fails midway, and goes on from there when it is mended', async () => {
    const broken = { ...authors, statements: [...authors.statements, 'select * from nowhere'] };
    await assert.rejects(migrate(sql, [notes, broken]), (error: unknown) => {
      assert.ok(error instanceof MigrationError);
      assert.equal(error.migration, '0001_authors');
      assert.equal(error.reason, 'failed');
      assert.match(error.message, /0001_authors failed and has changed nothing.*nowhere.*42P01/);
      return true;
    });
    assert.deepEqual(await history(), ['0000_notes']);
    assert.deepEqual(await sql`select * from notes`, [{ id: 1, body: 'first' }]);
    assert.deepEqual((await migrate(sql, [notes, authors])).applied, ['0001_authors']);
  });

  it('does not take a duplicate key inside a migration for a race', async () => {
    const twice = { ...notes, statements: [...notes.statements, `insert into notes values (1, 'again')`] };
    await assert.rejects(migrate(sql, [twice]), /0000_notes failed.*notes_pkey.*23505/);
    assert.deepEqual(await history(), []);
  });

  it('refuses a file that was changed after it had been applied, and applies nothing then', async () => {
    await migrate(sql, [notes]);
    const changed = { ...notes, statements: [...notes.statements, 'select 1'] };
    await assert.rejects(migrate(sql, [changed, authors]), (error: unknown) => {
      assert.ok(error instanceof MigrationError);
      assert.equal(error.reason, 'changed');
      assert.match(error.message, /0000_notes was changed/);
      return true;
    });
    assert.deepEqual(await history(), ['0000_notes']);
    const onWindows = { ...notes, statements: notes.statements.map((text) => `${text}\r\n`) };
    assert.equal((await migrate(sql, [onWindows])).already, 1);
  });

  it('reports migrations that only the database knows', async () => {
    await migrate(sql, [notes, authors]);
    const lines: string[] = [];
    const report = await migrate(sql, [notes], { log: (line) => lines.push(line) });
    assert.deepEqual(report, { applied: [], already: 1, unknown: ['0001_authors'] });
    assert.match(lines.join(), /newer than this code.*0001_authors/);
  });

  it('refuses two migrations of one name, and says so when the database is away', async () => {
    await assert.rejects(migrate(sql, [notes, notes]), /Two migrations are called 0000_notes/);
    database.faults.down = true;
    try {
      await assert.rejects(migrate(sql, [notes]), /Error connecting to database/);
    } finally {
      database.faults.down = false;
    }
  });

  it('reads a folder of drizzle-kit: by name, cut at the breakpoints', async () => {
    await writeFolder([authors, notes]);
    const found = await readMigrations(folder);
    assert.deepEqual(
      found.map(({ name, statements }) => [name, statements.length]),
      [
        ['0000_notes', 2],
        ['0001_authors', 3],
      ],
    );
    assert.ok((await readMigrations(migrationsFolder)).length > 0);
  });

  it("applies the project's own migrations to an empty database", async () => {
    const own = await readMigrations(migrationsFolder);
    assert.equal((await migrate(sql, own)).applied.length, own.length);
  });

  it('runs as a command in two processes at once', async () => {
    await writeFolder([notes, authors]);
    const script = fileURLToPath(new URL('../../scripts/migrate.ts', import.meta.url));
    const env = {
      ...process.env,
      DATABASE_URL: database.databaseUrl,
      DATABASE_HTTP_URL: database.databaseHttpUrl,
    };
    const run = () => promisify(execFile)(process.execPath, [script, '--dir', folder], { env });
    const outputs = await Promise.all([run(), run()]);
    const applied = outputs.flatMap(({ stdout }) =>
      [...stdout.matchAll(/^Applied (\S+)\.$/gm)].map((m) => m[1]),
    );
    assert.deepEqual(applied.sort(), ['0000_notes', '0001_authors']);
    const third = await run();
    assert.match(third.stdout, /Nothing to do: all 2 migrations are in place/);
  });

  it('explains itself as a command and fails with a code', async () => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    assert.equal(await main(['--help'], {}, print), 0);
    assert.match(lines.join('\n'), /DATABASE_HTTP_URL/);
    assert.equal(await main([], {}, print), 2);
    assert.match(lines.at(-1) ?? '', /DATABASE_URL is not set/);
    assert.equal(await main(['--nonsense'], {}, print), 2);
    const env = { DATABASE_URL: database.databaseUrl };
    assert.equal(await main(['--dir', join(folder, 'missing')], env, print), 1);
    assert.match(lines.at(-1) ?? '', /could not run: ENOENT/);
  });
});
