import type { Bucket } from './backup/bucket-files.ts';
import { restoreBackup } from './backup/restore-backup.ts';
import { type FileCommand, runFileCommand } from './backup/run-file-command.ts';
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
export const main = (
  args: string[],
  variables: Variables,
  print: (line: string) => void,
  over: { bucket?: Bucket; migrationsFolder?: string } = {},
): Promise<number> => {
  const restore: FileCommand<{ replace: { type: 'string' } }> = {
    help,
    options: { replace: { type: 'string' } },
    failure: 'The restore failed and has changed nothing in the database',
    async run(path, { replace }, { databaseUrl, bucket }) {
      const migrations = await readMigrations(over.migrationsFolder ?? migrationsFolder);
      const options = { databaseUrl, migrations, bucket, replacing: replace, log: print };
      const report = await restoreBackup(path, options);
      const files = bucket ? ` and ${report.objects} files` : '';
      print(
        `Restored ${report.rows} rows of ${report.tables} tables${files}. Every table fits its checksum.`,
      );
      if (report.migratedOn.length > 0) {
        const names = report.migratedOn.join(', ');
        print(`The backup was of an older version; the database was brought up to date by ${names}.`);
      }
      print('Sealed secrets open only with the ENCRYPTION_KEYS that were in use when the backup was made.');
    },
  };
  return runFileCommand(restore, args, variables, print, over.bucket);
};

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), readVariables(), (line) => console.log(line));
}
