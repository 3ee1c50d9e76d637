import type { Bucket } from './backup/bucket-files.ts';
import { type FileCommand, runFileCommand } from './backup/run-file-command.ts';
import { writeBackup } from './backup/write-backup.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Writes everything that Guildhall keeps in its database into one file. The database goes on working.

  npm run backup -- FILE               all tables, as one moment saw them
  npm run backup -- FILE --files       also the copies of pictures and files of the local bucket
  npm run backup -- FILE --state DIR   the local bucket's folder (default .local)

Reads DATABASE_URL from the environment or .dev.vars, else takes the database of the \`npm start\` that runs on this
machine. Secrets in the backup stay sealed: keep ENCRYPTION_KEYS, apart from the file, or they cannot be opened again.
docs/backup.md says what the file looks like and how files of a deployed bucket are saved.`;

/** Runs the command; answers the exit code: 0 done, 1 it could not be done, 2 wrong call. */
export const main = (
  args: string[],
  variables: Variables,
  print: (line: string) => void,
  over: { bucket?: Bucket } = {},
): Promise<number> => {
  const backup: FileCommand<Record<never, never>> = {
    help,
    options: {},
    failure: 'The backup could not be made',
    async run(path, _, { databaseUrl, bucket }) {
      const report = await writeBackup(path, { databaseUrl, bucket, now: new Date() });
      const files = bucket ? ` and ${report.objects} files` : '';
      print(`Saved ${report.rows} rows of ${report.tables} tables${files} in ${path}.`);
      print(`SHA-256 ${report.sha256}`);
      print('Keep ENCRYPTION_KEYS in another place: without them the sealed secrets in it cannot be opened.');
    },
  };
  return runFileCommand(backup, args, variables, print, over.bucket);
};

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), readVariables(), (line) => console.log(line));
}
