import { CLOSE_TO_RESUME } from '../../discord/gateway-close-codes.ts';
import type { Moment, Phase, ShardEffect, ShardState } from './shard-state.ts';

/** The state that a step is about to give, to be written to by the parts of the protocol. */
export interface Draft {
  readonly state: ShardState;
  readonly effects: ShardEffect[];
  readonly now: number;
  readonly random: () => number;
  /** Enters a phase with the time that it may take. */
  enter(phase: Phase): void;
}

/** Milliseconds that a phase may take before the connection is given up. The others have no end of their own. */
const LIMIT_MS: Partial<Record<Phase, number>> = {
  connecting: 20_000,
  greeting: 20_000,
  asking: 30_000,
  identifying: 60_000,
  resuming: 60_000,
};
const BASE_MS = 1_000;
const CAP_MS = 60_000;
/** A connection that stood so long was a good one: after it the first attempt is made at once. */
const STABLE_MS = 60_000;
/** Attempts to go on with a session that Discord neither takes nor refuses. */
const MOST_FAILED_RESUMES = 3;
/** After so many refusals, a session goes on at the general address. */
const REFUSALS_BEFORE_GENERAL_ADDRESS = 3;

export function draftOf(before: ShardState, { now, random }: Moment): Draft {
  const state = { ...before, facts: { ...before.facts } };
  if (before.session) state.session = { ...before.session };
  return {
    state,
    effects: [],
    now,
    random,
    enter(phase) {
      const limit = LIMIT_MS[phase];
      Object.assign(state, { phase, dueAt: limit === undefined ? undefined : now + limit });
    },
  };
}

/** Opens a socket: to where the session lives, or to where one begins. */
export function openSocket(draft: Draft): void {
  const { state, effects } = draft;
  const { config, session } = state;
  if (!config) return;
  Object.assign(state, { connection: state.connection + 1, progress: false, heartbeat: undefined });
  delete state.facts.waitsFor;
  const general = !session || state.refusals >= REFUSALS_BEFORE_GENERAL_ADDRESS;
  const url = general ? config.url : session.resumeUrl;
  effects.push({ kind: 'connect', connection: state.connection, url });
  draft.enter('connecting');
}

/**
 * Gives up the connection and tries again: at once after a good one, else after full-jitter backoff. Closes it in a way
 * that keeps the session, unless it is `closed` already. The socket is not listened to any more.
 */
export function drop(
  draft: Draft,
  reason: string,
  { closed = false, code = CLOSE_TO_RESUME, delayMs = 0 } = {},
): void {
  const { state, effects, now, random } = draft;
  if (!closed) effects.push({ kind: 'close', connection: state.connection, code });
  state.facts.lastClose = { code, reason, at: now };
  if (state.phase === 'resuming' && !state.progress) state.failedResumes += 1;
  if (state.failedResumes >= MOST_FAILED_RESUMES) loseSession(draft, 'gap');
  const { readyAt } = state.facts;
  const stood = state.phase === 'ready' && readyAt !== undefined && now - readyAt >= STABLE_MS;
  if (stood) state.attempts = 0;
  const ceiling = state.attempts === 0 ? 0 : Math.min(CAP_MS, BASE_MS * 2 ** (state.attempts - 1));
  state.attempts += 1;
  wait(draft, Math.max(delayMs, ceiling * (0.5 + random() / 2)));
}

export function wait({ state, now }: Draft, delayMs: number): void {
  Object.assign(state, { phase: 'waiting', dueAt: now + delayMs, heartbeat: undefined });
}

/** The session cannot go on. A `gap` is told: what happened since the last event reaches nobody. */
export function loseSession({ state, effects }: Draft, tell: 'gap' | 'nothing'): void {
  if (!state.session) return;
  delete state.session;
  state.failedResumes = 0;
  effects.push({ kind: 'save' });
  const { lastEventAt } = state.facts;
  if (tell === 'gap' && lastEventAt !== undefined) effects.push({ kind: 'gap', from: lastEventAt });
}
