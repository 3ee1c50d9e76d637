import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Variables } from '../variables.ts';
import { DamagedBackup } from './backup-format.ts';
import { type Bucket, openLocalBucket } from './bucket-files.ts';
import { runningDatabaseUrl } from './running-database.ts';
import { BackupRefused } from './write-backup.ts';

/** What backing up and restoring have in common: one file, a database, and files of the bucket if they are asked for. */
export interface FileCommand<More extends ParseArgsOptionsConfig> {
  help: string;
  /** Besides `--help`, `--files` and `--state`. */
  options: More;
  /** Begins the sentence for an error that is neither a refusal nor a damaged file. */
  failure: string;
  run(
    path: string,
    values: Partial<Record<keyof More, string>>,
    over: { databaseUrl: string; bucket: Bucket | undefined },
  ): Promise<void>;
}

/** Answers the exit code: 0 done, 1 it could not be done, 2 wrong call. `bucket` takes the place of the local one. */
export async function runFileCommand<More extends ParseArgsOptionsConfig>(
  command: FileCommand<More>,
  args: string[],
  variables: Variables,
  print: (line: string) => void,
  bucket?: Bucket,
): Promise<number> {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args, command.options);
  } catch (error) {
    print(`${messageOf(error)}\n\n${command.help}`);
    return 2;
  }
  const { help, files, state, more, positionals } = parsed;
  const [path, ...others] = positionals;
  if (help || !path || others.length > 0) {
    print(command.help);
    return help ? 0 : 2;
  }
  let local: Awaited<ReturnType<typeof openLocalBucket>> | undefined;
  try {
    const databaseUrl = variables.DATABASE_URL ?? (await runningDatabaseUrl(state));
    if (files && !bucket) local = await openLocalBucket(state);
    // Safe because every option of a command is a string.
    const values = more as Partial<Record<keyof More, string>>;
    await command.run(path, values, { databaseUrl, bucket: files ? (bucket ?? local?.bucket) : undefined });
    return 0;
  } catch (error) {
    const known = error instanceof BackupRefused || error instanceof DamagedBackup;
    // Errors of the driver name host and user, never the password.
    print(known ? error.message : `${command.failure}: ${messageOf(error)}`);
    return 1;
  } finally {
    await local?.close();
  }
}

function readArguments(args: string[], options: ParseArgsOptionsConfig) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...options,
      help: { type: 'boolean' },
      files: { type: 'boolean' },
      state: { type: 'string', default: '.local' },
    },
  });
  const { help, files, state, ...more } = values;
  return { help: help === true, files: files === true, state: String(state), more, positionals };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
