import { parseArgs } from 'node:util';
import { DamagedBackup } from './backup/backup-format.ts';
import { type Bucket, openLocalBucket } from './backup/bucket-files.ts';
import { restoreBackup } from './backup/restore-backup.ts';
import { runningDatabaseUrl } from './backup/running-database.ts';
import { BackupRefused } from './backup/write-backup.ts';
import { migrationsFolder, readMigrations } from './migrate.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Puts a backup back into a database, all of it or nothing.

  npm run restore -- FILE                     into an empty database; it need not be migrated
  npm run restore -- FILE --replace NAME:ROWS into one that holds something; the refusal tells what to write here
  npm run restore -- FILE --files             also the files of the local bucket, if the backup has them
  npm run restore -- FILE --state DIR         the local bucket's folder (default .local)

The file is checked to its last byte before anything is touched. A backup of an older version is brought up to date.
Reads DATABASE_URL from the environment or .dev.vars, else takes the database of the \`npm start\` that runs on this
machine. Stop whatever writes to the database first. The Worker needs the ENCRYPTION_KEYS of the time of the backup.`;

/** Runs the command; answers the exit code: 0 done, 1 refused and nothing touched, 2 wrong call. */
export async function main(
  args: string[],
  variables: Variables,
  print: (line: string) => void,
  over: { bucket?: Bucket; migrationsFolder?: string } = {},
): Promise<number> {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [path, ...more] = positionals;
  if (values.help || !path || more.length > 0) {
    print(help);
    return values.help ? 0 : 2;
  }
  let local: Awaited<ReturnType<typeof openLocalBucket>> | undefined;
  try {
    const databaseUrl = variables.DATABASE_URL ?? (await runningDatabaseUrl(values.state));
    if (values.files && !over.bucket) local = await openLocalBucket(values.state);
    const bucket = values.files ? (over.bucket ?? local?.bucket) : undefined;
    const migrations = await readMigrations(over.migrationsFolder ?? migrationsFolder);
    const options = { databaseUrl, migrations, bucket, replacing: values.replace, log: print };
    const report = await restoreBackup(path, options);
    const files = values.files ? ` and ${report.objects} files` : '';
    print(`Restored ${report.rows} rows of ${report.tables} tables${files}. Every table fits its checksum.`);
    if (report.migratedOn.length > 0) {
      print(
        `The backup was of an older version; the database was brought up to date by ${report.migratedOn.join(', ')}.`,
      );
    }
    print('Sealed secrets open only with the ENCRYPTION_KEYS that were in use when the backup was made.');
    return 0;
  } catch (error) {
    print(explain(error));
    return 1;
  } finally {
    await local?.close();
  }
}

const readArguments = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      files: { type: 'boolean' },
      replace: { type: 'string' },
      state: { type: 'string', default: '.local' },
    },
  });

const explain = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof BackupRefused || error instanceof DamagedBackup;
  return known ? message : `The restore failed and has changed nothing in the database: ${message}`;
};

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), readVariables(), (line) => console.log(line));
}
