import { type Cloudflare, CloudflareError, explain } from './cloudflare-api.ts';
import type { WorkerConfiguration } from './configuration.ts';
import { already, done, failed, type Outcome, planned } from './step.ts';

export interface Queue {
  queue_id: string;
  queue_name: string;
  consumers?: {
    script?: string;
    service?: string;
    dead_letter_queue?: string;
    settings?: { batch_size?: number; max_retries?: number; max_wait_time_ms?: number };
  }[];
}

const NO_SUCH_BUCKET = 10006;
/** Both mean that somebody was faster, which is as good. */
const TAKEN = [11009, 10004];
const R2_IS_OFF = 10042;

/** Those of the names that exist; asked for by name, so that an account with many queues needs one page. */
export function listQueues(
  cloudflare: Cloudflare,
  accountId: string,
  names: readonly string[],
): Promise<Queue[]> {
  const query = new URLSearchParams([['page', '1'], ...names.map((name) => ['name', name])]);
  return cloudflare.request<Queue[]>('GET', `/accounts/${accountId}/queues?${query}`);
}

/** Makes the queues and buckets that wrangler.toml names and the account does not have. */
export async function makeResources(
  cloudflare: Cloudflare,
  accountId: string,
  { queues, buckets }: WorkerConfiguration,
  dryRun: boolean,
): Promise<Outcome<void>> {
  const existing = await listQueues(cloudflare, accountId, queues).catch((error) => {
    throw explain(error, 'to list the queues', 'Queues: Edit');
  });
  const names = new Set(existing.map(({ queue_name }) => queue_name));
  const missingQueues = queues.filter((name) => !names.has(name));
  const missingBuckets: string[] = [];
  for (const bucket of buckets) {
    if (!(await hasBucket(cloudflare, accountId, bucket))) missingBuckets.push(bucket);
  }
  const count = `${queues.length} queues and ${buckets.length === 1 ? 'the bucket' : `${buckets.length} buckets`}`;
  const missing = [...missingQueues, ...missingBuckets.map((bucket) => `the bucket ${bucket}`)];
  if (missing.length === 0) return already(`all ${count} were there.`, undefined);
  if (dryRun) return planned(`would make ${missing.join(', ')}.`, undefined);
  for (const queue_name of missingQueues) {
    await make(
      cloudflare.request('POST', `/accounts/${accountId}/queues`, { queue_name }),
      `to make the queue ${queue_name}`,
      'Queues: Edit',
    );
  }
  for (const name of missingBuckets) {
    await make(
      cloudflare.request('POST', `/accounts/${accountId}/r2/buckets`, { name }),
      `to make the bucket ${name}`,
      'Workers R2 Storage: Edit',
    );
  }
  return done(`made ${missing.join(', ')}.`, undefined);
}

async function make(request: Promise<unknown>, doing: string, permission: string): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (error instanceof CloudflareError && TAKEN.includes(error.code)) return;
    throw explain(error, doing, permission);
  }
}

async function hasBucket(cloudflare: Cloudflare, accountId: string, name: string): Promise<boolean> {
  try {
    await cloudflare.request('GET', `/accounts/${accountId}/r2/buckets/${name}`);
    return true;
  } catch (error) {
    if (error instanceof CloudflareError && error.code === NO_SUCH_BUCKET) return false;
    if (error instanceof CloudflareError && error.code === R2_IS_OFF) {
      throw failed(
        'R2, which keeps the files, is not switched on in this Cloudflare account.',
        `Open https://dash.cloudflare.com/${accountId}/r2/overview, switch R2 on (it has a free part), then run \`npm run deploy\` again.`,
      );
    }
    throw explain(error, `to look for the bucket ${name}`, 'Workers R2 Storage: Edit');
  }
}
