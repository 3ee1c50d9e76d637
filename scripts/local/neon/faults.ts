/** What tests can do to the database's HTTP endpoint, and what it has counted; the wire port is not touched. */
export interface DatabaseFaults {
  /** Answers the next `count` requests with an error instead of running them; 503 unless told. */
  failNext(count: number, error?: { status: number; body?: unknown }): void;
  /** Runs the next request that holds such a statement, and cuts the connection instead of answering. */
  loseAnswerTo(statement: RegExp): void;
  /** Milliseconds every request waits before it runs. */
  delayMs: number;
  /** While true, connections are cut without an answer, as when nothing listens. */
  down: boolean;
  stats(): DatabaseStats;
}

export interface DatabaseStats {
  /** Requests with one query. */
  queries: number;
  /** Requests with a batch, however many statements it had. */
  batches: number;
  /** The last 500 statements, oldest first, those of batches one by one. */
  statements: string[];
  /** Sets all counters to nothing. */
  reset(): void;
}

const rememberedStatements = 500;

export interface FaultControl {
  faults: DatabaseFaults;
  /** The failure planned for this request, if there is one; uses it up. */
  takeFailure(): { status: number; body: unknown } | undefined;
  /** Whether the answer to these statements is to be lost; uses it up. */
  takeLoss(statements: readonly string[]): boolean;
  count(statements: string[], batch: boolean): void;
}

export function createFaults(): FaultControl {
  let failures: { status: number; body: unknown }[] = [];
  let lost: RegExp | undefined;
  let queries = 0;
  let batches = 0;
  let statements: string[] = [];
  const reset = () => {
    queries = 0;
    batches = 0;
    statements = [];
  };
  return {
    faults: {
      failNext(count, error) {
        const body = error?.body ?? { message: 'The database is told to fail.' };
        failures = Array.from({ length: count }, () => ({ status: error?.status ?? 503, body }));
      },
      loseAnswerTo(statement) {
        lost = statement;
      },
      delayMs: 0,
      down: false,
      stats: () => ({ queries, batches, statements: [...statements], reset }),
    },
    takeFailure: () => failures.shift(),
    takeLoss(texts) {
      const isLost = lost !== undefined && texts.some((text) => lost?.test(text));
      if (isLost) lost = undefined;
      return isLost;
    },
    count(texts, batch) {
      if (batch) batches += 1;
      else queries += 1;
      statements = [...statements, ...texts].slice(-rememberedStatements);
    },
  };
}
