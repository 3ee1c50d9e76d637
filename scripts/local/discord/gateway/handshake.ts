import { randomBytes } from 'node:crypto';
import type { LocalState } from '../state.ts';
import type { Connection } from './connection.ts';
import { Close, Op, shardOf } from './frames.ts';
import type { LocalGateway } from './gateway.ts';
import { areAllowed, areKnown } from './intents.ts';
import { readPresence } from './presence.ts';
import { readIdentify, readResume, readShard } from './read-payload.ts';
import { readyData } from './ready.ts';
import { GatewaySession } from './session.ts';
import { sessionView } from './session-view.ts';

/** The session that an identify asks for, or the code to close with: form, token, shard and intents are checked in this order. */
function examine(gateway: LocalGateway, state: LocalState, d: unknown): GatewaySession | number {
  const asked = readIdentify(d);
  if (!asked) return Close.DecodeError;
  const { settings } = gateway;
  if (asked.token !== state.data.botToken) return Close.AuthenticationFailed;
  const shard = readShard(asked.shard);
  if (!shard) return Close.InvalidShard;
  if (shard[1] < settings.requiredShards) return Close.ShardingRequired;
  const { intents, largeThreshold } = asked;
  if (!areKnown(intents)) return Close.InvalidIntents;
  if (!areAllowed(intents, state.data.application)) return Close.DisallowedIntents;
  return new GatewaySession({
    shard,
    isSharded: asked.shard !== undefined,
    intents,
    largeThreshold,
    presence: readPresence(asked.presence),
    replayLimit: () => settings.replayLimit,
  });
}

/** Begins a session; only an identify that is good otherwise uses up the budgets. */
export function identify(gateway: LocalGateway, state: LocalState, connection: Connection, d: unknown): void {
  const session = connection.session ? Close.AlreadyAuthenticated : examine(gateway, state, d);
  if (typeof session === 'number') {
    connection.close(session);
    return;
  }
  const verdict = gateway.budget.take(session.shard[0], gateway.settings.maxConcurrency);
  if (verdict === 'exhausted') gateway.resetToken();
  else if (verdict === 'early') connection.sendOp(Op.InvalidSession, false);
  else {
    gateway.sessions.set(session.id, session);
    connection.session = session;
    session.connection = connection;
    greet(gateway, state, session);
    gateway.showBot();
  }
}

/** READY, then every guild of the shard. */
function greet(gateway: LocalGateway, state: LocalState, session: GatewaySession): void {
  const [id, count] = session.shard;
  const guilds = [...state.data.guilds.values()].filter(
    (guild) => guild.members.has(state.data.botId) && shardOf(guild.id, count) === id,
  );
  const resumeUrl = `${gateway.url}/resume/${randomBytes(3).toString('hex')}`;
  session.push('READY', JSON.stringify(readyData(state, session, guilds, resumeUrl)));
  for (const guild of guilds) {
    const told = { t: 'GUILD_CREATE', d: { id: guild.id }, guildId: guild.id };
    const view = sessionView(state, gateway.presences, session, told);
    if (view) session.push(told.t, JSON.stringify(view));
  }
}

/** Continues a session on another connection, also when the loss of the one before has not been noticed. */
export function resume(gateway: LocalGateway, state: LocalState, connection: Connection, d: unknown): void {
  const found = connection.session ? Close.AlreadyAuthenticated : findSession(gateway, state, d);
  if (typeof found === 'number') connection.close(found);
  else if (!found) connection.sendOp(Op.InvalidSession, false);
  else {
    const { session, seq } = found;
    const older = session.connection;
    session.connection = connection;
    session.detachedAt = null;
    connection.session = session;
    older?.close(Close.UnknownError);
    session.replayAfter(seq, connection);
    gateway.showBot();
  }
}

/** The session to go on with, undefined when it has ended, or the code to close with. */
function findSession(
  gateway: LocalGateway,
  state: LocalState,
  d: unknown,
): { session: GatewaySession; seq: number } | undefined | number {
  const asked = readResume(d);
  if (!asked) return Close.DecodeError;
  if (asked.token !== state.data.botToken) return Close.AuthenticationFailed;
  const session = gateway.living().find((item) => item.id === asked.sessionId);
  if (!session?.canReplayAfter(asked.seq)) return undefined;
  if (asked.seq <= session.seq) return { session, seq: asked.seq };
  gateway.sessions.delete(session.id);
  return Close.InvalidSeq;
}
