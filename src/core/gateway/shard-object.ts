import type { Env } from '../env.ts';
import type { BaseRuntime, Runtime } from '../runtime.ts';
import type { ObjectState } from './objects.ts';
import type { ShardDriver } from './shard-driver.ts';
import type { ShardConfig } from './shard-state.ts';

export interface ObjectApp {
  runtime(env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): Promise<Runtime>;
  base(env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): BaseRuntime;
}

/** Asks a shard to be connected; repeated every minute. */
export interface StartRequest {
  config: ShardConfig;
  /** Servers of which nothing is wanted. */
  held: string[];
  again?: boolean;
}

/**
 * An outgoing socket does not keep its object alive for longer than 15 minutes. An alarm is an event, so it does, and it
 * brings back an object that was ended: by a deploy, or because its machine was wanted for something else.
 */
const ALARM_MS = 20_000;

/** One Durable Object for each shard: gives the shard's driver a place to live in, a memory, and its orders. */
export function createGatewayShard(app: ObjectApp) {
  return class GatewayShard {
    private readonly state: ObjectState;
    private readonly env: Env;
    private loading: Promise<ShardDriver> | undefined;

    constructor(state: ObjectState, env: Env) {
      this.state = state;
      this.env = env;
    }

    async fetch(request: Request): Promise<Response> {
      const driver = await this.driver();
      const { pathname } = new URL(request.url);
      if (pathname === '/start') await this.start(driver, (await request.json()) as StartRequest);
      else if (pathname === '/stop') {
        driver.tell({ kind: 'stop' });
        driver.save();
        await this.state.storage.deleteAlarm();
      } else if (pathname !== '/status') return new Response(null, { status: 404 });
      return Response.json(driver.status());
    }

    async alarm(): Promise<void> {
      await this.state.storage.setAlarm(Date.now() + ALARM_MS);
      try {
        const driver = await this.driver();
        driver.tell({ kind: 'tick' });
        if (!driver.isRunning) await this.state.storage.deleteAlarm();
      } catch (error) {
        app.base(this.env, this.state).log.error('the gateway could not go on', { error });
      }
    }

    /** Made once in the object's life: goes on where the last one ended, if it is still to be. */
    private driver(): Promise<ShardDriver> {
      this.loading ??= this.load().catch((error: unknown) => {
        this.loading = undefined;
        throw error;
      });
      return this.loading;
    }

    private async load(): Promise<ShardDriver> {
      const [{ ShardMemory }, { ShardDriver }, { sessionKey }] = await Promise.all([
        import('./shard-memory.ts'),
        import('./shard-driver.ts'),
        import('./session-key.ts'),
      ]);
      const memory = new ShardMemory(this.state.storage);
      const stored = await memory.load();
      const runtime = await app.runtime(this.env, this.state);
      const driver = new ShardDriver(runtime, memory, stored);
      const { config, running } = stored;
      if (running && config && config.key === (await sessionKey(runtime, config.shards)))
        driver.tell({ kind: 'start', config });
      return driver;
    }

    private async start(driver: ShardDriver, { config, held, again = false }: StartRequest): Promise<void> {
      const { sessionKey } = await import('./session-key.ts');
      driver.hold(held);
      // Older code, or an older token, would only be refused; the object that follows is asked within a minute.
      if (config.key !== (await sessionKey(await app.runtime(this.env, this.state), config.shards))) return;
      driver.tell({ kind: 'start', config, again });
      driver.tell({ kind: 'tick' });
      driver.save();
      if (driver.isRunning && (await this.state.storage.getAlarm()) === null)
        await this.state.storage.setAlarm(Date.now() + ALARM_MS);
    }
  };
}
