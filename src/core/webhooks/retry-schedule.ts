/** Milliseconds before each further try: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; about 28 hours in all. */
export const RETRY_SCHEDULE_MS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map(
  (s) => s * 1_000,
);
/** Nobody may make us wait longer than this before we look again, nor ask again at once. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;
const LEAST_WAIT_MS = 1_000;
/**
 * Whoever says “wait” again and again waits longer each time: this share of the delivery's age, at least. No more than
 * some minutes by that, because a delivery may also be old because it was kept back and is sent again.
 */
const SHARE_OF_AGE = 1 / 20;
const MOST_BY_AGE_MS = 10 * 60_000;
/** Being told to wait uses up no try, as long as the delivery is younger than the whole schedule. */
const PATIENCE_MS = 28 * 60 * 60_000;

/** What came of one try. Only `sent` is a success; `wait` was told to come back and says nothing of the message. */
export type Outcome =
  | { kind: 'sent'; messageId?: string | undefined }
  | {
      kind: 'failed';
      error: string;
      retryAfterMs?: number | undefined;
      /** There was no answer at all, after the whole time that we wait for one. */
      timedOut?: boolean;
    }
  | { kind: 'wait'; error: string; retryAfterMs: number }
  /** Trying again can't help: the message was refused for good. */
  | { kind: 'refused'; error: string }
  /** The destination itself is gone (410, deleted webhook) or may not be called. */
  | { kind: 'gone'; error: string; reason: 'gone' | 'unsafe' };

export interface NextStep {
  state: 'queued' | 'sent' | 'failed';
  /** Tries that count so far. */
  attempts: number;
  runAt: Date;
  error: string | null;
}

/** What an answer asks us to wait, within our own bounds; milliseconds. */
export const boundedWait = (ms: number): number => Math.min(LONGEST_WAIT_MS, Math.max(LEAST_WAIT_MS, ms));

/** What becomes of a delivery after a try: pure, but for the jitter. `attempts` are those before this one. */
export function nextStep(
  delivery: { attempts: number; createdAt: Date; purpose: string },
  outcome: Outcome,
  now: Date,
  random: () => number = Math.random,
): NextStep {
  const attempts = delivery.attempts + 1;
  const later = (ms: number) => new Date(now.getTime() + boundedWait(ms));
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', attempts, runAt: now, error: null };
    case 'refused':
    case 'gone':
      return { state: 'failed', attempts, runAt: now, error: outcome.error };
    case 'wait': {
      const age = now.getTime() - delivery.createdAt.getTime();
      const young = age < PATIENCE_MS;
      const counted = young ? delivery.attempts : attempts;
      if (!young && RETRY_SCHEDULE_MS[delivery.attempts] === undefined) {
        return { state: 'failed', attempts, runAt: now, error: outcome.error };
      }
      const runAt = later(Math.max(outcome.retryAfterMs, Math.min(age * SHARE_OF_AGE, MOST_BY_AGE_MS)));
      return { state: 'queued', attempts: counted, runAt, error: outcome.error };
    }
    case 'failed': {
      // A test or a probe is one question: its answer is wanted now or not at all.
      const step = delivery.purpose === 'event' ? RETRY_SCHEDULE_MS[delivery.attempts] : undefined;
      if (step === undefined) return { state: 'failed', attempts, runAt: now, error: outcome.error };
      const runAt = later(Math.max(jittered(step, random), outcome.retryAfterMs ?? 0));
      return { state: 'queued', attempts, runAt, error: outcome.error };
    }
  }
}

/** Later by up to a fifth, so that what failed together does not come back together. */
const jittered = (ms: number, random: () => number): number => Math.round(ms * (1 + random() * 0.2));
