import { type Draft, drop, openSocket } from './draft.ts';

/** Before a session is begun anew after Discord left an identify without an answer, in milliseconds. */
const UNANSWERED_LEAST_MS = 5_000;
const UNANSWERED_SPREAD_MS = 5_000;

/** Does what is due: a heartbeat, an identify, a new attempt, or giving up on an answer that never came. */
export function tick(draft: Draft): void {
  const { state, effects, now } = draft;
  const { heartbeat } = state;
  if (heartbeat && heartbeat.dueAt <= now) {
    if (!heartbeat.acknowledged) {
      drop(draft, 'Discord stopped answering.');
      return;
    }
    effects.push({ kind: 'heartbeat', sequence: state.session?.sequence ?? null });
    state.heartbeat = {
      intervalMs: heartbeat.intervalMs,
      dueAt: now + heartbeat.intervalMs,
      sentAt: now,
      acknowledged: false,
    };
  }
  if (state.dueAt !== undefined && state.dueAt <= now) act(draft);
}

function act(draft: Draft): void {
  const { state, random } = draft;
  switch (state.phase) {
    case 'waiting':
      openSocket(draft);
      break;
    case 'spacing':
      identify(draft);
      break;
    case 'resuming':
      drop(draft, 'Discord did not go on with the session in time.');
      break;
    case 'identifying':
      drop(draft, 'Discord did not begin the session in time.', {
        delayMs: UNANSWERED_LEAST_MS + random() * UNANSWERED_SPREAD_MS,
      });
      break;
    case 'connecting':
    case 'greeting':
    case 'asking':
      drop(draft, 'The connection did not come about in time.');
      break;
    default:
      state.dueAt = undefined;
  }
}

function identify(draft: Draft): void {
  const { state, effects } = draft;
  const { config } = state;
  if (!config) return;
  effects.push({ kind: 'identify', shard: [config.shard, config.shards], intents: config.intents });
  state.facts.identifies += 1;
  draft.enter('identifying');
}
