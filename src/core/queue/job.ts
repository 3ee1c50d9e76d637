import type { GenericSchema, InferOutput } from 'valibot';
import type { ActionContext } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import type { WebhookEventMessage } from '../webhook-events/message.ts';

/** Slow or outside work, run from the queue at least once: whatever it does must bear being done again. */
export interface Job {
  title: string;
  schema: GenericSchema;
  /** Tries in all before it is dead and waits for an admin; default 8. */
  maxAttempts?: number;
  run(ctx: ActionContext, payload: unknown): Promise<unknown>;
  /** For a job of no server: whose admins are told when it is given up, and can run it again; null if nobody's. */
  concerns?(runtime: Runtime, payload: unknown): Promise<string | null>;
}

/** Declares a job; `run` gets the payload as its schema types it. */
export function defineJob<S extends GenericSchema>(job: {
  title: string;
  schema: S;
  maxAttempts?: number;
  run(ctx: ActionContext, payload: InferOutput<S>): Promise<unknown>;
  concerns?(runtime: Runtime, payload: InferOutput<S>): Promise<string | null>;
}): Job {
  // Safe because the consumer parses the payload with this schema before it calls run.
  return job as Job;
}

export interface NewJob {
  /** `<feature>.<job>` */
  name: string;
  payload: Record<string, unknown>;
  /** Same guild, name and key, same job: a second one is dropped as long as the first is remembered (30 days). */
  key?: string;
  /** Not before this time; default now. */
  runAt?: Date;
}

/** What travels through the queue `jobs`. The row in Postgres is the truth; the message only wakes its worker. */
export type JobMessage =
  | { kind: 'job'; id: string }
  | { kind: 'signal'; id: string }
  | { kind: 'interaction'; payload: unknown; requestId: string; known?: unknown }
  | WebhookEventMessage;

/** What travels through the queue `deliveries`: wakes one lane, or the lane that a delivery waits in. */
export type DeliveryMessage = { kind: 'lane'; lane: string } | { kind: 'delivery'; id: string };

const BASE_MS = 2_000;
const CAP_MS = 15 * 60_000;
export const DEFAULT_MAX_ATTEMPTS = 8;

/** Full-jitter exponential backoff in milliseconds before attempt `attempts + 1`. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(ceiling * (0.5 + random() / 2));
}
