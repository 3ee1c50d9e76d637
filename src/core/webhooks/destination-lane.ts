import type { Env } from '../env.ts';
import type { BaseRuntime, Runtime } from '../runtime.ts';
import { laneKind } from './lane.ts';

/** What a lane keeps between events, in the storage of its Durable Object. */
export interface LaneMemory {
  get<Value>(key: string): Promise<Value | undefined>;
  put<Value>(key: string, value: Value): Promise<void>;
}

interface ObjectState {
  storage: LaneMemory & { getAlarm(): Promise<number | null>; setAlarm(at: number): Promise<void> };
  waitUntil(promise: Promise<unknown>): void;
}

interface LaneApp {
  runtime(env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): Promise<Runtime>;
  base(env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): BaseRuntime;
}

/** Notices that come within this time of each other go into one post; no longer than GATHER_MOST_MS in all. */
const GATHER_MS = 300;
const GATHER_MOST_MS = 2_000;
/** A program's lane begins at once, but not more often than this: what comes in between goes out together. */
const SPACING_MS = 500;
/** After a failure of our own, say of the database. The sweep wakes lanes too, so this only bounds the wait. */
const TROUBLE_MS = 20_000;

/**
 * One Durable Object for each destination: sends what waits in its lane, and nothing else. So a dead or slow
 * destination has only itself to hold up, order is kept, and the pace of a Discord webhook is known in one place.
 * The rows in Postgres are the truth; an object that is lost is woken again by the sweep.
 */
export function createDestinationLane(app: LaneApp) {
  return class DestinationLane {
    private readonly state: ObjectState;
    private readonly env: Env;
    /** When the oldest and the youngest wake-up came that the alarm has not answered yet; Unix milliseconds. */
    private wokenFrom = 0;
    private wokenAt = 0;
    private drainedAt = 0;
    private lane: string | undefined;

    constructor(state: ObjectState, env: Env) {
      this.state = state;
      this.env = env;
    }

    async fetch(request: Request): Promise<Response> {
      const lane = await request.text();
      if (this.lane === undefined) {
        await this.state.storage.put('lane', lane);
        this.lane = lane;
      }
      const now = Date.now();
      if (this.wokenFrom === 0) this.wokenFrom = now;
      this.wokenAt = now;
      const gathers = laneKind(lane) === 'discord';
      const at = gathers
        ? Math.min(now + GATHER_MS, this.wokenFrom + GATHER_MOST_MS)
        : Math.max(now, this.drainedAt + SPACING_MS);
      await this.setAlarm(at, gathers);
      return new Response(null, { status: 204 });
    }

    async alarm(): Promise<void> {
      const quietMs = Date.now() - this.wokenAt;
      this.wokenFrom = 0;
      let againMs: number | undefined;
      try {
        this.lane ??= await this.state.storage.get<string>('lane');
        if (this.lane === undefined) return;
        const [{ drainLane }, runtime] = await Promise.all([
          import('./drain-lane.ts'),
          app.runtime(this.env, this.state),
        ]);
        againMs = await drainLane(runtime, this.lane, this.state.storage, { quietMs });
      } catch (error) {
        app.base(this.env, this.state).log.error('lane failed', { lane: this.lane, error });
        againMs = TROUBLE_MS;
      }
      this.drainedAt = Date.now();
      if (againMs !== undefined) await this.setAlarm(Date.now() + againMs, false);
    }

    /** There is one alarm: it may be put off only while notices are gathered. */
    private async setAlarm(at: number, mayPutOff: boolean): Promise<void> {
      const set = await this.state.storage.getAlarm();
      if (set === null || at < set || (mayPutOff && set < at)) await this.state.storage.setAlarm(at);
    }
  };
}
