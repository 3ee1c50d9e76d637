import { parseArgs } from 'node:util';
import { type Bucket, openLocalBucket } from './backup/bucket-files.ts';
import { runningDatabaseUrl } from './backup/running-database.ts';
import { BackupRefused, writeBackup } from './backup/write-backup.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Writes everything that Guildhall keeps in its database into one file. The database goes on working.

  npm run backup -- FILE               all tables, as one moment saw them
  npm run backup -- FILE --files       also the copies of pictures and files of the local bucket
  npm run backup -- FILE --state DIR   the local bucket's folder (default .local)

Reads DATABASE_URL from the environment or .dev.vars, else takes the database of the \`npm start\` that runs on this
machine. Secrets in the backup stay sealed: keep ENCRYPTION_KEYS, apart from the file, or they cannot be opened again.
docs/backup.md says what the file looks like and how files of a deployed bucket are saved.`;

/** Runs the command; answers the exit code: 0 done, 1 it could not be done, 2 wrong call. */
export async function main(
  args: string[],
  variables: Variables,
  print: (line: string) => void,
  over: { bucket?: Bucket } = {},
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
    const report = await writeBackup(path, { databaseUrl, bucket, now: new Date() });
    const files = values.files ? ` and ${report.objects} files` : '';
    print(`Saved ${report.rows} rows of ${report.tables} tables${files} in ${path}.`);
    print(`SHA-256 ${report.sha256}`);
    print('Keep ENCRYPTION_KEYS in another place: without them the sealed secrets in it cannot be opened.');
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
      state: { type: 'string', default: '.local' },
    },
  });

/** Errors of the driver name host and user, never the password. */
const explain = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof BackupRefused ? message : `The backup could not be made: ${message}`;
};

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), readVariables(), (line) => console.log(line));
}
