import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import type { Binding } from './read-upload.ts';
import type { AccountState, StoredWorker, WorkerVersion } from './state.ts';

type V4Options = Parameters<typeof convertV4MiniflareOptions>[0];

/** A deployed version in workerd, bound to its own secrets, queues and buckets. */
export interface ServedWorker {
  url: string;
  close(): Promise<void>;
}

/** Serves what is deployed: the very modules that were uploaded, with the consumers that the account's queues have. */
export async function serveWorker(
  state: AccountState,
  worker: StoredWorker,
  version: WorkerVersion,
): Promise<ServedWorker> {
  const texts = version.bindings.filter(({ type }) => type === 'secret_text' || type === 'plain_text');
  // The first one is the main module.
  const modules = version.modules.toSorted(
    (a, b) => Number(b.name === version.mainModule) - Number(a.name === version.mainModule),
  );
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: worker.name,
      host: '127.0.0.1',
      port: 0,
      cf: false,
      modules: modules.map(({ name, contents }) => ({ type: 'ESModule', path: name, contents })),
      compatibilityDate: version.compatibilityDate,
      compatibilityFlags: version.compatibilityFlags,
      bindings: Object.fromEntries(texts.map(({ name, text }) => [name, text ?? ''])),
      queueProducers: bound(version, 'queue', ({ queue_name }) => queue_name),
      r2Buckets: bound(version, 'r2_bucket', ({ bucket_name }) => bucket_name),
      queueConsumers: consumersOf(state, worker),
      durableObjects: bound(version, 'durable_object_namespace', ({ class_name }) => ({
        className: class_name,
        useSQLite: true,
      })),
      ratelimits: bound(version, 'ratelimit', ({ simple, namespace_id }) => ({ simple, namespace_id })),
      handleStructuredLogs: () => {},
    } as V4Options),
  );
  try {
    const url = (await miniflare.ready).href.replace(/\/$/, '');
    return { url, close: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** The bindings of a type by name, as the runtime wants them. */
function bound({ bindings }: WorkerVersion, type: string, read: (binding: Binding) => unknown) {
  return Object.fromEntries(
    bindings.filter((binding) => binding.type === type).map((binding) => [binding.name, read(binding)]),
  );
}

function consumersOf(state: AccountState, { name }: StoredWorker) {
  return Object.fromEntries(
    [...state.queues.values()].flatMap(({ queue_name, consumers }) =>
      consumers
        .filter(({ script }) => script === name)
        .map(({ dead_letter_queue, settings }) => [
          queue_name,
          {
            maxBatchSize: settings.batch_size ?? 10,
            maxBatchTimeout: (settings.max_wait_time_ms ?? 5_000) / 1_000,
            maxRetries: settings.max_retries ?? 3,
            ...(dead_letter_queue ? { deadLetterQueue: dead_letter_queue } : {}),
          },
        ]),
    ),
  );
}
