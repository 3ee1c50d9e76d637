import { and, asc, desc, eq, or } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { findRecord, type LoadedRecord, selectRecords } from '../find-record.ts';
import type { RecordRow } from '../record-view.ts';
import { recordAttachments, recordComments, recordSources, records } from '../tables.ts';

export type RecordSource = typeof recordSources.$inferSelect;
export type RecordComment = typeof recordComments.$inferSelect;
export type RecordAttachment = typeof recordAttachments.$inferSelect;

export interface RecordDetails extends LoadedRecord {
  sources: RecordSource[];
  /** Oldest first; at most the last 50. */
  comments: RecordComment[];
  attachments: RecordAttachment[];
  parent: RecordRow | null;
  children: RecordRow[];
}

/** What one answer can carry of each. */
const MOST = 50;

/** One record with everything that hangs on it: two round trips. Takes what `findRecord` takes. */
export async function showRecord(ctx: ActionContext, reference: string): Promise<RecordDetails> {
  await ctx.require('records:read');
  return recordDetails(ctx, await findRecord(ctx, reference));
}

/** Adds to a loaded record what hangs on it: one round trip. */
export async function recordDetails(ctx: ActionContext, loaded: LoadedRecord): Promise<RecordDetails> {
  const { id, parentId } = loaded.row;
  const ofThis = <T extends typeof recordSources | typeof recordComments | typeof recordAttachments>(
    table: T,
  ) => and(eq(table.guildId, ctx.guildId), eq(table.recordId, id));
  const [sources, comments, attachments, family] = await ctx.db.batch([
    ctx.db
      .select()
      .from(recordSources)
      .where(ofThis(recordSources))
      .orderBy(asc(recordSources.postedAt))
      .limit(MOST),
    ctx.db
      .select()
      .from(recordComments)
      .where(ofThis(recordComments))
      .orderBy(desc(recordComments.createdAt), desc(recordComments.id))
      .limit(MOST),
    ctx.db
      .select()
      .from(recordAttachments)
      .where(ofThis(recordAttachments))
      .orderBy(asc(recordAttachments.createdAt))
      .limit(MOST),
    selectRecords(ctx, or(eq(records.parentId, id), parentId ? eq(records.id, parentId) : undefined))
      .orderBy(asc(records.number))
      .limit(MOST),
  ]);
  return {
    ...loaded,
    sources,
    comments: comments.reverse(),
    attachments,
    parent: family.find(({ row }) => row.id === parentId)?.row ?? null,
    children: family.filter(({ row }) => row.parentId === id).map(({ row }) => row),
  };
}
