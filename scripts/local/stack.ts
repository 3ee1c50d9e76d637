import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { neon, neonConfig } from '@neondatabase/serverless';
import { migrate } from '../../src/core/database/migrate.ts';
import type { Feature } from '../../src/core/feature.ts';
import { eventSettings } from '../../src/core/webhook-events/subscription.ts';
import { migrationsFolder, readMigrations } from '../migrate.ts';
import { registerCommands } from '../register.ts';
import type { Variables } from '../variables.ts';
import { type LocalClaude, startLocalClaude } from './claude.ts';
import { type LocalDiscord, startLocalDiscord } from './discord/server.ts';
import { type LocalDatabase, startLocalDatabase } from './neon.ts';
import { type LocalPanel, startLocalPanel } from './panel/panel.ts';
import { checkDatabaseUrl, explainDatabase } from './start-error.ts';
import { type LocalWorker, startLocalWorker } from './worker.ts';

export interface StackPorts {
  worker: number;
  discord: number;
  claude: number;
  database: number;
  databaseHttp: number;
  /** Of the hosting panel, which is started only if it has one. */
  panel?: number;
}

export interface StackOptions {
  ports: StackPorts;
  seed: 'demo' | 'empty';
  /** What is set here replaces its stand-in by the real thing. */
  variables: Variables;
  /** Where the state is kept; absent keeps everything in memory. */
  stateFolder?: string;
  /** Tarball of a migrated, empty database; saves the migrations. */
  databaseTemplate?: string;
  /** Few rows are expected; the database starts sooner. */
  isDatabaseSmall?: boolean;
  onLog?: (line: string) => void;
  /** Whether the Worker counts requests as on the platform. */
  rateLimits?: boolean;
  /** Another Worker than the product's, with the features that it declares. */
  worker?: { entry: string; features: readonly Feature[] };
}

/** Guildhall with everything that stands in for the outside. A stand-in that the real thing replaces is absent. */
export interface LocalStack {
  worker: LocalWorker;
  discord: LocalDiscord | undefined;
  claude: LocalClaude | undefined;
  database: LocalDatabase | undefined;
  panel: LocalPanel | undefined;
  /** As bound to the Worker. */
  variables: Required<Pick<Variables, 'DATABASE_URL' | 'ENCRYPTION_KEYS' | 'PUBLIC_URL'>> & Variables;
  /** Ends the Worker's process as a power cut would. */
  killWorker(): Promise<void>;
  /** Starts it again where it was; `worker` stays the same object. */
  startWorker(): Promise<void>;
  close(): Promise<void>;
}

/** Keys for local state only; a deployment makes its own. */
const LOCAL_ENCRYPTION_KEYS = `k1:${Buffer.alloc(32, 'guildhall local').toString('base64')}`;

/**
 * Starts the database, Discord, Claude and the Worker, migrates, registers the commands and connects the endpoint.
 * @throws StartError when the database of `DATABASE_URL` cannot be used.
 */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const { variables: given } = options;
  if (given.DATABASE_URL) checkDatabaseUrl(given.DATABASE_URL);
  // The Worker is told its own address, so a free port has to be known before it starts.
  const ports = { ...options.ports, worker: options.ports.worker || (await freePort()) };
  const started: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let stop = started.pop(); stop; stop = started.pop()) await stop();
  };
  try {
    const [database, discord, claude, panel] = await Promise.all([
      needsDatabase(given) ? openDatabase(options) : undefined,
      given.DISCORD_TOKEN ? undefined : openDiscord(options),
      given.ANTHROPIC_API_KEY ? undefined : startLocalClaude({ port: ports.claude }),
      ports.panel === undefined ? undefined : startLocalPanel({ port: ports.panel, runs: true }),
    ]);
    for (const part of [database, discord, claude, panel]) if (part) started.push(() => part.close());

    const variables = {
      ...given,
      DATABASE_URL: database?.databaseUrl ?? given.DATABASE_URL ?? '',
      ENCRYPTION_KEYS: given.ENCRYPTION_KEYS ?? LOCAL_ENCRYPTION_KEYS,
      PUBLIC_URL: given.PUBLIC_URL ?? `http://127.0.0.1:${ports.worker}`,
      ...(database ? { DATABASE_HTTP_URL: database.databaseHttpUrl } : {}),
      ...(discord ? discordVariables(discord) : {}),
      ...(claude ? { ANTHROPIC_API_KEY: claude.apiKey, ANTHROPIC_BASE_URL: claude.url } : {}),
    };
    await migrateDatabase(variables.DATABASE_URL, variables.DATABASE_HTTP_URL).catch((error: unknown) => {
      throw given.DATABASE_URL ? explainDatabase(error, given.DATABASE_URL) : error;
    });

    const openWorker = () =>
      startLocalWorker({
        port: ports.worker,
        variables: Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined)),
        ...(options.stateFolder ? { persistTo: `${options.stateFolder}/worker` } : {}),
        ...(options.onLog ? { onLog: options.onLog } : {}),
        ...(options.rateLimits ? { rateLimits: true } : {}),
        ...(options.worker ? { entry: options.worker.entry } : {}),
      });
    const worker = await openWorker();
    started.push(() => worker.close());
    if (discord) await connectDiscord(discord, worker.url, options.worker?.features);
    if (options.stateFolder) {
      if (database && !given.DATABASE_URL) await endLeases(variables.DATABASE_URL, database.databaseHttpUrl);
      await worker.resume();
    }
    const killWorker = async () => {
      if (worker.pid) process.kill(worker.pid, 'SIGKILL');
      await worker.close();
    };
    const startWorker = async () => {
      Object.assign(worker, await openWorker());
      await worker.resume();
    };
    return { worker, discord, claude, database, panel, variables, killWorker, startWorker, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A `DATABASE_URL` of Neon is used as it is; a plain Postgres is reached through the same local bridge as PGlite. */
function needsDatabase(given: Variables): boolean {
  if (given.DATABASE_HTTP_URL) return false;
  return !given.DATABASE_URL || !new URL(given.DATABASE_URL).hostname.endsWith('.neon.tech');
}

function openDatabase({
  ports,
  variables,
  stateFolder,
  databaseTemplate,
  isDatabaseSmall,
}: StackOptions): Promise<LocalDatabase> {
  return startLocalDatabase({
    port: ports.database,
    httpPort: ports.databaseHttp,
    ...(variables.DATABASE_URL ? { databaseUrl: variables.DATABASE_URL } : {}),
    ...(stateFolder ? { dataDir: `${stateFolder}/database` } : {}),
    ...(databaseTemplate ? { template: databaseTemplate } : {}),
    ...(isDatabaseSmall ? { isSmall: true } : {}),
  });
}

function openDiscord({ ports, seed, stateFolder }: StackOptions): Promise<LocalDiscord> {
  return startLocalDiscord({
    port: ports.discord,
    seed,
    ...(stateFolder ? { stateFile: `${stateFolder}/discord.json` } : {}),
  });
}

const discordVariables = (discord: LocalDiscord) => ({
  DISCORD_API_URL: discord.apiUrl,
  DISCORD_PUBLIC_KEY: discord.publicKey,
  DISCORD_APPLICATION_ID: discord.applicationId,
  DISCORD_TOKEN: discord.botToken,
  DISCORD_CLIENT_SECRET: discord.clientSecret,
});

async function migrateDatabase(url: string, httpUrl: string | undefined): Promise<void> {
  await reaching(httpUrl, async () => migrate(neon(url), await readMigrations(migrationsFolder)));
}

/** Whoever held a job in this folder's database has ended, so nobody has to wait until the lease does. */
async function endLeases(url: string, httpUrl: string): Promise<void> {
  await reaching(httpUrl, () => neon(url)`update jobs set leased_until = run_at where state = 'running'`);
}

async function reaching(httpUrl: string | undefined, work: () => PromiseLike<unknown>): Promise<void> {
  const before = neonConfig.fetchEndpoint;
  try {
    if (httpUrl) neonConfig.fetchEndpoint = httpUrl;
    await work();
  } finally {
    neonConfig.fetchEndpoint = before;
  }
}

/**
 * A port that is free now and that nobody is given by the system meanwhile: those from 32768 on are handed out to
 * whoever asks for any, so one of them may be taken before the Worker is there.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 20; tries++) {
    const port = 20_000 + randomInt(12_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port between 20000 and 32000');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** What an installer does at Discord: upload the commands and set the endpoints, which Discord checks at once. */
async function connectDiscord(
  discord: LocalDiscord,
  workerUrl: string,
  features: readonly Feature[] | undefined,
): Promise<void> {
  const { apiUrl, applicationId, botToken: token } = discord;
  await registerCommands({ apiUrl, applicationId, token }, features);
  const response = await fetch(`${apiUrl}/v10/applications/@me`, {
    method: 'PATCH',
    headers: {
      authorization: `Bot ${token}`,
      'content-type': 'application/json',
      'user-agent': 'DiscordBot (https://github.com/guildhall/guildhall, 0.1.0)',
    },
    body: JSON.stringify({
      interactions_endpoint_url: `${workerUrl}/interactions`,
      ...eventSettings({}, workerUrl),
    }),
  });
  if (!response.ok) throw new Error(`the local Discord refused the endpoints: ${await response.text()}`);
}
