import { randomUUID } from 'node:crypto';

export type PanelState = 'online' | 'offline' | 'rebooting' | 'provisioning';
export type PanelAction = 'start' | 'stop' | 'reboot';

/** A server of a customer, with what it is about to become. */
export interface PanelServer {
  id: string;
  name: string;
  accountId: string;
  state: PanelState;
  /** Unix milliseconds. */
  stateAt: number;
  playersOnline: number;
  playersMost: number;
  /** What it becomes when, soonest first. */
  plan: { state: PanelState; at: number }[];
}

export interface PanelEvent {
  serverId: string;
  state: PanelState;
  /** ISO 8601. */
  at: string;
  eventId: string;
}

export type NewServer = Pick<PanelServer, 'id' | 'name' | 'accountId'> &
  Partial<Pick<PanelServer, 'state' | 'stateAt' | 'playersOnline' | 'playersMost'>>;

/** How long each step takes, in milliseconds. */
const STEPS: Record<PanelAction, readonly { state: PanelState; afterMs: number }[]> = {
  start: [
    { state: 'provisioning', afterMs: 1_000 },
    { state: 'online', afterMs: 8_000 },
  ],
  stop: [{ state: 'offline', afterMs: 4_000 }],
  reboot: [
    { state: 'rebooting', afterMs: 1_000 },
    { state: 'online', afterMs: 10_000 },
  ],
};

/** The servers of all customers as a small state machine: time moves it on, actions plan what it becomes. */
export class Fleet {
  readonly servers = new Map<string, PanelServer>();
  /** Actions that were taken, by id: the same one counts once. */
  readonly taken = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(server: NewServer): PanelServer {
    const added: PanelServer = {
      state: 'online',
      playersOnline: 0,
      playersMost: 20,
      stateAt: this.#now(),
      ...server,
      plan: [],
    };
    this.servers.set(added.id, added);
    return added;
  }

  of(accountId: string): PanelServer[] {
    return [...this.servers.values()].filter((server) => server.accountId === accountId);
  }

  /** Plans what an action does. False when it makes no sense now. */
  act(server: PanelServer, action: PanelAction, actionId: string): boolean {
    if (this.taken.has(actionId)) return true;
    if (server.plan.length > 0) return false;
    if ((action === 'start') === (server.state === 'online')) return false;
    this.taken.add(actionId);
    server.plan = STEPS[action].map(({ state, afterMs }) => ({ state, at: this.#now() + afterMs }));
    return true;
  }

  /** Sets a state at once, as when a server crashes. */
  flip(server: PanelServer, state: PanelState): PanelEvent {
    server.plan = [];
    return this.#enter(server, state, this.#now());
  }

  /** What has become of plans since the last time, oldest first. */
  moveOn(): PanelEvent[] {
    const events = [...this.servers.values()].flatMap((server) => {
      const due = server.plan.filter(({ at }) => at <= this.#now());
      server.plan = server.plan.slice(due.length);
      return due.map(({ state, at }) => this.#enter(server, state, at));
    });
    return events.toSorted((a, b) => a.at.localeCompare(b.at));
  }

  #enter(server: PanelServer, state: PanelState, at: number): PanelEvent {
    server.state = state;
    server.stateAt = at;
    if (state !== 'online') server.playersOnline = 0;
    return { serverId: server.id, state, at: new Date(at).toISOString(), eventId: `evt-${randomUUID()}` };
  }
}

/** A server as the contract has it (docs/server-panel.md). */
export const describeServer = (server: PanelServer, now: number) => ({
  id: server.id,
  name: server.name,
  accountId: server.accountId,
  state: server.state,
  stateAt: new Date(server.stateAt).toISOString(),
  players: { online: server.playersOnline, most: server.playersMost },
  ...(server.state === 'online' ? { uptimeSeconds: Math.floor((now - server.stateAt) / 1_000) } : {}),
});
