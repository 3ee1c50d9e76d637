import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { demo } from './local/discord/seed.ts';
import { processWith } from './local/neon/open-pglite.ts';
import { ensureTemplate } from './local/neon/template.ts';
import { endOrphanWorker, rememberWorker } from './local/orphan-worker.ts';
import { callsOf, type SeedResult, seedDemo } from './local/seed-demo.ts';
import { seedWeek } from './local/seed-week.ts';
import { type LocalStack, type StackPorts, startLocalStack } from './local/stack.ts';
import { StartError } from './local/start-error.ts';
import { takenPorts } from './local/taken-ports.ts';
import { readVariables, type Variables } from './variables.ts';

const STATE_FOLDER = '.local';
const PORTS: StackPorts = {
  worker: 8787,
  discord: 8788,
  claude: 8789,
  database: 8790,
  databaseHttp: 8791,
  panel: 8792,
};
const READY = 'ready.json';
const STATE_PARTS = ['database', 'database.pid', 'discord.json', 'worker', 'worker.json', READY];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const MINUTE_MS = 60_000;
const PARENT_CHECK_MS = 500;

const help = `Starts Guildhall on this machine with its own Discord, database and Claude. No account, no key.

  npm start                    go on with the state in ${STATE_FOLDER}/
  npm start -- --fresh         start over with the demo server
  npm start -- --port 9000     use the ports 9000 to 9005 (default ${PORTS.worker} to ${PORTS.panel})
  npm start -- --port 0        use any free ports; ready.json in the state folder says which
  npm start -- --state DIR     keep the state in DIR instead of ${STATE_FOLDER}/
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
      state: { type: 'string', default: STATE_FOLDER },
    },
  });
  if (values.help) return console.log(help);
  const startedAt = Date.now();
  const folder = values.state;

  const ports = portsFrom(values.port ?? process.env.PORT);
  const variables = readVariables();
  await refuseSecondStart(folder);
  await endOrphanWorker(folder);
  await refuseTakenPorts(ports, variables);
  await mkdir(folder, { recursive: true });
  for (const name of values.fresh ? STATE_PARTS : [READY]) await removeState(folder, name);

  const starting = startLocalStack({
    rateLimits: true,
    ports,
    seed: 'demo',
    variables,
    stateFolder: folder,
    databaseTemplate: await ensureTemplate(),
    ...(values.quiet ? {} : { onLog: (line: string) => console.log(line) }),
  });
  // Whoever reads along may stop reading: `npm start | head` goes on without a reader.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  stopOnSignal(folder, starting);
  const stack = await starting;
  await rememberWorker(folder, stack.worker);
  const tick = () =>
    stack.worker.tick().catch((error: unknown) => console.error('The cron tick failed:', error));
  setInterval(tick, MINUTE_MS).unref();

  const seeded = stack.discord ? await seedDemo(stack) : undefined;
  if (stack.discord) await seedWeek(callsOf(stack));
  // Whole or not at all: who waits for the file may read it at any moment.
  await writeFile(`${folder}/${READY}.part`, `${JSON.stringify(readiness(stack, seeded), null, 2)}\n`);
  await rename(`${folder}/${READY}.part`, `${folder}/${READY}`);
  announce(stack, (Date.now() - startedAt) / 1_000);
  // The gateway begins with the first tick, and nobody wants to wait a minute for it.
  void tick();
}

/** Two of them on one folder would destroy it, and the second would take the first one's ready.json away. */
async function refuseSecondStart(folder: string): Promise<void> {
  const pid = await processWith(`${folder}/database`);
  if (pid === undefined) return;
  throw new StartError(
    `Guildhall runs already, as process ${pid}, with its state in ${folder}. Stop that one first (Ctrl+C), or start this one beside it: npm start -- --state ${folder}-2 --port 9000. If process ${pid} is something else, delete ${folder}/database.pid.`,
  );
}

async function refuseTakenPorts(ports: StackPorts, variables: Variables): Promise<void> {
  const used = [
    ports.worker,
    ...(variables.DISCORD_TOKEN ? [] : [ports.discord]),
    ...(variables.ANTHROPIC_API_KEY ? [] : [ports.claude]),
    ...(variables.DATABASE_URL ? [] : [ports.database, ports.databaseHttp]),
    ...(ports.panel === undefined ? [] : [ports.panel]),
  ];
  const taken = await takenPorts(used);
  if (taken.length === 0) return;
  const which = taken.length === 1 ? `Port ${taken[0]} is` : `Ports ${taken.join(', ')} are`;
  throw new StartError(
    `${which} taken by another program. Stop it, or choose six other ports: npm start -- --port ${ports.worker === 9_000 ? 9_100 : 9_000}`,
  );
}

/** Ctrl+C, the end of the terminal, or a polite kill: closes everything; a second time ends at once. */
function stopOnSignal(folder: string, starting: Promise<LocalStack>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await removeState(folder, READY);
    const stack = await starting.catch(() => undefined);
    await stack?.close();
    process.exit(0);
  };
  const listen = () => {
    for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, stop);
  };
  listen();
  // Miniflare adds listeners that end the process before anything is closed; its Worker is stopped by `close`.
  starting.then(listen, () => {});
  // Whoever kills npm means this too, but the shell between the two passes no signal on.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === 'start')
    setInterval(() => process.ppid !== parent && !stopping && void stop(), PARENT_CHECK_MS).unref();
}

/** By name, so that `--fresh --state` on a wrong folder takes nothing else. */
const removeState = (folder: string, name: string): Promise<void> =>
  rm(`${folder}/${name}`, { recursive: true, force: true });

/** What other programs on this machine need to talk to the running product. */
function readiness(
  { worker, discord, claude, database, panel, variables }: LocalStack,
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
    panelUrl: panel?.url,
    guildIds: seeded?.guildIds ?? [],
    users: seeded?.users ?? [],
    apiKey: seeded?.apiKey,
  };
}

function announce({ worker, discord, claude, database, panel }: LocalStack, seconds: number): void {
  const line = (name: string, value: string) => console.log(`  ${name.padEnd(15)}${value}`);
  console.log(`\nGuildhall is ready after ${seconds.toFixed(1)} s.\n`);
  line('Discord', discord ? `${discord.url}  ← open this; a stand-in on this machine` : 'the real one');
  line('Dashboard', `${worker.url}${discord ? '  ← sign in as anybody of the demo' : ''}`);
  line('Database', database?.databaseUrl ?? 'the real one');
  line('Claude', claude ? `${claude.url} (a stand-in that follows rules, not a model)` : 'the real one');
  if (panel) line('Server panel', `${panel.url} (a stand-in with made-up servers)`);
  if (discord)
    console.log(
      `\nTry it: open #workshop in “${demo.guilds.workshop.name}”, right-click a message, Apps → Add to records.
Then: in #server-status a server crashes by itself within a minute; /server action as Hana or Emil; tickets in #support.`,
    );
  console.log('Stop with Ctrl+C. `npm start -- --help` shows more.\n');
}

function portsFrom(text: string | undefined): StackPorts {
  if (!text) return PORTS;
  const first = Number(text);
  if (!Number.isInteger(first) || first < 0 || first > 65_530) {
    throw new StartError(`--port ${text}: give a number from 1 to 65530, or 0 for any free ports.`);
  }
  if (first === 0) return { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0, panel: 0 };
  return {
    worker: first,
    discord: first + 1,
    claude: first + 2,
    database: first + 3,
    databaseHttp: first + 4,
    panel: first + 5,
  };
}

await main().catch((error: unknown) => {
  console.error(isTheirs(error) ? error.message : error);
  process.exit(1);
});

/** What a person can put right, and flags that `parseArgs` does not know. */
function isTheirs(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return error instanceof StartError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
}
