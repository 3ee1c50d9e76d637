import type { SqlRunner } from './run-sql.ts';

/** Milliseconds: between two queries of one piece of work there is less, unless it waits for something else. */
const QUIET_MS = 4;

/** The same runner, and whether it is at rest: then it is worth asking whether work has ended. */
export function watchLine(run: SqlRunner): { run: SqlRunner; isQuiet(): boolean } {
  let running = 0;
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    async run(queries, batch) {
      running += 1;
      try {
        return await run(queries, batch);
      } finally {
        running -= 1;
        endedAt = performance.now();
      }
    },
    isQuiet: () => running === 0 && performance.now() - endedAt > QUIET_MS,
  };
}
