import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { RecordRow } from '../record-view.ts';
import type { Review } from '../review.ts';
import { machines, recordAttachments, recordComments, records, suggestions } from '../tables.ts';
import { readReview, reviewQueries } from './load-review.ts';

export interface MadeRecord {
  record: RecordRow;
  machine: { id: string; name: string } | null;
}

/** All that a review made, and all that others hung on it since. */
export interface MadeByReview {
  review: Review;
  /** Records that the review created. */
  made: MadeRecord[];
  /** Records that were there before and got something added. */
  added: MadeRecord[];
  /** Comments that people wrote on created records; what this review itself added is not among them. */
  comments: { recordId: string }[];
  /** Records from elsewhere that hang on a created one. */
  children: { parentId: string | null; number: number }[];
  /** Copies that were made of files of the records in `added`. */
  copies: { id: string; storageKey: string | null }[];
}

/** Reads what an undo of the review concerns, in one round trip. */
export async function loadMade(ctx: ActionContext, analysisId: string): Promise<MadeByReview> {
  const { db, guildId } = ctx;
  const created = and(eq(records.guildId, guildId), eq(records.analysisId, analysisId));
  const createdIds = db.select({ id: records.id }).from(records).where(created);
  const mergedInto = db
    .select({ id: suggestions.recordId })
    .from(suggestions)
    .where(
      and(
        eq(suggestions.guildId, guildId),
        eq(suggestions.analysisId, analysisId),
        eq(suggestions.state, 'merged'),
      ),
    );
  const withMachine = () =>
    db
      .select({ record: records, machine: { id: machines.id, name: machines.name } })
      .from(records)
      .leftJoin(machines, and(eq(machines.id, records.machineId), eq(machines.guildId, guildId)));
  const [made, added, comments, children, copies, ...rows] = await db.batch([
    withMachine().where(created).orderBy(records.number),
    withMachine()
      .where(and(eq(records.guildId, guildId), inArray(records.id, mergedInto)))
      .orderBy(records.number),
    db
      .select({ recordId: recordComments.recordId })
      .from(recordComments)
      .where(and(eq(recordComments.guildId, guildId), inArray(recordComments.recordId, createdIds))),
    db
      .select({ parentId: records.parentId, number: records.number })
      .from(records)
      .where(
        and(
          eq(records.guildId, guildId),
          inArray(records.parentId, createdIds),
          sql`${records.analysisId} is distinct from ${analysisId}::uuid`,
        ),
      ),
    db
      .select({ id: recordAttachments.id, storageKey: recordAttachments.storageKey })
      .from(recordAttachments)
      .where(
        and(
          eq(recordAttachments.guildId, guildId),
          inArray(recordAttachments.recordId, mergedInto),
          isNotNull(recordAttachments.storageKey),
        ),
      ),
    ...reviewQueries(ctx, analysisId),
  ]);
  return { review: readReview(ctx, rows), made, added, comments, children, copies };
}
