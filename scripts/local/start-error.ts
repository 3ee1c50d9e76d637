import { MigrationError } from '../../src/core/database/migrate.ts';
import { postgresError } from '../../src/core/database/postgres-error.ts';

/** Something that whoever starts it can put right; it is told without a stack. */
export class StartError extends Error {}

const REMEDY =
  'Correct DATABASE_URL, in the environment or in .dev.vars, or take it away to use the database that Guildhall brings along.';

/** Throws StartError for an address that no database can have. Never repeats it, because a password may be in it. */
export function checkDatabaseUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWhole =
    url &&
    /^postgres(ql)?:$/.test(url.protocol) &&
    url.hostname &&
    url.username &&
    url.password &&
    url.pathname.length > 1;
  if (!isWhole) {
    throw new StartError(`DATABASE_URL does not look like postgres://user:password@host/database. ${REMEDY}`);
  }
}

/** Why the database of `DATABASE_URL` cannot be used and what to do, or the error itself if nobody outside can help. */
export function explainDatabase(error: unknown, databaseUrl: string): unknown {
  if (error instanceof MigrationError && error.reason === 'changed') return new StartError(error.message);
  if (!(error instanceof Error) || error.name !== 'NeonDbError') return error;
  const { host } = new URL(databaseUrl);
  const said = postgresError(error)?.message ?? /password authentication failed.*/.exec(error.message)?.[0];
  return new StartError(
    said
      ? `The database at ${host} refuses: ${said}. ${REMEDY}`
      : `The database at ${host} does not answer. Check that it runs and that this machine reaches it. ${REMEDY}`,
    { cause: error },
  );
}
