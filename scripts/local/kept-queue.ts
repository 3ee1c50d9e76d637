import type { R2Bucket } from '@cloudflare/workers-types';
import type { App } from '../../src/app.ts';
import type { Env, QueueBinding } from '../../src/core/env.ts';

/** Bound only where the state of a start is kept. */
type KeptEnv = Env & { QUEUE_COPY?: R2Bucket };

/**
 * The Worker with a queue that survives its process, as the platform's does: the local one lives in memory, and a
 * deferred interaction has nobody else to speak for it. Whatever else is queued has a row that the cron finds.
 * At-least-once: a copy is there before the message is sent and goes when it is acknowledged.
 */
export function withKeptQueue(app: App): App & { resume(env: Env): Promise<number> } {
  const opened = new WeakMap<Env, Env>();
  // One object for each environment, because the app reads the bindings of an object once.
  const keeping = (env: KeptEnv): Env => {
    const copies = env.QUEUE_COPY;
    if (!copies) return env;
    const known = opened.get(env) ?? { ...env, JOBS: keepCopies(env.JOBS, copies) };
    opened.set(env, known);
    return known;
  };
  return {
    fetch: (request, env, execution) => app.fetch(request, keeping(env), execution),
    scheduled: (event, env, execution) => app.scheduled(event, keeping(env), execution),
    runtime: (env, execution) => app.runtime(keeping(env), execution),
    async queue(batch, env: KeptEnv, execution) {
      const done: string[] = [];
      const messages = batch.messages.map((message) => ({
        id: message.id,
        attempts: message.attempts,
        body: message.body,
        retry: (options?: { delaySeconds?: number }) => message.retry(options),
        ack: () => {
          done.push(...(keyOf(message.body) ?? []));
          message.ack();
        },
      }));
      await app.queue({ queue: batch.queue, messages }, keeping(env), execution);
      if (done.length > 0) await env.QUEUE_COPY?.delete(done);
    },
    /** Sends again what was not acknowledged when the process ended; gives how many. */
    async resume(env: KeptEnv) {
      const kept = (await env.QUEUE_COPY?.list())?.objects ?? [];
      for (const { key } of kept) await env.JOBS.send(await (await env.QUEUE_COPY?.get(key))?.json());
      return kept.length;
    },
  };
}

function keepCopies(queue: QueueBinding, copies: R2Bucket): QueueBinding {
  return {
    async send(message, options) {
      for (const key of keyOf(message) ?? []) await copies.put(key, JSON.stringify(message));
      return queue.send(message, options);
    },
    sendBatch: (messages) => queue.sendBatch(messages),
  };
}

/** Of a deferred interaction its id, of anything else nothing. */
function keyOf(body: unknown): [string] | undefined {
  const { kind, payload } = (body ?? {}) as { kind?: unknown; payload?: { id?: unknown } };
  return kind === 'interaction' && payload?.id ? [String(payload.id)] : undefined;
}
