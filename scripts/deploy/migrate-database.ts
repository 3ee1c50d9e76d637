import { neon, neonConfig } from '@neondatabase/serverless';
import { MigrationError, migrate } from '../../src/core/database/migrate.ts';
import { checkDatabase } from '../doctor/check-database.ts';
import type { DoctorContext } from '../doctor/context.ts';
import { readMigrations } from '../migrate.ts';
import { already, done, failed, type Outcome, planned, StepFailed } from './step.ts';

export type DatabaseState = 'current' | 'behind';

/** Whether the database answers, and whether it lacks migrations. @throws StepFailed when it can't be used. */
export async function lookAtDatabase(context: DoctorContext): Promise<DatabaseState> {
  const findings = await checkDatabase(context);
  const broken = findings.filter(({ state }) => state === 'broken');
  const isBehind = broken.some(({ remedy }) => remedy?.includes('npm run migrate'));
  const faults = broken.filter(({ remedy }) => !remedy?.includes('npm run migrate'));
  if (faults.length > 0) {
    throw new StepFailed(faults.map(({ says, remedy = '' }) => ({ says, remedy })));
  }
  return isBehind ? 'behind' : 'current';
}

/** Brings the database to this code's schema; before the code, because code may need its tables and not the reverse. */
export async function migrateDatabase(
  { variables, migrationsFolder }: Pick<DoctorContext, 'variables' | 'migrationsFolder'>,
  state: DatabaseState,
  dryRun: boolean,
): Promise<Outcome<void>> {
  const migrations = await readMigrations(migrationsFolder);
  if (state === 'current') return already(`all ${migrations.length} migrations are in place.`, undefined);
  if (dryRun) return planned(`would bring the database to ${migrations.at(-1)?.name}.`, undefined);
  const before = neonConfig.fetchEndpoint;
  try {
    if (variables.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = variables.DATABASE_HTTP_URL;
    const { applied } = await migrate(neon(variables.DATABASE_URL ?? ''), migrations);
    return done(`applied ${applied.join(', ') || 'nothing: somebody else was faster'}.`, undefined);
  } catch (error) {
    // Other errors of the driver can hold the whole address, with the password.
    throw failed(
      error instanceof MigrationError
        ? error.message
        : 'The database stopped answering during the migration.',
      'A migration is done whole or not at all. Run `npm run deploy` again; it goes on with the one that is missing.',
    );
  } finally {
    neonConfig.fetchEndpoint = before;
  }
}
