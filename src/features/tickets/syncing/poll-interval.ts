const MINUTE_MS = 60_000;
/** How often a thread is read in which somebody wrote just now. Milliseconds. */
export const HOT_MS = 5_000;
const COLDEST_MS = 5 * MINUTE_MS;
/** How long ago something was said → how often the thread is read, in milliseconds. */
const STEPS: readonly [quietMs: number, everyMs: number][] = [
  [5 * MINUTE_MS, HOT_MS],
  [30 * MINUTE_MS, 20_000],
  [2 * 60 * MINUTE_MS, MINUTE_MS],
  [24 * 60 * MINUTE_MS, 2 * MINUTE_MS],
];

/** How long to wait before a thread is read again, in milliseconds, by how long nobody has said anything. */
export const pollIntervalMs = (quietMs: number): number =>
  STEPS.find(([below]) => quietMs < below)?.[1] ?? COLDEST_MS;
