import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { neon, neonConfig } from '@neondatabase/serverless';
import { type Migration, MigrationError, migrate } from '../src/core/database/migrate.ts';

/** The folder that drizzle-kit writes. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

const help = `Brings the database to this code's schema.

  npm run migrate [-- --dir <folder>]

Each file of the folder is applied once, in one transaction, in the order of the names. It is safe to run again, and
safe to run from several places at once. A file that was changed after it had been applied is refused.

  --dir <folder>      where the .sql files are (default: migrations)
  --help              this text

Environment:
  DATABASE_URL        postgres:// address of the database (needed)
  DATABASE_HTTP_URL   address of its SQL-over-HTTP endpoint, if it is not the one of Neon that belongs to DATABASE_URL
`;

/** Reads a folder made by drizzle-kit: one migration per .sql file, by name, cut at its statement breakpoints. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
      const statements = text.split('--> statement-breakpoint').map((statement) => statement.trim());
      return { name: file.slice(0, -'.sql'.length), statements: statements.filter(Boolean) };
    }),
  );
}

/** Runs the command; answers the exit code: 0 done, 1 the database refused or is away, 2 wrong call. */
export async function main(
  args: string[],
  env: Record<string, string | undefined>,
  print: (line: string) => void,
): Promise<number> {
  let options: { dir?: string; help?: boolean };
  try {
    options = parseArgs({ args, options: { dir: { type: 'string' }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (options.help) {
    print(help);
    return 0;
  }
  if (!env.DATABASE_URL) {
    print('DATABASE_URL is not set. It is the postgres:// address of the database; see --help.');
    return 2;
  }
  try {
    if (env.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = env.DATABASE_HTTP_URL;
    const migrations = await readMigrations(options.dir ?? migrationsFolder);
    const report = await migrate(neon(env.DATABASE_URL), migrations, { log: print });
    print(
      report.applied.length === 0
        ? `Nothing to do: all ${report.already} migrations are in place.`
        : `Done: ${report.applied.length} applied, ${report.already} were in place.`,
    );
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    print(error instanceof MigrationError ? message : `The migration could not run: ${message}`);
    return 1;
  }
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), process.env, (line) => console.log(line));
}
