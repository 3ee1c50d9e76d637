import { type Cloudflare, CloudflareError } from './cloudflare-api.ts';
import type { WorkerConfiguration } from './configuration.ts';
import { keyMarks } from './key-marks.ts';
import { listQueues } from './resources.ts';

/** The Worker as Cloudflare has it. */
export interface DeployedWorker {
  exists: boolean;
  secretNames: string[];
  /** Of the version that answers; see fingerprint.ts. */
  tag: string | undefined;
  /** Marks of the keys that were uploaded last from here; undefined if that cannot be told. */
  keyMarks: string[] | undefined;
}

interface Version {
  id: string;
  annotations?: Record<string, string>;
}

const NOT_FOUND = [10007, 10090];
const MESSAGE = 'Guildhall';
/** Cloudflare shows 100 characters of a message. */
const MAX_MARKS = 10;

/** Marks of the keys in a ring, as many as a message holds. */
export const marksOf = (ring: string): string[] => keyMarks(ring).slice(0, MAX_MARKS);

/** The message that a deployment carries: what `keyMarks` is read from the next time. */
export const messageWith = (marks: readonly string[]): string =>
  marks.length === 0 ? MESSAGE : `${MESSAGE}, keys ${marks.join(' ')}`;

export async function readDeployedWorker(
  cloudflare: Cloudflare,
  accountId: string,
  name: string,
): Promise<DeployedWorker> {
  const script = `/accounts/${accountId}/workers/scripts/${name}`;
  const secrets = await unlessMissing(cloudflare.request<{ name: string }[]>('GET', `${script}/secrets`));
  if (!secrets) return { exists: false, secretNames: [], tag: undefined, keyMarks: undefined };
  const [{ deployments = [] }, { items = [] }] = await Promise.all([
    cloudflare.request<{ deployments?: { versions?: { version_id: string; percentage: number }[] }[] }>(
      'GET',
      `${script}/deployments`,
    ),
    cloudflare.request<{ items?: Version[] }>('GET', `${script}/versions`),
  ]);
  const active = deployments[0]?.versions?.find(({ percentage }) => percentage === 100)?.version_id;
  const version = items.find(({ id }) => id === active);
  const marked = items.map(({ annotations }) => readMarks(annotations?.['workers/message'])).find(Boolean);
  return {
    exists: true,
    secretNames: secrets.map((secret) => secret.name),
    tag: version?.annotations?.['workers/tag'],
    keyMarks: marked,
  };
}

/** What of the configuration is not yet connected to the Worker, in words; empty when all is. */
export async function missingTriggers(
  cloudflare: Cloudflare,
  accountId: string,
  { name, crons, queues: names, consumers, workersDev }: WorkerConfiguration,
): Promise<string[]> {
  const script = `/accounts/${accountId}/workers/scripts/${name}`;
  const [{ schedules = [] }, { enabled = false }, queues] = await Promise.all([
    cloudflare.request<{ schedules?: { cron: string }[] }>('GET', `${script}/schedules`),
    cloudflare.request<{ enabled?: boolean }>('GET', `${script}/subdomain`),
    listQueues(cloudflare, accountId, names),
  ]);
  const missing: string[] = [];
  const actual = schedules.map(({ cron }) => cron).sort();
  if (actual.join('|') !== [...crons].sort().join('|')) missing.push('the schedule');
  if (enabled !== workersDev) missing.push('the workers.dev address');
  for (const { queue, deadLetterQueue, settings } of consumers) {
    const found = queues
      .find(({ queue_name }) => queue_name === queue)
      ?.consumers?.find(({ script: one, service }) => one === name || service === name);
    const same =
      found &&
      (found.dead_letter_queue || undefined) === deadLetterQueue &&
      Object.entries(settings).every(
        ([key, value]) => found.settings?.[key as keyof typeof settings] === value,
      );
    if (!same) missing.push(`the consumer of ${queue}`);
  }
  return missing;
}

function readMarks(message: string | undefined): string[] | undefined {
  const [, marks] = /^Guildhall, keys ([0-9a-f ]+)$/.exec(message ?? '') ?? [];
  return marks?.split(' ').filter(Boolean);
}

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof CloudflareError && NOT_FOUND.includes(error.code)) return undefined;
    throw error;
  }
}
