import { accessSettings } from './core/access/settings.ts';
import { type Env, readConfig } from './core/env.ts';
import type { Feature } from './core/feature.ts';
import { receiveInteraction } from './core/interactions/receive.ts';
import { createLog } from './core/log.ts';
import { type Outside, platform } from './core/outside.ts';
import type { QueueBatch } from './core/queue/consume.ts';
import { createRegistry } from './core/registry.ts';
import { createRuntime } from './core/runtime.ts';

export interface Execution {
  waitUntil(promise: Promise<unknown>): void;
}

/** The Worker's three entries. */
export interface App {
  fetch(request: Request, env: Env, execution: Execution): Promise<Response>;
  queue(batch: QueueBatch, env: Env, execution: Execution): Promise<void>;
  scheduled(event: unknown, env: Env, execution: Execution): Promise<void>;
}

/**
 * Joins core and features; the only file that knows both. Throws at start if the features clash.
 * The interaction path is evaluated at start; everything else when it is first needed.
 */
export function createApp(features: readonly Feature[], outside: Outside = platform): App {
  const registry = createRegistry(features, { settings: [accessSettings] });
  const open = (env: Env, execution: Execution) =>
    createRuntime({ registry, outside, config: readConfig(env), log: createLog({}) }, execution);

  return {
    async fetch(request, env, execution) {
      const runtime = open(env, execution);
      if (new URL(request.url).pathname === '/interactions') return receiveInteraction(request, runtime);
      const { handleHttp } = await import('./core/http/app.ts');
      return handleHttp(request, runtime);
    },
    async queue(batch, env, execution) {
      const { consumeBatch } = await import('./core/queue/consume.ts');
      await consumeBatch(batch, open(env, execution));
    },
    async scheduled(_event, env, execution) {
      const { tick } = await import('./core/queue/schedule.ts');
      await tick(open(env, execution));
    },
  };
}
