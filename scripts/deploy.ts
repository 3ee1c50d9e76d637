import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accessSettings } from '../src/core/access/settings.ts';
import { platform } from '../src/core/outside.ts';
import { createRegistry } from '../src/core/registry.ts';
import { features } from '../src/features/index.ts';
import { type CloudflareSettings, readCloudflareSettings } from './deploy/access.ts';
import { type DeployOptions, deployGuildhall } from './deploy/deploy-guildhall.ts';
import { deployInBuild } from './deploy/deploy-in-build.ts';
import { StepFailed } from './deploy/step.ts';
import { secretHider } from './doctor/run-checks.ts';
import { migrationsFolder } from './migrate.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Takes Guildhall from nothing to a live bot at Cloudflare, or brings a live one to this code. Safe to run again.

  npm run deploy                        do what is not done yet
  npm run deploy -- --dry-run           only say what would be done
  npm run deploy -- --yes               ask nothing
  npm run deploy -- --subdomain NAME    register NAME.workers.dev, if the account has no such name yet
  npm run deploy -- --replace-keys      upload ENCRYPTION_KEYS even if that loses what older keys have sealed

Needs, from the environment or .dev.vars: DISCORD_APPLICATION_ID, DISCORD_PUBLIC_KEY, DISCORD_TOKEN, DATABASE_URL;
ANTHROPIC_API_KEY if Claude shall help. From the environment or .env: CLOUDFLARE_API_TOKEN (or \`npx wrangler login\`),
and CLOUDFLARE_ACCOUNT_ID if the token reaches several accounts. docs/going-live.md says where each comes from.
When a step fails, put right what it names and run it again: it goes on from there. Never prints a secret.
Exit code: 0 it is live, 1 a step failed, 2 wrong call.`;

/** Runs the command; answers the exit code. `over` replaces what stands around it, for tests. */
export async function main(
  args: string[],
  variables: Variables,
  cloudflare: CloudflareSettings,
  write: (line: string) => void,
  over: Partial<DeployOptions> = {},
): Promise<number> {
  let values: ReturnType<typeof readArguments>;
  try {
    values = readArguments(args);
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (values.help) {
    write(help);
    return 0;
  }
  const hide = secretHider({ ...variables }, cloudflare.token ? [cloudflare.token] : []);
  const print = (line: string) => write(hide(line));
  const dryRun = values['dry-run'] ?? false;
  try {
    const steps = await deployGuildhall({
      variables,
      cloudflare,
      registry: createRegistry(features, { settings: [accessSettings] }),
      outside: platform,
      wranglerFile: fileURLToPath(new URL('../wrangler.toml', import.meta.url)),
      migrationsFolder,
      variablesFile: '.dev.vars',
      dryRun,
      subdomain: values.subdomain,
      replaceKeys: values['replace-keys'] ?? false,
      isPassing: Boolean(process.env.CI),
      confirm: values.yes || !process.stdin.isTTY || !process.stdout.isTTY ? undefined : confirm,
      print,
      ...over,
    });
    if (dryRun) print(`Dry run: nothing was changed; ${steps.count('planned')} steps have something to do.`);
    else if (steps.count('done') === 0) print('Nothing had to be changed: it is live as it should be.');
    return 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    print('What is done stays done. When that is put right, `npm run deploy` goes on from here.');
    return 1;
  }
}

function readArguments(args: string[]) {
  return parseArgs({
    args,
    options: {
      help: { type: 'boolean' },
      yes: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      subdomain: { type: 'string' },
      'replace-keys': { type: 'boolean' },
    },
  }).values;
}

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^\s*(y|yes|)\s*$/i.test(await lines.question(`${question} [Y/n] `));
  } finally {
    lines.close();
  }
}

if (import.meta.main) {
  const print = (line: string) => console.log(line);
  process.exitCode = process.env.WORKERS_CI
    ? await deployInBuild(readVariables(), print)
    : await main(process.argv.slice(2), readVariables(), readCloudflareSettings(), print);
}
