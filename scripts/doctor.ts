import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accessSettings } from '../src/core/access/settings.ts';
import { platform } from '../src/core/outside.ts';
import { createRegistry } from '../src/core/registry.ts';
import { features } from '../src/features/index.ts';
import type { DoctorOptions } from './doctor/context.ts';
import type { Finding } from './doctor/finding.ts';
import { readRunning } from './doctor/read-running.ts';
import { runChecks } from './doctor/run-checks.ts';
import { migrationsFolder } from './migrate.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Looks at everything that Guildhall needs and says what is wrong and how to put it right. Changes nothing.

  npm run doctor                       all servers that the bot is in (the first 200)
  npm run doctor -- --guild ID         one server
  npm run doctor -- --role ID          also: can the bot hand out this role (may be repeated)
  npm run doctor -- --claude           also: does Anthropic accept the key
  npm run doctor -- --webhooks         also: do the webhooks in the settings still exist
  npm run doctor -- --json             for programs: [{ check, state, says, remedy? }]

Reads the environment and .dev.vars; what is not set there it takes from the \`npm start\` that runs on this machine.
Never prints a secret.
Exit code: 0 nothing is broken, 1 something is, 2 wrong call.`;

const SIGNS = { ok: '✓', warning: '!', broken: '✗', skipped: '·' } as const;

/** Runs the command; answers the exit code. `over` replaces what the checks look at, for tests. */
export async function main(
  args: string[],
  variables: Variables,
  print: (line: string) => void,
  over: Partial<DoctorOptions> = {},
): Promise<number> {
  let values: ReturnType<typeof readArguments>;
  try {
    values = readArguments(args);
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (values.help) {
    print(help);
    return 0;
  }
  const findings = await runChecks({
    variables,
    registry: createRegistry(features, { settings: [accessSettings] }),
    outside: platform,
    guildId: values.guild,
    roleIds: values.role ?? [],
    askClaude: values.claude ?? false,
    askWebhooks: values.webhooks ?? false,
    wranglerFile: fileURLToPath(new URL('../wrangler.toml', import.meta.url)),
    migrationsFolder,
    ...over,
  });
  if (values.json) print(JSON.stringify(findings, null, 2));
  else for (const line of lines(findings)) print(line);
  return findings.some(({ state }) => state === 'broken') ? 1 : 0;
}

function readArguments(args: string[]) {
  return parseArgs({
    args,
    options: {
      help: { type: 'boolean' },
      json: { type: 'boolean' },
      guild: { type: 'string' },
      role: { type: 'string', multiple: true },
      claude: { type: 'boolean' },
      webhooks: { type: 'boolean' },
    },
  }).values;
}

function lines(findings: readonly Finding[]): string[] {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  return [
    ...findings.flatMap(({ state, says, remedy }) => [
      `${SIGNS[state]} ${says}`,
      ...(remedy ? [`    → ${remedy}`] : []),
    ]),
    '',
    ...(isBlank(findings) ? ['To try Guildhall on this machine, none of this is needed: npm start', ''] : []),
    count('broken') + count('warning') === 0
      ? 'All is well.'
      : `${count('broken')} broken, ${count('warning')} to look at.`,
  ];
}

/** Nothing of Discord is set: somebody who is just looking around. */
function isBlank(findings: readonly Finding[]): boolean {
  const names = ['DISCORD_APPLICATION_ID', 'DISCORD_PUBLIC_KEY', 'DISCORD_TOKEN'];
  return names.every((name) => findings.some(({ check, state }) => check === name && state === 'broken'));
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), { ...readRunning(), ...readVariables() }, (line) =>
    console.log(line),
  );
}
