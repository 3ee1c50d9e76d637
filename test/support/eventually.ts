/** How long a test waits at most, in milliseconds; real work takes a few hundred where the machine has nothing else to do. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 25;

/** Waits until the condition holds; for what happens by itself and can't be awaited. Fails with what it waited for. */
export async function eventually<T>(
  what: string,
  condition: () => Promise<T> | T,
  patienceMs = PATIENCE_MS,
  pauseMs = PAUSE_MS,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`waited ${patienceMs} ms in vain: ${what}`, { cause: last });
}

/** Pauses after which the condition is looked at although the database is at work, as it may always be. */
const PAUSES_AT_MOST = 20;

/** The same for what work in the database brings about: looked at when that rests, which costs least and is soonest. */
export function whenQuiet<T>(
  database: { isQuiet(): boolean },
  what: string,
  condition: () => Promise<T>,
): Promise<NonNullable<T>> {
  let pauses = 0;
  return eventually<T | undefined>(
    what,
    () => (pauses++ % PAUSES_AT_MOST === 0 || database.isQuiet() ? condition() : undefined),
    PATIENCE_MS,
    5,
  );
}
