import type { Config } from './env.ts';
import type { Log } from './log.ts';
import type { Outside } from './outside.ts';
import type { Registry } from './registry.ts';

/** What one event works with before the features are loaded; nothing in it outlives the event. */
export interface BaseRuntime {
  config: Config;
  outside: Outside;
  log: Log;
  /** Lets a promise finish after the response; failures are logged. */
  defer(promise: Promise<unknown>): void;
  /** The same with all features, which are loaded when they are first asked for. */
  whole(): Promise<Runtime>;
}

/** What one event (request, queue batch, cron tick) works with. */
export interface Runtime extends BaseRuntime {
  registry: Registry;
}

interface ExecutionLike {
  waitUntil(promise: Promise<unknown>): void;
}

export function createRuntime(
  { registry, ...parts }: Omit<BaseRuntime, 'defer' | 'whole'> & { registry: () => Promise<Registry> },
  execution: ExecutionLike,
): BaseRuntime {
  const base: BaseRuntime = {
    ...parts,
    defer: (promise) =>
      execution.waitUntil(
        promise.catch((error: unknown) => parts.log.error('deferred work failed', { error })),
      ),
    whole: async () => ({ ...base, registry: await registry() }),
  };
  return base;
}
