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

/** Neon's driver gives connection failures and 5xx no SQLSTATE; class 57 and 53 are shutdown and exhaustion. */
export function isDatabaseDown(error: unknown): boolean {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 4;
    current = current.cause, depth++
  ) {
    if (current.name !== 'NeonDbError') continue;
    const code = postgresError(current)?.code;
    return code === undefined || /^(57P|53|08)/.test(code);
  }
  return false;
}
