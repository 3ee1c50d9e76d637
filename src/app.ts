import { accessSettings } from './core/access/settings.ts';
import { type Config, type Env, readConfig } from './core/env.ts';
import type { Feature } from './core/feature.ts';
import { receiveInteraction } from './core/interactions/receive.ts';
import { createLog } from './core/log.ts';
import { type Outside, platform } from './core/outside.ts';
import type { QueueBatch } from './core/queue/consume.ts';
import { createRegistry } from './core/registry.ts';
import { createRuntime, type Runtime } from './core/runtime.ts';

export interface Execution {
  waitUntil(promise: Promise<unknown>): void;
}

/** The Worker's three entries, and what a Durable Object of it works with. */
export interface App {
  fetch(request: Request, env: Env, execution: Execution): Promise<Response>;
  queue(batch: QueueBatch, env: Env, execution: Execution): Promise<void>;
  scheduled(event: unknown, env: Env, execution: Execution): Promise<void>;
  runtime(env: Env, execution: Execution): Runtime;
}

const PATH = '/interactions';

/**
 * Joins core and features; the only file that knows both. Throws at start if the features clash.
 * The interaction path is evaluated at start; everything else when it is first needed.
 */
export function createApp(features: readonly Feature[], outside: Outside = platform): App {
  const registry = createRegistry(features, { settings: [accessSettings] });
  const log = createLog({});
  // The platform hands the same bindings to every event of an isolate, so they are read once.
  let known: { env: Env; config: Config } | undefined;
  const open = (env: Env, execution: Execution) => {
    if (known?.env !== env) known = { env, config: readConfig(env) };
    return createRuntime({ registry, outside, config: known.config, log }, execution);
  };

  return {
    fetch(request, env, execution) {
      const runtime = open(env, execution);
      if (isInteractionsUrl(request.url)) return receiveInteraction(request, runtime);
      return import('./core/http/app.ts').then(({ handleHttp }) => handleHttp(request, runtime));
    },
    async queue(batch, env, execution) {
      const { consumeBatch } = await import('./core/queue/consume.ts');
      await consumeBatch(batch, open(env, execution));
    },
    async scheduled(_event, env, execution) {
      const runtime = open(env, execution);
      const [{ tick }, { reconcileGateway }] = await Promise.all([
        import('./core/queue/schedule.ts'),
        import('./core/gateway/reconcile.ts'),
      ]);
      // Neither waits for the other, nor is kept from its work by what the other cannot do.
      const done = await Promise.allSettled([tick(runtime), reconcileGateway(runtime)]);
      for (const one of done) if (one.status === 'rejected') throw one.reason;
    },
    runtime: open,
  };
}

/** Whether the path is `/interactions`, without the cost of parsing the whole address. */
function isInteractionsUrl(url: string): boolean {
  const path = url.indexOf('/', url.indexOf('://') + 3);
  const end = path + PATH.length;
  return url.startsWith(PATH, path) && (url.length === end || url[end] === '?' || url[end] === '#');
}
