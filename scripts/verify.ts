import { spawnSync } from 'node:child_process';

/** Everything that has to hold before a change lands, cheapest first. Stops at the first failure. */
const steps: [name: string, command: string, ...args: string[]][] = [
  ['format, lint and imports', 'biome', 'check', '.'],
  ['types', 'tsc', '--noEmit'],
  ['layers', process.execPath, 'scripts/check-imports.ts'],
  ['migrations match the tables', process.execPath, 'scripts/check-migrations.ts'],
  ['the bundle deploys', 'wrangler', 'deploy', '--dry-run', '--outdir', 'dist'],
  ['tests', process.execPath, 'scripts/test.ts'],
];

for (const [name, command, ...args] of steps) {
  console.log(`\n▸ ${name}`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  });
  if (error) console.error(error.message);
  if (status !== 0) {
    console.error(`\n${name}: failed`);
    process.exit(1);
  }
}
