/** How long a test waits for the queue at most, in milliseconds; real work takes a few hundred. */
const PATIENCE_MS = 20_000;

/** Waits until the condition holds; for what happens by itself and can't be awaited. Fails with what it waited for. */
export async function eventually<T>(
  what: string,
  condition: () => Promise<T> | T,
  patienceMs = PATIENCE_MS,
): Promise<T> {
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
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${patienceMs} ms in vain: ${what}`, { cause: last });
}
