import type { App } from '../../src/app.ts';
import type { Env, QueueBinding } from '../../src/core/env.ts';

/** A message that was sent with a delay: when it is due, in Unix milliseconds by the local clock. */
interface Delayed {
  body: unknown;
  dueAt: number;
}

/**
 * The Worker with a queue of jobs whose delays go by the local clock: the queue itself goes by the machine's, so what
 * comes due because the clock is put forward is sent anew. The queue's own delivery then is a repeat, as any may be.
 */
export function withClockedQueue(
  app: App,
  now: () => number,
): App & { putForward(env: Env, from: number): Promise<void> } {
  const wrapped = new WeakMap<Env, Env>();
  let waiting: Delayed[] = [];
  const remember = (body: unknown, delaySeconds = 0) => {
    if (delaySeconds > 0) waiting.push({ body, dueAt: now() + delaySeconds * 1_000 });
  };
  const watched = (queue: QueueBinding): QueueBinding => ({
    async send(message, options) {
      remember(message, options?.delaySeconds);
      return queue.send(message, options);
    },
    async sendBatch(messages) {
      const all = [...messages];
      for (const { body, delaySeconds } of all) remember(body, delaySeconds);
      return queue.sendBatch(all);
    },
  });
  // One object for each environment, because the app reads the bindings of an object once.
  const wrap = (env: Env): Env => {
    const known = wrapped.get(env) ?? { ...env, JOBS: watched(env.JOBS) };
    wrapped.set(env, known);
    return known;
  };
  return {
    fetch: (request, env, execution) => app.fetch(request, wrap(env), execution),
    queue: (batch, env, execution) => app.queue(batch, wrap(env), execution),
    scheduled: (event, env, execution) => app.scheduled(event, wrap(env), execution),
    runtime: (env, execution) => app.runtime(wrap(env), execution),
    base: (env, execution) => app.base(wrap(env), execution),
    /** `from`: what the clock showed before. What came due until then is on its way by itself. */
    async putForward(env, from) {
      const due = waiting.filter(({ dueAt }) => dueAt > from && dueAt <= now());
      waiting = waiting.filter(({ dueAt }) => dueAt > now());
      for (const { body } of due) await env.JOBS.send(body);
    },
  };
}
