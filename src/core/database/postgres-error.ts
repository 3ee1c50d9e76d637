export interface PostgresError {
  code?: string;
  message?: string;
  constraint?: string;
  cause?: unknown;
}

/** The Postgres error inside whatever drizzle threw: single queries wrap it in `cause`, batches throw it bare. */
export function postgresError(error: unknown): PostgresError | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current && typeof current === 'object'; depth++) {
    const candidate = current as PostgresError;
    if (typeof candidate.code === 'string' && candidate.code.length === 5) return candidate;
    current = candidate.cause;
  }
  return undefined;
}
