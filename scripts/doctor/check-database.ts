import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/core/database/client.ts';
import { migrationHash } from '../../src/core/database/migrate.ts';
import { postgresError } from '../../src/core/database/postgres-error.ts';
import { readMigrations } from '../migrate.ts';
import type { DoctorContext } from './context.ts';
import { broken, type Finding, ok, skipped, warning } from './finding.ts';

const UNDEFINED_TABLE = '42P01';

/** Whether the database answers and has the tables of this code; changes nothing. */
export async function checkDatabase(context: DoctorContext): Promise<Finding[]> {
  const { DATABASE_URL: url, DATABASE_HTTP_URL: httpUrl } = context.variables;
  if (!url) {
    return [skipped('database', 'The database was not tried, because there is no usable address.')];
  }
  let history: Map<string, string>;
  try {
    history = await readHistory(url, httpUrl);
  } catch (error) {
    return [judgeFailure(error, Boolean(httpUrl))];
  }
  const migrations = await readMigrations(context.migrationsFolder);
  const pending = migrations.filter(({ name }) => !history.has(name)).map(({ name }) => name);
  const changed: string[] = [];
  for (const migration of migrations) {
    const before = history.get(migration.name);
    if (before !== undefined && before !== (await migrationHash(migration))) changed.push(migration.name);
  }
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...history.keys()].filter((name) => !known.has(name));
  const findings: Finding[] = [];
  if (pending.length > 0) {
    const says = `The database lacks ${pending.length} of ${migrations.length} migrations: ${pending.join(', ')}.`;
    findings.push(broken('database', says, 'Run: npm run migrate'));
  }
  if (changed.length > 0) {
    findings.push(
      broken(
        'database',
        `These migrations were edited after the database had run them: ${changed.join(', ')}.`,
        'Put the files back as they were (git checkout -- migrations) and make a new migration instead.',
      ),
    );
  }
  if (newer.length > 0) {
    findings.push(
      warning(
        'database',
        `The database is newer than this code: it has run ${newer.join(', ')}.`,
        'Deploy the newer code, or use a database of its own for this older one.',
      ),
    );
  }
  if (findings.length > 0) return findings;
  return [ok('database', `The database answers and has all ${migrations.length} migrations.`)];
}

async function readHistory(url: string, httpUrl: string | undefined): Promise<Map<string, string>> {
  const db = openDatabase({ url, httpUrl });
  const { rows } = await db.execute<{ name: string; sha256: string }>(
    sql`select name, sha256 from schema_migrations order by name`,
  );
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

/** The error's own words are not shown: the driver puts the whole address, with the password, into some of them. */
function judgeFailure(error: unknown, isLocal: boolean): Finding {
  const answer = postgresError(error);
  if (answer?.code === UNDEFINED_TABLE) {
    return broken('database', 'The database answers, but has no tables yet.', 'Run: npm run migrate');
  }
  if (answer) {
    return broken(
      'database',
      `The database refuses: ${answer.message} (SQLSTATE ${answer.code}).`,
      'Check user, password and database name in DATABASE_URL against the Neon console.',
    );
  }
  return broken(
    'database',
    'The database does not answer.',
    isLocal
      ? 'Check DATABASE_HTTP_URL, and that what listens there runs; for Neon itself remove that variable.'
      : 'Check the host in DATABASE_URL, and in the Neon console that the project is not suspended.',
  );
}
