import { afterClose, CLOSE_FOR_GOOD, closeReason, explainHalt } from '../../discord/gateway-close-codes.ts';
import { type Draft, draftOf, drop, loseSession, openSocket, wait } from './draft.ts';
import { readGatewayFrame } from './protocol-frames.ts';
import { tick } from './protocol-tick.ts';
import type { Moment, ShardInput, ShardState, Step } from './shard-state.ts';

type Heard = Extract<ShardInput, { connection: number }>;
type Told = Exclude<ShardInput, { connection: number }>;

/**
 * The gateway's protocol as a function: what a shard is, what happened, and so what it becomes and what has to be done.
 * Knows no socket, clock, or storage. Safe to call with anything at any time: what does not fit is left alone.
 * @see https://docs.discord.com/developers/events/gateway
 */
export function step(state: ShardState, input: ShardInput, moment: Moment): Step {
  const draft = draftOf(state, moment);
  if (!('connection' in input)) react(draft, input);
  else if (input.connection === state.connection && isConnected(state)) hear(draft, input);
  return { state: draft.state, effects: draft.effects };
}

/** When `tick` has something to do next; undefined while nothing is to come. */
export function nextDue({ dueAt, heartbeat }: ShardState): number | undefined {
  if (dueAt === undefined) return heartbeat?.dueAt;
  return heartbeat === undefined ? dueAt : Math.min(dueAt, heartbeat.dueAt);
}

const isConnected = ({ phase }: ShardState): boolean =>
  phase !== 'stopped' && phase !== 'halted' && phase !== 'full' && phase !== 'waiting';

function react(draft: Draft, input: Told): void {
  const { state } = draft;
  switch (input.kind) {
    case 'start':
      start(draft, input);
      break;
    case 'stop':
      closeForGood(draft);
      end(draft, 'stopped');
      break;
    case 'full':
      if (isConnected(state)) drop(draft, 'The queue takes no more events just now.');
      if (state.phase === 'waiting') Object.assign(state, { phase: 'full', dueAt: undefined });
      break;
    case 'drained':
      if (state.phase === 'full') wait(draft, 0);
      break;
    case 'tick':
      tick(draft);
      break;
  }
}

function start(draft: Draft, { config, again = false }: Extract<Told, { kind: 'start' }>): void {
  const { state } = draft;
  const changed = state.config !== undefined && state.config.key !== config.key;
  state.config = config;
  if (changed) closeForGood(draft);
  if (state.session && state.session.key !== config.key) loseSession(draft, 'gap');
  const idle =
    state.phase === 'stopped' ||
    (state.phase === 'halted' && (changed || again)) ||
    (state.phase === 'waiting' && again);
  if (idle) {
    Object.assign(state, { attempts: 0, refusals: 0, failedResumes: 0 });
    state.facts.startedAt = draft.now;
    openSocket(draft);
  } else if (changed && isConnected(state)) wait(draft, 0);
}

/** Ends the session at Discord too, if there is a connection to say so. */
function closeForGood({ state, effects }: Draft): void {
  if (!isConnected(state)) return;
  effects.push({ kind: 'close', connection: state.connection, code: CLOSE_FOR_GOOD });
}

function end(draft: Draft, phase: 'stopped' | 'halted'): void {
  const { state } = draft;
  loseSession(draft, 'nothing');
  Object.assign(state, { phase, dueAt: undefined, heartbeat: undefined });
  delete state.facts.waitsFor;
  if (phase === 'stopped') delete state.halt;
}

function hear(draft: Draft, input: Heard): void {
  const { state, now } = draft;
  switch (input.kind) {
    case 'opened':
      state.refusals = 0;
      if (state.phase === 'connecting') draft.enter('greeting');
      break;
    case 'failed': {
      const how = input.status ? `answered ${input.status}` : 'could not be reached';
      state.refusals += 1;
      drop(draft, `Discord's gateway ${how}.`, { closed: true });
      break;
    }
    case 'frame':
      readGatewayFrame(draft, input.frame);
      break;
    case 'permitted':
      if (state.phase !== 'asking') break;
      Object.assign(state, { phase: 'spacing', dueAt: input.at });
      if (input.at <= now) tick(draft);
      break;
    case 'refused':
      if (state.phase !== 'asking') break;
      drop(draft, input.reason);
      state.dueAt = Math.max(state.dueAt ?? 0, input.until);
      state.facts.waitsFor = input.reason;
      break;
    case 'closed':
      closed(draft, input.code);
      break;
  }
}

function closed(draft: Draft, code: number): void {
  const { state, effects, now } = draft;
  const then = afterClose(code);
  if (then === 'halt') {
    state.facts.lastClose = { code, reason: closeReason(code), at: now };
    state.halt = explainHalt(code, state.config?.intents ?? 0);
    end(draft, 'halted');
    effects.push({ kind: 'save' }, { kind: 'halted', halt: state.halt });
    return;
  }
  if (then === 'identify') loseSession(draft, 'gap');
  drop(draft, closeReason(code), { closed: true, code });
}
