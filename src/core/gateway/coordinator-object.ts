import type { Env } from '../env.ts';
import type { Runtime } from '../runtime.ts';
import type { Coordinator, CoordinatorMemory } from './coordinator.ts';
import type { ObjectState } from './objects.ts';
import type { ObjectApp } from './shard-object.ts';

/** What the cron and admins ask for. Without `held`, what was held before is still. */
export interface ReconcileRequest {
  /** Servers whose admins want nothing to be listened to. */
  held?: string[];
  /** Somebody has put right what stopped a shard: try again, with a fresh plan. */
  again?: boolean;
}

/** The one Durable Object that says which shards there are, and when each may begin a session. */
export function createGatewayCoordinator(app: ObjectApp) {
  return class GatewayCoordinator {
    private readonly state: ObjectState;
    private readonly env: Env;
    private loading: Promise<Coordinator> | undefined;
    private working: Promise<unknown> = Promise.resolve();

    constructor(state: ObjectState, env: Env) {
      this.state = state;
      this.env = env;
    }

    async fetch(request: Request): Promise<Response> {
      const coordinator = await this.coordinator();
      const { pathname } = new URL(request.url);
      const runtime = await this.runtime();
      const body = await request.json();
      switch (pathname) {
        case '/reconcile':
          await this.inTurn(() => coordinator.reconcile(runtime, body as ReconcileRequest));
          return Response.json(await coordinator.status(runtime));
        case '/status':
          return Response.json(await coordinator.status(runtime));
        case '/permit':
          return Response.json(await coordinator.permit(runtime, Number((body as { shard?: number }).shard)));
        default:
          return new Response(null, { status: 404 });
      }
    }

    private runtime(): Promise<Runtime> {
      return app.runtime(this.env, this.state);
    }

    private coordinator(): Promise<Coordinator> {
      this.loading ??= this.load().catch((error: unknown) => {
        this.loading = undefined;
        throw error;
      });
      return this.loading;
    }

    private async load(): Promise<Coordinator> {
      const { Coordinator } = await import('./coordinator.ts');
      return new Coordinator(this.state.storage, await this.state.storage.get<CoordinatorMemory>('memory'));
    }

    /** Two that change the plan at once would start what the other stops. */
    private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
      const done = this.working.then(work, work);
      this.working = done.catch(() => {});
      return done;
    }
  };
}
