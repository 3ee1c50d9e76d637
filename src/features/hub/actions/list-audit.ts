import { and, desc, eq, gte, like, lt, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { auditLog } from '../../../core/tables.ts';

const text = v.pipe(v.string(), v.trim(), v.maxLength(120, 'At most 120 characters.'));
const instant = v.pipe(v.string(), v.isoTimestamp('Give a time like 2026-11-21T18:30:00Z.'));

export const ListAuditInput = v.object({
  /** Label such as `user:<id>`; a bare Discord id counts as a user's. */
  actor: v.optional(text),
  /** Whole, or with a dot at its end as it begins: `records.`. */
  action: v.optional(text),
  /** Whole, or with a colon at its end as it begins: `record:`. */
  target: v.optional(text),
  source: v.optional(
    v.picklist(['discord', 'api', 'dashboard', 'job', 'schedule', 'cli'], 'There is no such source.'),
  ),
  /** Not before, and before. */
  since: v.optional(instant),
  until: v.optional(instant),
  /** As given back by the page before. */
  cursor: v.optional(v.pipe(v.string(), v.maxLength(100))),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 50),
});
export type ListAuditInput = v.InferInput<typeof ListAuditInput>;

export type AuditRow = typeof auditLog.$inferSelect;

export interface AuditPage {
  /** Newest first. */
  entries: AuditRow[];
  /** For the next page; absent on the last. */
  next: string | undefined;
}

/** Who did what, newest first: one query. */
export async function listAudit(ctx: ActionContext, raw: ListAuditInput): Promise<AuditPage> {
  await ctx.require('hub:audit', 'read');
  const input = parseInput(ListAuditInput, raw);
  const rows = await ctx.db
    .select()
    .from(auditLog)
    .where(
      and(
        eq(auditLog.guildId, ctx.guildId),
        input.actor
          ? eq(auditLog.actor, /^\d+$/.test(input.actor) ? `user:${input.actor}` : input.actor)
          : undefined,
        startsWith(auditLog.action, input.action, '.'),
        startsWith(auditLog.target, input.target, ':'),
        input.source ? eq(auditLog.source, input.source) : undefined,
        input.since ? gte(auditLog.createdAt, new Date(input.since)) : undefined,
        input.until ? lt(auditLog.createdAt, new Date(input.until)) : undefined,
        before(input.cursor),
      ),
    )
    .orderBy(desc(auditLog.createdAt), desc(auditLog.id))
    .limit(input.limit + 1);
  const entries = rows.slice(0, input.limit);
  const last = entries.at(-1);
  return {
    entries,
    next: rows.length > input.limit && last ? `${last.createdAt.toISOString()}_${last.id}` : undefined,
  };
}

/** A cursor that is none of ours is the beginning. */
function before(cursor: string | undefined) {
  const [, at, id] = /^([\d-]{10}T[\d:.]{8,12}Z)_([0-9a-f-]{36})$/.exec(cursor ?? '') ?? [];
  if (!at || !id || !isUuid(id) || Number.isNaN(Date.parse(at))) return undefined;
  return sql`(${auditLog.createdAt}, ${auditLog.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

function startsWith(
  column: typeof auditLog.action | typeof auditLog.target,
  text: string | undefined,
  mark: string,
) {
  if (!text) return undefined;
  return text.endsWith(mark) ? like(column, `${text.replace(/[\\%_]/g, '\\$&')}%`) : eq(column, text);
}
