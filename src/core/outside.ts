/** Everything that the code can't decide by itself. Production takes the platform's; local runs and tests inject theirs. */
export interface Outside {
  fetch: typeof fetch;
  /** Unix milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

export const platform: Outside = {
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
