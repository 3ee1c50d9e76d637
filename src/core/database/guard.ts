import { type SQL, sql } from 'drizzle-orm';
import { ConflictError } from '../errors.ts';
import { postgresError } from './postgres-error.ts';

/** SQLSTATE that the SQL function `require_that` raises; see migrations. */
const GUARD_FAILED = 'GH001';

/** A statement for a batch: fails the whole batch with `ConflictError(reason)` unless the condition holds. */
export function requireThat(condition: SQL, reason: string): SQL {
  return sql`select require_that(${condition}, ${reason})`;
}

/**
 * A statement for a batch: runs `change` (an UPDATE, DELETE or INSERT without RETURNING) and fails the whole batch
 * with `ConflictError(reason)` unless it touched a row. Of several racers exactly one wins.
 */
export function requireChange(change: SQL, reason: string): SQL {
  return sql`with changed as (${change} returning 1) select require_that(exists (select 1 from changed), ${reason})`;
}

/** Turns a failed guard into a ConflictError; anything else is returned as it is. */
export function conflictFrom(error: unknown): unknown {
  const found = postgresError(error);
  return found?.code === GUARD_FAILED ? new ConflictError(found.message ?? 'conflict') : error;
}

/** True when a unique index refused the row; `constraint` narrows it to one index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = postgresError(error);
  return found?.code === '23505' && (constraint === undefined || found.constraint === constraint);
}
