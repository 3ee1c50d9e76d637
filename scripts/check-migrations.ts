import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import drizzleConfig from '../drizzle.config.ts';

/** Whether drizzle-kit would still write a migration, i.e. the tables say something that no migration does. */
export function migrationsAreComplete(): { complete: boolean; output: string } {
  // drizzle-kit takes folders only relative to the project.
  mkdirSync('node_modules/.cache', { recursive: true });
  const folder = mkdtempSync('node_modules/.cache/migrations-');
  try {
    cpSync('migrations', folder, { recursive: true });
    const before = readdirSync(folder).length;
    const config = `${folder}.json`;
    const { dialect, schema } = drizzleConfig;
    writeFileSync(config, JSON.stringify({ dialect, schema, out: folder }));
    const { stdout, stderr } = spawnSync('drizzle-kit', ['generate', `--config=${config}`], {
      encoding: 'utf8',
    });
    return {
      complete: readdirSync(folder).length === before && /No schema changes/.test(stdout),
      output: stdout + stderr,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.json`, { force: true });
  }
}

if (import.meta.main) {
  const { complete, output } = migrationsAreComplete();
  console.log(
    complete
      ? 'The migrations match the tables.'
      : `${output}\nRun \`npm run generate\` and commit the migration.`,
  );
  process.exitCode = complete ? 0 : 1;
}
