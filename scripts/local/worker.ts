import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { RATE_LIMITS } from '../../src/core/http/rate-limit.ts';
import { bundleForHere, bundleOne, COMPATIBILITY_FLAGS } from '../bundle.ts';

export interface LocalWorkerOptions {
  /** 0 for any free port. */
  port: number;
  /** DISCORD_*, DATABASE_*, ANTHROPIC_*, PUBLIC_URL, ENCRYPTION_KEYS. */
  variables: Record<string, string>;
  /** Where R2 objects and what is queued are kept; absent keeps them in memory. */
  persistTo?: string;
  /** Gets each log line of the Worker. */
  onLog?: (line: string) => void;
  /** Whether requests are counted as on the platform; tests that send many leave it. */
  rateLimits?: boolean;
  /** Module to serve; default is the Worker with a clock that can be put forward. */
  entry?: string;
}

export interface LocalWorker {
  url: string;
  /** Number of the process that serves it, if it can be told. */
  pid: number | undefined;
  /** Runs the cron once, as the platform does every minute. */
  tick(): Promise<void>;
  setClock(aheadMs: number): Promise<void>;
  /** Sends again what was queued when the process before this one ended. */
  resume(): Promise<void>;
  /** Takes the guild's live feed out of memory, as the platform may at any time; its sockets stay open. */
  evictLiveFeed(guildId: string): Promise<void>;
  files: Awaited<ReturnType<Miniflare['getR2Bucket']>>;
  close(): Promise<void>;
}

const entryFile = fileURLToPath(new URL('./worker-entry.ts', import.meta.url));

/** Bundles a module into one text, to be looked at or served as it is. */
export const bundleWorker = (entry = entryFile, minify = false): Promise<string> => bundleOne(entry, minify);

/** Same numbers as wrangler.toml; a test compares them. Retries are quick, because nothing here is far away. */
export const queueConsumers = {
  'guildhall-jobs': {
    maxBatchSize: 4,
    maxBatchTimeout: 0,
    maxRetries: 9,
    deadLetterQueue: 'guildhall-jobs-dead',
  },
  'guildhall-deliveries': {
    maxBatchSize: 50,
    maxBatchTimeout: 0,
    maxRetries: 9,
    deadLetterQueue: 'guildhall-jobs-dead',
  },
  'guildhall-gateway-events': {
    maxBatchSize: 20,
    maxBatchTimeout: 0,
    maxRetries: 100,
    deadLetterQueue: 'guildhall-jobs-dead',
  },
  'guildhall-jobs-dead': { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 100 },
};

/** Same numbers as wrangler.toml. */
const ratelimits = {
  RATE_KEY: { namespace_id: '7301', simple: RATE_LIMITS.key },
  RATE_IP: { namespace_id: '7302', simple: RATE_LIMITS.ip },
  RATE_SIGN_IN: { namespace_id: '7303', simple: RATE_LIMITS.signIn },
};

/** Serves the Worker in workerd with its queues and bucket. */
export async function startLocalWorker(options: LocalWorkerOptions): Promise<LocalWorker> {
  const modules = await bundleForHere(options.entry ?? entryFile);
  const spawned: ChildProcess[] = [];
  const notice = (message: unknown) => spawned.push((message as { process: ChildProcess }).process);
  subscribe('child_process', notice);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'guildhall',
      host: '127.0.0.1',
      port: options.port,
      cf: false,
      modules: [...modules].map(([path, contents]) => ({ type: 'ESModule', path, contents })),
      compatibilityDate: '2026-11-09',
      compatibilityFlags: COMPATIBILITY_FLAGS,
      bindings: options.variables,
      queueProducers: {
        JOBS: 'guildhall-jobs',
        DELIVERIES: 'guildhall-deliveries',
        GATEWAY_EVENTS: 'guildhall-gateway-events',
        JOBS_DEAD: 'guildhall-jobs-dead',
      },
      queueConsumers,
      ...(options.rateLimits ? { ratelimits } : {}),
      r2Buckets: {
        FILES: 'guildhall-files',
        ...(options.persistTo ? { QUEUE_COPY: 'local-queue-copy' } : {}),
      },
      durableObjects: {
        LANES: { className: 'DestinationLane', useSQLite: true },
        GATEWAY_SHARD: { className: 'GatewayShard', useSQLite: true },
        GATEWAY_COORDINATOR: { className: 'GatewayCoordinator', useSQLite: true },
        LIVE: { className: 'LiveFeed', useSQLite: true },
      },
      ...(options.persistTo ? { resourcePersistencePath: options.persistTo } : {}),
      handleStructuredLogs: ({ message }: { message: string }) => options.onLog?.(message),
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  const ready = miniflare.ready.finally(() => unsubscribe('child_process', notice));
  const { href } = await ready.catch(async (error: unknown) => {
    // Its servers would keep the process alive for ever.
    await miniflare.dispose().catch(() => {});
    throw error;
  });
  const url = href.replace(/\/$/, '');
  const worker = await miniflare.getWorker();
  return {
    url,
    pid: spawned.find(({ spawnfile }) => /workerd/.test(spawnfile))?.pid,
    tick: async () => {
      await worker.scheduled({ cron: '* * * * *' });
    },
    setClock: async (aheadMs) => {
      await fetch(`${url}/_local/clock`, { method: 'POST', body: JSON.stringify({ aheadMs }) });
    },
    resume: async () => {
      await fetch(`${url}/_local/resume`, { method: 'POST' });
    },
    async evictLiveFeed(guildId) {
      const evict = (name: string) =>
        miniflare.unsafeEvictDurableObject('guildhall', 'LiveFeed', { name, webSockets: 'hibernate' });
      // Miniflare blocks this process over its first call, and the object that is meant may wait for the database in it.
      await evict('nobody').catch(() => 'not running');
      await evict(guildId);
    },
    files: await miniflare.getR2Bucket('FILES'),
    close: () => miniflare.dispose(),
  };
}
