import { randomUUID } from 'node:crypto';
import type { Upload } from './read-upload.ts';

export interface QueueConsumer {
  consumer_id: string;
  type: 'worker';
  script: string;
  dead_letter_queue?: string;
  settings: { batch_size?: number; max_retries?: number; max_wait_time_ms?: number };
}

export interface StoredQueue {
  queue_id: string;
  queue_name: string;
  consumers: QueueConsumer[];
}

/** A version holds its code and all bindings, secrets included, as they were when it was made. */
export interface WorkerVersion extends Upload {
  id: string;
  number: number;
  annotations: Record<string, string>;
}

export interface StoredWorker {
  name: string;
  /** Oldest first. */
  versions: WorkerVersion[];
  /** Newest first. */
  deployments: { id: string; versionId: string }[];
  crons: string[];
  onWorkersDev: boolean;
}

/** One Cloudflare account, in memory. */
export class AccountState {
  readonly workers = new Map<string, StoredWorker>();
  readonly queues = new Map<string, StoredQueue>();
  readonly buckets = new Set<string>();
  /** Of `<subdomain>.workers.dev`; an account has none until it is registered. */
  subdomain: string | undefined;
  /** Counts up with every change, so that what is served can follow. */
  revision = 0;

  constructor(subdomain: string | undefined) {
    this.subdomain = subdomain;
  }

  activeVersion(worker: StoredWorker): WorkerVersion | undefined {
    const [latest] = worker.deployments;
    return worker.versions.find(({ id }) => id === latest?.versionId);
  }

  addVersion(worker: StoredWorker, upload: Upload): WorkerVersion {
    const version = { ...upload, id: randomUUID(), number: worker.versions.length + 1 };
    worker.versions.push(version);
    return version;
  }

  queueNamed(name: string): StoredQueue | undefined {
    return [...this.queues.values()].find(({ queue_name }) => queue_name === name);
  }
}
