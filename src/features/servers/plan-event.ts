import { BECOMES, type NoticePhase, type ServerAction, type ServerState } from './model.ts';

/** Clocks of the panel and ours may differ by so much before an event counts as older than a request. */
const SKEW_MS = 2_000;
/** A reboot goes off and on again; what follows its confirmation within this belongs to it. */
const REBOOT_MS = 10 * 60_000;
/** Of a server that changes all day only so many times are remembered. */
const MOST_CHANGES = 20;

export interface KnownServer {
  state: ServerState | null;
  stateAt: Date | null;
}

/** The newest action that was asked of the panel, if its end is still open to news. */
export interface WaitingAction {
  id: string;
  action: ServerAction;
  requestedAt: Date;
}

export interface LastNotice {
  id: string;
  actionId: string | null;
  action: ServerAction | null;
  phase: NoticePhase;
  state: ServerState;
  changedAt: Date;
  /** Unix milliseconds by our clock. */
  changes: readonly number[];
}

export interface HoldDown {
  holdMs: number;
  flapChanges: number;
}

/** What becomes of the status channel. `quiet` keeps the news without touching the message. */
export type NoticePlan =
  | { kind: 'none' }
  | { kind: 'open' }
  | { kind: 'edit' | 'quiet'; id: string; phase: NoticePhase; changes: number[]; calmAt: Date | null };

export interface EventPlan {
  /** False for news that is older than what is known: it goes into the history and changes nothing. */
  applies: boolean;
  /** Whether the server is now something else than before. */
  changed: boolean;
  /** Id of the action that this confirms. */
  confirms: string | null;
  notice: NoticePlan;
}

export interface EventFacts {
  event: { state: ServerState; at: Date };
  now: Date;
  server: KnownServer | undefined;
  action: WaitingAction | undefined;
  notice: LastNotice | undefined;
  hold: HoldDown;
}

/** What follows from a report of the panel. Order-safe: reports may come late, twice and in any order. */
export function planEvent(facts: EventFacts): EventPlan {
  const { event, server, action } = facts;
  const known = server?.stateAt?.getTime();
  if (known !== undefined && event.at.getTime() < known)
    return { applies: false, changed: false, confirms: null, notice: { kind: 'none' } };
  const changed = event.state !== server?.state;
  const counts = action && event.at.getTime() >= action.requestedAt.getTime() - SKEW_MS;
  const confirms = counts && isDone(action.action, event.state) ? action.id : null;
  return { applies: true, changed, confirms, notice: planNotice(facts, { changed, confirms, counts }) };
}

/** A reboot whose first half went unreported is done all the same once the server is there again. */
const isDone = (action: ServerAction, state: ServerState): boolean =>
  state === BECOMES[action] || (action === 'reboot' && state === 'online');

function planNotice(
  { event, now, action, notice, hold }: EventFacts,
  { changed, confirms, counts }: { changed: boolean; confirms: string | null; counts: boolean | undefined },
): NoticePlan {
  if (!changed && !confirms) return { kind: 'none' };
  if (action && counts && notice?.actionId === action.id) {
    const phase = confirms ? 'confirmed' : notice.phase;
    return edit(notice, phase, [now.getTime()], null);
  }
  if (!notice || !belongs(notice, event, now, hold)) return { kind: 'open' };
  const since = now.getTime() - hold.holdMs;
  const changes = [...notice.changes.filter((at) => at > since), now.getTime()].slice(-MOST_CHANGES);
  const calmAt = new Date(now.getTime() + hold.holdMs);
  if (notice.phase === 'flapping') return { ...edit(notice, 'flapping', changes, calmAt), kind: 'quiet' };
  if (changes.length >= hold.flapChanges) return edit(notice, 'flapping', changes, calmAt);
  return edit(notice, notice.phase === 'confirmed' ? 'confirmed' : 'reported', changes, null);
}

function belongs(
  notice: LastNotice,
  { state }: { state: ServerState },
  now: Date,
  { holdMs }: HoldDown,
): boolean {
  if (notice.phase === 'flapping') return true;
  const age = now.getTime() - (notice.changes.at(-1) ?? notice.changedAt.getTime());
  const settled = notice.phase === 'confirmed' || notice.phase === 'reported';
  if (!settled) return false;
  if (notice.action === 'reboot' && notice.state !== 'online' && state !== notice.state)
    return age < REBOOT_MS;
  return age < holdMs;
}

const edit = (
  { id }: LastNotice,
  phase: NoticePhase,
  changes: number[],
  calmAt: Date | null,
): Extract<NoticePlan, { id: string }> => ({ kind: 'edit', id, phase, changes, calmAt });
