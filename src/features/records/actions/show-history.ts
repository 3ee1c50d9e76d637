import { and, asc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { auditLog } from '../../../core/tables.ts';

export interface HistoryEntry {
  id: string;
  /** Such as `records.close`. */
  action: string;
  /** `user:<id>`, `key:<id>` or `system:<name>`. */
  actor: string;
  source: string;
  at: Date;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

const MOST = 100;

/** What was done to a record, oldest first; from the audit log, so it also tells of what is gone. */
export async function showHistory(ctx: ActionContext, recordId: string): Promise<HistoryEntry[]> {
  await ctx.require('records:read');
  const rows = await ctx.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.guildId, ctx.guildId), eq(auditLog.target, `record:${recordId}`)))
    .orderBy(asc(auditLog.createdAt), asc(auditLog.id))
    .limit(MOST);
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    actor: row.actor,
    source: row.source,
    at: row.createdAt,
    before: asObject(row.before),
    after: asObject(row.after),
  }));
}

const asObject = (value: unknown): Record<string, unknown> =>
  value && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
