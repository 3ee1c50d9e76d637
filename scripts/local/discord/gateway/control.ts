import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import type { Connection } from './connection.ts';
import type { Step, TrapAct } from './faults.ts';
import { type FloodRequest, flood } from './flood.ts';
import { Op } from './frames.ts';
import type { LocalGateway } from './gateway.ts';
import type { SessionStartLimit } from './identify-budget.ts';
import type { Status } from './presence.ts';
import type { ReceivedPayload } from './received-log.ts';
import { type GatewayReport, reportGateway } from './report.ts';
import type { GatewaySettings } from './settings.ts';

/** Connections meant: those of one shard, or all. */
export interface Target {
  shard?: number;
}

/** What tests and `/_control/gateway` can do to the gateway; numbers answered are connections concerned. */
export interface GatewayControl {
  report(): GatewayReport;
  /** What clients sent, oldest first, without tokens; of one opcode when given. */
  received(op?: number): ReceivedPayload[];
  clearReceived(): void;
  configure(change: Partial<GatewaySettings>): GatewaySettings;
  /** Sets the identify budget that `/gateway/bot` tells. */
  budget(change: { total?: number; remaining?: number; resetAfterMs?: number }): SessionStartLimit;
  close(target: Target & { code: number; reason?: string }): number;
  /** Breaks sockets without a close frame. */
  cut(target?: Target): number;
  /** Opcode 7. */
  reconnect(target?: Target): number;
  /** Opcode 9: the connection stays, without its session, which ends unless it is resumable. */
  invalidate(target: Target & { resumable: boolean }): number;
  /** Opcode 1: asks for a heartbeat at once. */
  requestHeartbeat(target?: Target): number;
  /** Forgets sessions without a word: their next resume is answered by opcode 9. */
  forget(target?: Target): void;
  /** Refuses the next `times` upgrades (0: all until told again) with an HTTP status, or leaves them unanswered. */
  refuse(refusal: { status?: number; times?: number }): void;
  accept(): void;
  /** Counts of next heartbeats without ACK, and of next events doubled, lost, or held until so many have come and then sent in reverse. */
  faults(counts: { dropAcks?: number; duplicate?: number; lose?: number; reorder?: number }): void;
  /** Lets the next `times` (1) of a step go wrong: the socket is cut, nothing happens, or it closes with a code. */
  trap(trap: { at: Step; act: TrapAct; times?: number }): void;
  /** Sends an event as it is to the sessions of a shard whose intents cover it. */
  dispatch(event: Target & { t: string; d: Dict }): void;
  flood(request: FloodRequest): string[];
  /** Shows a person as online or not. */
  presence(change: { userId: string; status: Status }): void;
  /** A new bot token: sessions end with 4004, as when it is reset in the developer portal. */
  resetToken(): string;
}

export function createGatewayControl(gateway: LocalGateway, state: LocalState): GatewayControl {
  const each = ({ shard }: Target, act: (connection: Connection) => void): number => {
    const found = [...gateway.connections].filter(
      ({ session }) => shard === undefined || session?.shard[0] === shard,
    );
    found.forEach(act);
    return found.length;
  };
  return {
    report: () => reportGateway(gateway),
    received: (op) => gateway.received.list(op),
    clearReceived: () => gateway.received.clear(),
    configure: (change) => ({ ...Object.assign(gateway.settings, change) }),
    budget(change) {
      gateway.budget.set(change);
      return gateway.sessionStartLimit();
    },
    close: ({ code, reason, ...target }) => each(target, (connection) => connection.close(code, reason)),
    cut: (target = {}) => each(target, (connection) => connection.cut()),
    reconnect: (target = {}) => each(target, (connection) => connection.sendOp(Op.Reconnect)),
    invalidate: ({ resumable, ...target }) =>
      each(target, (connection) => {
        gateway.detach(connection, resumable);
        connection.sendOp(Op.InvalidSession, resumable);
      }),
    requestHeartbeat: (target = {}) => each(target, (connection) => connection.sendOp(Op.Heartbeat)),
    forget({ shard } = {}) {
      for (const { id, shard: own } of [...gateway.sessions.values()])
        if (shard === undefined || own[0] === shard) gateway.sessions.delete(id);
    },
    refuse: ({ status, times }) => gateway.faults.refuse(status ?? 'silence', times),
    accept: () => gateway.faults.refuse(undefined),
    faults({ dropAcks, duplicate, lose, reorder }) {
      if (dropAcks !== undefined) gateway.faults.dropAcks(dropAcks);
      if (duplicate !== undefined) gateway.faults.duplicate(duplicate);
      if (lose !== undefined) gateway.faults.lose(lose);
      if (reorder !== undefined) gateway.faults.reorder(reorder);
    },
    trap: ({ at, act, times }) => gateway.faults.trap(at, act, times),
    dispatch({ t, d, shard }) {
      gateway.deliver({ t, d, guildId: typeof d.guild_id === 'string' ? d.guild_id : null }, shard);
    },
    flood: (request) => flood(gateway, state, request),
    presence: ({ userId, status }) => gateway.presences.set(userId, { status, activities: [] }),
    resetToken() {
      gateway.resetToken();
      return state.data.botToken;
    },
  };
}
