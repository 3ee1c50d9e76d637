import type { NeonQueryFunction } from '@neondatabase/serverless';
import { sha256Hex } from '../hash.ts';
import { postgresError } from './postgres-error.ts';

export interface Migration {
  /** The file's name without `.sql`; migrations run in the order given. */
  name: string;
  /** One SQL statement each, as Postgres' extended protocol wants it. */
  statements: string[];
}

export interface MigrationReport {
  /** Names that this call has applied. */
  applied: string[];
  /** How many were in place before, or were put there by another migrator meanwhile. */
  already: number;
  /** Names in the database that the code does not have: the database is newer than the code. */
  unknown: string[];
}

/** Says which migration stops the way and why; `changed` needs a person, `failed` has left nothing behind. */
export class MigrationError extends Error {
  readonly migration: string;
  readonly reason: 'changed' | 'failed';

  constructor(migration: string, reason: 'changed' | 'failed', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.migration = migration;
    this.reason = reason;
  }
}

/** Any number will do, as long as nobody else in this database locks on it. */
const lockKey = 7_221_984;
const lock = `select pg_advisory_xact_lock(${lockKey})`;
const createHistory = `create table if not exists schema_migrations (
  name text primary key,
  sha256 text not null,
  applied_at timestamptz not null default clock_timestamp()
)`;

/**
 * Brings the database to the code's schema. Each migration is one transaction with its row in `schema_migrations`, so that a
 * crash leaves it done or not begun; running twice or at once is safe: exactly one migrator applies a migration.
 * @throws MigrationError when an applied migration was edited afterwards, or when Postgres refuses one.
 */
export async function migrate(
  sql: NeonQueryFunction<false, false>,
  migrations: readonly Migration[],
  { log = () => {} }: { log?: (line: string) => void } = {},
): Promise<MigrationReport> {
  const hashes = new Map<string, string>();
  for (const migration of migrations) {
    if (hashes.has(migration.name)) throw new Error(`Two migrations are called ${migration.name}.`);
    hashes.set(migration.name, await migrationHash(migration));
  }
  const history = await readHistory(sql);
  const unknown = [...history.keys()].filter((name) => !hashes.has(name));
  for (const [name, hash] of hashes) refuseChange(name, hash, history);
  if (unknown.length > 0) {
    log(`The database is newer than this code: it has ${unknown.join(', ')}, which the code does not.`);
  }

  const applied: string[] = [];
  for (const migration of migrations) {
    const hash = hashes.get(migration.name) ?? '';
    if (history.has(migration.name)) continue;
    if (await apply(sql, migration, hash)) {
      applied.push(migration.name);
      log(`Applied ${migration.name}.`);
    } else {
      refuseChange(migration.name, hash, await readHistory(sql));
      log(`Another migrator has applied ${migration.name} meanwhile.`);
    }
  }
  return { applied, already: migrations.length - applied.length, unknown };
}

/** SHA-256 over the statements; line ends of Windows and blank edges do not count as a change. */
export async function migrationHash(migration: Migration): Promise<string> {
  const parts = migration.statements.map((statement) => statement.replaceAll('\r\n', '\n').trim());
  return sha256Hex(parts.join('\n--> statement-breakpoint\n'));
}

async function readHistory(sql: NeonQueryFunction<false, false>): Promise<Map<string, string>> {
  // Under the lock, because two CREATE TABLE IF NOT EXISTS at once can fail.
  const [, , rows] = await sql.transaction(
    [
      sql.query(lock),
      sql.query(createHistory),
      sql.query('select name, sha256 from schema_migrations order by name'),
    ],
    { isolationLevel: 'ReadCommitted' },
  );
  return new Map((rows ?? []).map((row) => [String(row.name), String(row.sha256)]));
}

function refuseChange(name: string, hash: string, history: Map<string, string>): void {
  const before = history.get(name);
  if (before === undefined || before === hash) return;
  throw new MigrationError(
    name,
    'changed',
    `Migration ${name} was changed after it had been applied. Put its file back as it was and make a new migration instead.`,
  );
}

/** False when the row of another migrator was there first; then nothing has been done. */
async function apply(
  sql: NeonQueryFunction<false, false>,
  migration: Migration,
  hash: string,
): Promise<boolean> {
  // The row goes first: behind the lock it is the check that nobody was faster, and it falls with the rest when a statement fails.
  // Read committed, because a snapshot taken before the lock was got would not see the other's work.
  const claim = sql.query('insert into schema_migrations (name, sha256) values ($1, $2)', [
    migration.name,
    hash,
  ]);
  try {
    await sql.transaction(
      [sql.query(lock), claim, ...migration.statements.map((statement) => sql.query(statement))],
      { isolationLevel: 'ReadCommitted' },
    );
    return true;
  } catch (error) {
    const answer = postgresError(error);
    if (!answer) throw error;
    if (answer.code === '23505' && answer.constraint === 'schema_migrations_pkey') return false;
    throw new MigrationError(
      migration.name,
      'failed',
      `Migration ${migration.name} failed and has changed nothing: ${answer.message} (SQLSTATE ${answer.code}).`,
      { cause: error },
    );
  }
}
