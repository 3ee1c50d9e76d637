import { mkdir, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { demo } from './local/discord/seed.ts';
import { ensureTemplate } from './local/neon/template.ts';
import { type SeedResult, seedDemo } from './local/seed-demo.ts';
import { type LocalStack, type StackPorts, startLocalStack } from './local/stack.ts';
import { readVariables } from './variables.ts';

const STATE = '.local';
const PORTS: StackPorts = { worker: 8787, discord: 8788, claude: 8789, database: 8790, databaseHttp: 8791 };
const MINUTE_MS = 60_000;

const help = `Starts Guildhall on this machine with its own Discord, database and Claude. No account, no key.

  npm start                    go on with the state in ${STATE}/
  npm start -- --fresh         start over with the demo server
  npm start -- --port 9000     use the ports 9000 to 9004 (default ${PORTS.worker} to ${PORTS.databaseHttp})
  npm start -- --quiet         do not print the Worker's log

Setting DISCORD_TOKEN, DATABASE_URL or ANTHROPIC_API_KEY, in the environment or in .dev.vars, replaces that
stand-in by the real thing.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      fresh: { type: 'boolean' },
      quiet: { type: 'boolean' },
      port: { type: 'string' },
    },
  });
  if (values.help) return console.log(help);
  const startedAt = Date.now();
  if (values.fresh) await rm(STATE, { recursive: true, force: true });
  await rm(`${STATE}/ready.json`, { force: true });
  await mkdir(STATE, { recursive: true });

  const stack = await startLocalStack({
    ports: portsFrom(values.port ?? process.env.PORT),
    seed: 'demo',
    variables: readVariables(),
    stateFolder: STATE,
    databaseTemplate: await ensureTemplate(),
    ...(values.quiet ? {} : { onLog: (line: string) => console.log(line) }),
  });
  const cron = setInterval(() => {
    stack.worker.tick().catch((error: unknown) => console.error('cron tick failed:', error));
  }, MINUTE_MS);
  const stop = async () => {
    clearInterval(cron);
    await rm(`${STATE}/ready.json`, { force: true });
    await stack.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const seeded = stack.discord ? await seedDemo(stack) : undefined;
  await writeFile(`${STATE}/ready.json`, `${JSON.stringify(readiness(stack, seeded), null, 2)}\n`);
  announce(stack, (Date.now() - startedAt) / 1_000);
}

/** What other programs on this machine need to talk to the running product. */
function readiness(
  { worker, discord, claude, database, variables }: LocalStack,
  seeded: SeedResult | undefined,
) {
  return {
    url: worker.url,
    interactionsUrl: `${worker.url}/interactions`,
    publicKey: variables.DISCORD_PUBLIC_KEY,
    privateKey: discord?.privateKey,
    applicationId: variables.DISCORD_APPLICATION_ID,
    botToken: discord?.botToken,
    discordApiUrl: variables.DISCORD_API_URL,
    gatewayUrl: discord?.gatewayUrl,
    discordWebUrl: discord?.url,
    databaseUrl: database?.databaseUrl,
    databaseHttpUrl: database?.databaseHttpUrl,
    anthropicUrl: claude?.url,
    guildIds: seeded?.guildIds ?? [],
    users: seeded?.users ?? [],
    apiKey: seeded?.apiKey,
  };
}

function announce({ worker, discord, claude, database }: LocalStack, seconds: number): void {
  const line = (name: string, value: string) => console.log(`  ${name.padEnd(15)}${value}`);
  console.log(`\nGuildhall is ready after ${seconds.toFixed(1)} s.\n`);
  line('Discord', discord ? `${discord.url}  ← open this; a stand-in on this machine` : 'the real one');
  line('Guildhall', `${worker.url}/health`);
  line('Database', database?.databaseUrl ?? 'the real one');
  line('Claude', claude ? `${claude.url} (a stand-in that follows rules, not a model)` : 'the real one');
  if (discord)
    console.log(
      `\nTry it: open #workshop in “${demo.guilds.workshop.name}”, right-click a message, Apps → Add to records.`,
    );
  console.log('Stop with Ctrl+C. `npm start -- --help` shows more.\n');
}

function portsFrom(text: string | undefined): StackPorts {
  if (!text) return PORTS;
  const first = Number(text);
  if (!Number.isInteger(first) || first < 0 || first > 65_531) {
    throw new RangeError(`--port ${text}: give a number from 1 to 65531, or 0 for any free ports.`);
  }
  if (first === 0) return { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 };
  return {
    worker: first,
    discord: first + 1,
    claude: first + 2,
    database: first + 3,
    databaseHttp: first + 4,
  };
}

await main().catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    taken ? `${error.message}. Another program has that port; choose others with --port.` : error,
  );
  process.exit(1);
});
