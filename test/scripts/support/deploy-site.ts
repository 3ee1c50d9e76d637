import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeployOptions } from '../../../scripts/deploy/deploy-guildhall.ts';
import { main } from '../../../scripts/deploy.ts';
import {
  type LocalCloudflare,
  type LocalCloudflareOptions,
  startLocalCloudflare,
} from '../../../scripts/local/cloudflare.ts';
import { type LocalDiscord, startLocalDiscord } from '../../../scripts/local/discord/server.ts';
import { type LocalDatabase, startLocalDatabase } from '../../../scripts/local/neon.ts';
import type { Variables } from '../../../scripts/variables.ts';
import { platform } from '../../../src/core/outside.ts';

export interface Deployed {
  code: number;
  lines: string[];
  output: string;
}

export interface DeployOver {
  args?: string[];
  /** Over those of the site; an empty text takes one away. */
  variables?: Variables;
  cloudflareToken?: string;
  over?: Partial<DeployOptions>;
  /** Sees each line as it is printed. */
  onLine?: (line: string) => void;
}

/** An empty Cloudflare account, a new Discord application and an empty database. */
export interface DeploySite {
  cloudflare: LocalCloudflare;
  discord: LocalDiscord;
  database: LocalDatabase;
  variables: Variables;
  /** Where made keys are kept. */
  variablesFile: string;
  deploy(options?: DeployOver): Promise<Deployed>;
  /** All calls that were meant to change something, at all three, since the last `forget`. */
  changes(): string[];
  forget(): void;
  /** Text of every file that a deployment left in the folder for temporary files. */
  leftovers(): string[];
  close(): Promise<void>;
}

export async function openSite(options: LocalCloudflareOptions = {}): Promise<DeploySite> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-site-'));
  let ahead = 0;
  const [cloudflare, discord, database] = await Promise.all([
    startLocalCloudflare(options),
    startLocalDiscord({ seed: 'empty' }),
    startLocalDatabase(),
  ]);
  const before = { fetch: globalThis.fetch, TMPDIR: process.env.TMPDIR };
  // The name service of this site: workers.dev leads to the stand-in, for us and for the local Discord alike.
  globalThis.fetch = cloudflare.fetch;
  process.env.TMPDIR = folder;
  const variablesFile = join(folder, '.dev.vars');
  const variables: Variables = {
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_TOKEN: discord.botToken,
    DATABASE_URL: database.databaseUrl,
    DATABASE_HTTP_URL: database.databaseHttpUrl,
  };
  return {
    cloudflare,
    discord,
    database,
    variables,
    variablesFile,
    async deploy({ args = [], variables: more = {}, cloudflareToken, over = {}, onLine } = {}) {
      const lines: string[] = [];
      const given = Object.entries({ ...variables, ...readOwn(variablesFile), ...more });
      const code = await main(
        args,
        Object.fromEntries(given.filter(([, value]) => value)),
        {
          token: cloudflareToken ?? cloudflare.token,
          accountId: cloudflare.accountId,
          apiUrl: cloudflare.apiUrl,
        },
        (line) => {
          lines.push(line);
          onLine?.(line);
        },
        {
          variablesFile,
          isPassing: false,
          confirm: undefined,
          outside: {
            ...platform,
            // Nobody waits, but all clocks see the time pass, Discord's limits too.
            now: () => platform.now() + ahead,
            async sleep(ms) {
              ahead += ms;
              discord.control.clock({ advanceMs: ms });
            },
          },
          healthLimitMs: 20_000,
          ...over,
        },
      );
      return { code, lines, output: lines.join('\n') };
    },
    changes: () => [
      ...cloudflare
        .calls()
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path, status }) => `cloudflare ${method} ${path} ${status}`),
      ...discord.control
        .calls()
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path, status, body }) => `discord ${method} ${path} ${status} ${nameIn(body)}`),
      ...database.faults
        .stats()
        .statements.filter((statement) => !/^\s*select\b/i.test(statement))
        .map((statement) => `database ${statement.slice(0, 60)}`),
    ],
    forget() {
      cloudflare.clearCalls();
      discord.control.clearCalls();
      database.faults.stats().reset();
    },
    leftovers: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== '.dev.vars')
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    async close() {
      globalThis.fetch = before.fetch;
      if (before.TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before.TMPDIR;
      await cloudflare.close();
      await Promise.all([discord.close(), database.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The keys that an earlier run wrote, as the next run would read them. */
function readOwn(file: string): Variables {
  try {
    const [, ring] = /^ENCRYPTION_KEYS=(.+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return ring ? { ENCRYPTION_KEYS: ring } : {};
  } catch {
    return {};
  }
}

const nameIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'name' in body ? String(body.name) : '';
