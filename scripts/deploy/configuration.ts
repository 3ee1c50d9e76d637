import { readFile } from 'node:fs/promises';

/** The parts of wrangler.toml that a deployment has to look after. */
export interface WorkerConfiguration {
  /** The Worker's name. */
  name: string;
  /** All queues that are named anywhere, dead letters included; each once. */
  queues: string[];
  buckets: string[];
  crons: string[];
  consumers: ConsumerConfiguration[];
  workersDev: boolean;
  /** `https://…` of a configured domain or route that covers a whole host; undefined without one. */
  routeUrl: string | undefined;
  /** The file as it is, for comparing. */
  text: string;
}

export interface ConsumerConfiguration {
  queue: string;
  deadLetterQueue: string | undefined;
  /** As Cloudflare's API names and counts them; what the file leaves out is left to Cloudflare. */
  settings: { batch_size?: number; max_retries?: number; max_wait_time_ms?: number };
}

interface RawConfiguration {
  name?: string;
  workers_dev?: boolean;
  routes?: (string | { pattern: string })[];
  route?: string | { pattern: string };
  triggers?: { crons?: string[] };
  r2_buckets?: { bucket_name?: string }[];
  queues?: {
    producers?: { queue?: string }[];
    consumers?: {
      queue: string;
      dead_letter_queue?: string;
      max_batch_size?: number;
      max_retries?: number;
      max_batch_timeout?: number;
    }[];
  };
}

/** Reads the file exactly as `wrangler deploy` does. @throws when wrangler would not accept it. */
export async function readConfiguration(file: string): Promise<WorkerConfiguration> {
  // Loaded here, because it takes a second that `--help` should not cost.
  const { unstable_readConfig } = await import('wrangler');
  const raw = unstable_readConfig({ config: file }, { hideWarnings: true }) as RawConfiguration;
  const routes = [...(raw.routes ?? []), ...(raw.route ? [raw.route] : [])];
  const consumers = (raw.queues?.consumers ?? []).map((consumer) => ({
    queue: consumer.queue,
    deadLetterQueue: consumer.dead_letter_queue,
    settings: {
      ...(consumer.max_batch_size === undefined ? {} : { batch_size: consumer.max_batch_size }),
      ...(consumer.max_retries === undefined ? {} : { max_retries: consumer.max_retries }),
      ...(consumer.max_batch_timeout === undefined
        ? {}
        : { max_wait_time_ms: consumer.max_batch_timeout * 1_000 }),
    },
  }));
  const queues = [
    ...(raw.queues?.producers ?? []).flatMap(({ queue }) => queue ?? []),
    ...consumers.flatMap(({ queue, deadLetterQueue }) =>
      deadLetterQueue ? [queue, deadLetterQueue] : [queue],
    ),
  ];
  return {
    name: raw.name ?? 'guildhall',
    queues: [...new Set(queues)],
    buckets: (raw.r2_buckets ?? []).flatMap(({ bucket_name }) => bucket_name ?? []),
    crons: raw.triggers?.crons ?? [],
    consumers,
    workersDev: raw.workers_dev ?? routes.length === 0,
    routeUrl: routes.map(hostOf).find((url) => url !== undefined),
    text: await readFile(file, 'utf8'),
  };
}

/** `example.com` and `example.com/*` are whole hosts; other patterns cover only a part of one. */
function hostOf(route: string | { pattern: string }): string | undefined {
  const pattern = typeof route === 'string' ? route : route.pattern;
  const host = /^([a-z0-9.-]+\.[a-z]+)(\/\*?)?$/i.exec(pattern)?.[1];
  return host ? `https://${host.toLowerCase()}` : undefined;
}
