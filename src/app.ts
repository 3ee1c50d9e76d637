import { type Config, type Env, readConfig } from './core/env.ts';
import { type FeatureSource, openDesk } from './core/front.ts';
import { receiveInteraction } from './core/interactions/receive.ts';
import { createLog } from './core/log.ts';
import { type Outside, platform } from './core/outside.ts';
import type { QueueBatch } from './core/queue/consume.ts';
import type { Registry } from './core/registry.ts';
import { type BaseRuntime, createRuntime, type Runtime } from './core/runtime.ts';

export interface Execution {
  waitUntil(promise: Promise<unknown>): void;
}

/** The Worker's three entries, and what a Durable Object of it works with. */
export interface App {
  fetch(request: Request, env: Env, execution: Execution): Promise<Response>;
  queue(batch: QueueBatch, env: Env, execution: Execution): Promise<void>;
  scheduled(event: unknown, env: Env, execution: Execution): Promise<void>;
  runtime(env: Env, execution: Execution): Promise<Runtime>;
  /** What is there at once, without the features. */
  base(env: Env, execution: Execution): BaseRuntime;
}

const PATH = '/interactions';

/**
 * Joins core and features; the only file that knows both. The interaction path is evaluated at start, everything else,
 * the features among it, when it is first needed; that they do not clash is checked when the Worker is bundled.
 */
export function createApp(source: FeatureSource, outside: Outside = platform): App {
  const desk = openDesk(source);
  let known: Registry | undefined;
  const registry = async () => {
    if (known) return known;
    const [features, { openRegistry }] = await Promise.all([source.all(), import('./core/open-registry.ts')]);
    known ??= openRegistry(features, source.api);
    return known;
  };
  const log = createLog({});
  // The platform hands the same bindings to every event of an isolate, so they are read once.
  let read: { env: Env; config: Config } | undefined;
  const open = (env: Env, execution: Execution) => {
    if (read?.env !== env) read = { env, config: readConfig(env) };
    return createRuntime({ registry, outside, config: read.config, log }, execution);
  };

  return {
    async fetch(request, env, execution) {
      const base = open(env, execution);
      if (isInteractionsUrl(request.url)) return receiveInteraction(request, base, desk);
      const [{ handleHttp }, runtime] = await Promise.all([import('./core/http/app.ts'), base.whole()]);
      return handleHttp(request, runtime);
    },
    async queue(batch, env, execution) {
      const [{ consumeBatch }, runtime] = await Promise.all([
        import('./core/queue/consume.ts'),
        open(env, execution).whole(),
      ]);
      await consumeBatch(batch, runtime);
    },
    async scheduled(_event, env, execution) {
      const [{ tick }, { reconcileGateway }, runtime] = await Promise.all([
        import('./core/queue/schedule.ts'),
        import('./core/gateway/reconcile.ts'),
        open(env, execution).whole(),
      ]);
      // Neither waits for the other, nor is kept from its work by what the other cannot do.
      const done = await Promise.allSettled([tick(runtime), reconcileGateway(runtime)]);
      for (const one of done) if (one.status === 'rejected') throw one.reason;
    },
    runtime: (env, execution) => open(env, execution).whole(),
    base: open,
  };
}

/** Whether the path is `/interactions`, without the cost of parsing the whole address. */
function isInteractionsUrl(url: string): boolean {
  const path = url.indexOf('/', url.indexOf('://') + 3);
  const end = path + PATH.length;
  return url.startsWith(PATH, path) && (url.length === end || url[end] === '?' || url[end] === '#');
}
