import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { type LoadedRecord, type MachineName, viewOf } from './find-record.ts';
import type { RecordRow } from './record-view.ts';
import { records } from './tables.ts';

export interface RecordChange {
  /** As in the signal `record.<verb>`. */
  verb: 'updated' | 'closed' | 'reopened' | 'assigned';
  /** As in the audit action `records.<verb>`. */
  action: 'edit' | 'close' | 'reopen' | 'assign';
  set: Partial<
    Pick<RecordRow, 'title' | 'fields' | 'status' | 'machineId' | 'parentId' | 'assigneeId' | 'closedAt'>
  >;
  /** The machine that `set.machineId` names. */
  machine?: MachineName | null;
  /** Told by the signal beside the record. */
  data?: Record<string, unknown>;
  statements?: Change['statements'];
}

/**
 * Writes one change of a record with its signal and audit row, all or nothing. Throws ConflictError when the record
 * is no longer as it was loaded: of several people exactly one wins, and the others see what became of it.
 */
export async function changeRecord(
  ctx: ActionContext,
  loaded: LoadedRecord,
  change: RecordChange,
): Promise<LoadedRecord> {
  const { row } = loaded;
  // Always later than before, because the guard tells states apart by this time.
  const updatedAt = new Date(Math.max(ctx.now().getTime(), row.updatedAt.getTime() + 1));
  const after: LoadedRecord = {
    row: { ...row, ...change.set, updatedAt },
    machine: change.machine === undefined ? loaded.machine : change.machine,
  };
  const update = ctx.db
    .update(records)
    .set({ ...change.set, updatedAt })
    .where(
      and(
        eq(records.guildId, ctx.guildId),
        eq(records.id, row.id),
        sql`date_trunc('milliseconds', ${records.updatedAt}) = ${row.updatedAt.toISOString()}::timestamptz`,
      ),
    );
  const subject = `record:${row.id}`;
  const view = viewOf(after);
  await ctx.commit({
    statements: [requireChange(update.getSQL(), 'record-changed'), ...(change.statements ?? [])],
    signals: [{ type: `record.${change.verb}`, subject, data: { record: view, ...change.data } }],
    audit: [
      {
        action: `records.${change.action}`,
        target: subject,
        before: viewOf(loaded),
        after: { ...view, ...change.data },
      },
    ],
  });
  return after;
}
