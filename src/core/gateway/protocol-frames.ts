import { type GatewayFrame, OP } from '../../discord/gateway-opcodes.ts';
import { type Draft, drop, loseSession } from './draft.ts';

const DEFAULT_INTERVAL_MS = 41_250;
/** A shorter one would be a mistake, and would exceed what may be sent in a minute. */
const LEAST_INTERVAL_MS = 100;
/** Discord asks for a random pause of 1 to 5 s before a session is begun anew. */
const ANEW_LEAST_MS = 1_000;
const ANEW_SPREAD_MS = 4_000;

/** What one frame of the current connection does. Unknown opcodes and fields do nothing. */
export function readGatewayFrame(draft: Draft, frame: GatewayFrame): void {
  const { state, effects } = draft;
  switch (frame.op) {
    case OP.dispatch:
      dispatch(draft, frame);
      break;
    case OP.hello:
      hello(draft, frame.d);
      break;
    case OP.heartbeat:
      effects.push({ kind: 'heartbeat', sequence: state.session?.sequence ?? null });
      break;
    case OP.heartbeatAck:
      acknowledged(draft);
      break;
    case OP.reconnect:
      drop(draft, 'Discord asked to connect anew.');
      break;
    case OP.invalidSession:
      invalidSession(draft, frame.d === true);
      break;
  }
}

function hello(draft: Draft, d: unknown): void {
  const { state, effects, now, random } = draft;
  if (state.phase !== 'greeting' && state.phase !== 'connecting') return;
  const asked = Number(fieldsOf(d).heartbeat_interval);
  const intervalMs = asked > 0 ? Math.max(LEAST_INTERVAL_MS, asked) : DEFAULT_INTERVAL_MS;
  const dueAt = now + intervalMs * random();
  state.heartbeat = { intervalMs, dueAt, sentAt: undefined, acknowledged: true };
  const { session } = state;
  if (session) {
    effects.push({ kind: 'resume', sessionId: session.id, sequence: session.sequence });
    draft.enter('resuming');
  } else {
    effects.push({ kind: 'ask', connection: state.connection });
    draft.enter('asking');
  }
}

function acknowledged({ state, now }: Draft): void {
  const { heartbeat, facts } = state;
  if (!heartbeat) return;
  if (!heartbeat.acknowledged && heartbeat.sentAt !== undefined) facts.latencyMs = now - heartbeat.sentAt;
  facts.acknowledgedAt = now;
  state.heartbeat = { ...heartbeat, acknowledged: true };
}

function invalidSession(draft: Draft, resumable: boolean): void {
  const { state, random } = draft;
  if (resumable) state.progress = false;
  else loseSession(draft, 'gap');
  drop(draft, 'Discord ended the session.', { delayMs: ANEW_LEAST_MS + random() * ANEW_SPREAD_MS });
}

function dispatch(draft: Draft, { t, s, d }: GatewayFrame): void {
  const { state, effects, now } = draft;
  if (typeof t !== 'string' || typeof s !== 'number' || !Number.isInteger(s)) return;
  if (t === 'READY' && state.phase === 'identifying') ready(draft, d, s);
  const { session, facts } = state;
  if (!session || (state.phase !== 'ready' && state.phase !== 'resuming')) return;
  session.sequence = Math.max(session.sequence, s);
  facts.lastEventAt = now;
  state.progress = true;
  effects.push({ kind: 'event', type: t, data: d, sequence: s, sessionId: session.id });
  if (state.phase !== 'resuming') return;
  if (t === 'RESUMED') {
    facts.resumes += 1;
    stand(draft);
  } else draft.enter('resuming');
}

function ready(draft: Draft, d: unknown, sequence: number): void {
  const { state, effects } = draft;
  const { session_id: id, resume_gateway_url: address } = fieldsOf(d);
  const { config } = state;
  if (typeof id !== 'string' || !config) return;
  const resumeUrl = typeof address === 'string' && URL.canParse(address) ? address : config.url;
  state.session = { id, resumeUrl, sequence, key: config.key };
  effects.push({ kind: 'save' });
  stand(draft);
}

function stand({ state, effects, now, enter }: Draft): void {
  enter('ready');
  state.failedResumes = 0;
  Object.assign(state.facts, { readyAt: now, acknowledgedAt: now });
  if (!state.halt) return;
  delete state.halt;
  effects.push({ kind: 'save' }, { kind: 'recovered' });
}

/** The fields of an object; none of anything else. */
const fieldsOf = (value: unknown): Record<string, unknown> =>
  value && typeof value === 'object' ? (value as Record<string, unknown>) : {};
