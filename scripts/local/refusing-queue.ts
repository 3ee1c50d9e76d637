import type { App } from '../../src/app.ts';
import type { Env, QueueBinding } from '../../src/core/env.ts';

/** Whether the queue of the gateway's events refuses what is sent there, as one does that is over its limits. */
let refuses = false;

/** The Worker with `POST /_local/gateway-queue {refuses}`. */
export function withRefusingQueue(app: App): App {
  const wrapped = new WeakMap<Env, Env>();
  // One object for each environment, because the app reads the bindings of an object once.
  const wrap = (env: Env): Env => {
    const known = wrapped.get(env) ?? { ...env, GATEWAY_EVENTS: refusing(env.GATEWAY_EVENTS) };
    wrapped.set(env, known);
    return known;
  };
  return {
    async fetch(request, env, execution) {
      if (new URL(request.url).pathname !== '/_local/gateway-queue')
        return app.fetch(request, wrap(env), execution);
      ({ refuses } = (await request.json()) as { refuses: boolean });
      return Response.json({ refuses });
    },
    queue: (batch, env, execution) => app.queue(batch, wrap(env), execution),
    scheduled: (event, env, execution) => app.scheduled(event, wrap(env), execution),
    runtime: (env, execution) => app.runtime(wrap(env), execution),
    base: (env, execution) => app.base(wrap(env), execution),
  };
}

function refusing(queue: QueueBinding): QueueBinding {
  const pass = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    if (refuses) throw new Error('Queue sendBatch failed: Too Many Requests');
    return send();
  };
  return {
    send: (message, options) => pass(() => queue.send(message, options)),
    sendBatch: (messages) => pass(() => queue.sendBatch(messages)),
  };
}
