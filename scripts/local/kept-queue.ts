import type { R2Bucket } from '@cloudflare/workers-types';
import type { App } from '../../src/app.ts';
import type { Env, QueueBinding } from '../../src/core/env.ts';
import { KeptEvents } from './kept-events.ts';

/** Bound only where the state of a start is kept. */
type KeptEnv = Env & { QUEUE_COPY?: R2Bucket };

/**
 * The Worker with a queue that survives its process, as the platform's does: the local one lives in memory. A deferred
 * interaction has nobody else to speak for it, and Discord tells an event that the queue has had no second time, be it
 * of the gateway or of the webhook.
 * Whatever else is queued has a row that the cron finds. At-least-once: a copy is there before the message is sent and
 * goes when it is acknowledged.
 */
export function withKeptQueue(app: App): App & { resume(env: Env): Promise<number> } {
  const opened = new WeakMap<Env, Env>();
  const events = new KeptEvents();
  // One object for each environment, because the app reads the bindings of an object once.
  const keeping = (env: KeptEnv): Env => {
    const copies = env.QUEUE_COPY;
    if (!copies) return env;
    const known = opened.get(env) ?? {
      ...env,
      JOBS: keepCopies(env.JOBS, copies),
      GATEWAY_EVENTS: events.keep(env.GATEWAY_EVENTS, copies),
    };
    opened.set(env, known);
    return known;
  };
  return {
    fetch: (request, env, execution) => app.fetch(request, keeping(env), execution),
    scheduled: (event, env, execution) => app.scheduled(event, keeping(env), execution),
    runtime: (env, execution) => app.runtime(keeping(env), execution),
    base: (env, execution) => app.base(keeping(env), execution),
    async queue(batch, env: KeptEnv, execution) {
      const done: string[] = [];
      const messages = batch.messages.map((message) => ({
        id: message.id,
        attempts: message.attempts,
        body: message.body,
        retry: (options?: { delaySeconds?: number }) => message.retry(options),
        ack: () => {
          done.push(...(keyOf(message.body) ?? events.acknowledged(message.body)));
          message.ack();
        },
      }));
      await app.queue({ queue: batch.queue, messages }, keeping(env), execution);
      if (done.length > 0) await env.QUEUE_COPY?.delete(done);
    },
    /** Sends again what was not acknowledged when the process ended; gives how many copies there were. */
    async resume(env: KeptEnv) {
      const copies = env.QUEUE_COPY;
      if (!copies) return 0;
      const kept = (await copies.list()).objects;
      for (const { key } of kept) {
        const copy = await (await copies.get(key))?.json();
        if (events.isKey(key)) await events.resend(env.GATEWAY_EVENTS, key, copy as string[]);
        else await env.JOBS.send(copy);
      }
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

/** Of a deferred interaction and of a webhook event its id, of anything else nothing. */
function keyOf(body: unknown): [string] | undefined {
  const { kind, payload, id } = (body ?? {}) as { kind?: unknown; payload?: { id?: unknown }; id?: unknown };
  if (kind === 'discord-event') return [`discord-event-${id}`];
  return kind === 'interaction' && payload?.id ? [String(payload.id)] : undefined;
}
