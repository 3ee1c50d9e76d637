import type { Config } from './env.ts';
import type { Log } from './log.ts';
import type { Outside } from './outside.ts';
import type { Registry } from './registry.ts';

/** What one event (request, queue batch, cron tick) works with; nothing in it outlives the event. */
export interface Runtime {
  registry: Registry;
  config: Config;
  outside: Outside;
  log: Log;
  /** Lets a promise finish after the response; failures are logged. */
  defer(promise: Promise<unknown>): void;
}

interface ExecutionLike {
  waitUntil(promise: Promise<unknown>): void;
}

export function createRuntime(parts: Omit<Runtime, 'defer'>, execution: ExecutionLike): Runtime {
  return {
    ...parts,
    defer: (promise) =>
      execution.waitUntil(
        promise.catch((error: unknown) => parts.log.error('deferred work failed', { error })),
      ),
  };
}
