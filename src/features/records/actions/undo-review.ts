import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { recordView } from '../record-view.ts';
import { type Review, sourceMessages, UNDO_MS } from '../review.ts';
import { recordAttachments, recordComments, recordSources, records } from '../tables.ts';
import { attachmentId, sourceId } from './keep-evidence.ts';
import { loadMade, type MadeByReview, type MadeRecord } from './load-made.ts';
import { loadReview, requireReviewId } from './load-review.ts';

export interface UndoReviewInput {
  analysisId: string;
  /** Also takes back records that people have worked on since. */
  anyway: boolean;
}

/** A record that people have worked on since it was made, and how. */
export interface TouchedRecord {
  number: number;
  title: string;
  how: ('closed' | 'assigned' | 'commented' | 'changed' | 'referred to')[];
}

export type UndoResult =
  /** `added` are the numbers of older records that lost what the review had added to them. */
  | { kind: 'undone'; review: Review; removed: { number: number; title: string }[]; added: number[] }
  | { kind: 'ask'; review: Review; touched: TouchedRecord[] }
  | { kind: 'too-late'; review: Review }
  /** Undone before, or not finished. */
  | { kind: 'over'; review: Review };

/**
 * Takes back all that a finished review made, within 15 minutes: its records with their sources, comments and files,
 * and what it added to older records. The message is free again. All or nothing; a second undo changes nothing.
 */
export async function undoReview(ctx: ActionContext, input: UndoReviewInput): Promise<UndoResult> {
  await ctx.require('records:write');
  requireReviewId(input.analysisId);
  const found = await loadMade(ctx, input.analysisId);
  const { review, made, added } = found;
  const { state, finishedAt } = review.analysis;
  if (state !== 'finished' || !finishedAt) return { kind: 'over', review };
  const earliest = new Date(ctx.now().getTime() - UNDO_MS);
  if (finishedAt < earliest) return { kind: 'too-late', review };
  const touched = made.flatMap((each) => howTouched(each, found));
  if (touched.length > 0 && !input.anyway) return { kind: 'ask', review, touched };

  const ids = made.map(({ record }) => record.id);
  const gone = await addedIds(review);
  const keys = found.copies.flatMap(({ id, storageKey }) =>
    storageKey && gone.attachments.includes(id) ? [storageKey] : [],
  );
  try {
    await ctx.commit({
      statements: [
        requireChange(
          sql`update analyses set state = 'undone' where guild_id = ${ctx.guildId}
            and id = ${input.analysisId}::uuid and state = 'finished'
            and finished_at >= ${earliest.toISOString()}::timestamptz`,
          'review-over',
        ),
        ...(input.anyway ? [] : [requireThat(untouched(ctx, input.analysisId), 'record-touched')]),
        ...removals(ctx, ids, gone),
      ],
      signals: [
        ...made.map((each) => signalOf('record.retracted', each)),
        ...added.map((each) => signalOf('record.updated', each)),
      ],
      audit: [
        ...made.map((each) => ({
          action: 'records.undo',
          target: `record:${each.record.id}`,
          before: recordView(each.record, each.machine),
        })),
        ...added.map(({ record }) => ({ action: 'records.undo-addition', target: `record:${record.id}` })),
      ],
      jobs: [
        {
          name: 'records.drop-copies',
          key: `drop-copies:${input.analysisId}`,
          payload: { recordIds: ids, keys },
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    if (error.reason === 'record-touched') {
      const now = await loadMade(ctx, input.analysisId);
      return { kind: 'ask', review: now.review, touched: now.made.flatMap((each) => howTouched(each, now)) };
    }
    return { kind: 'over', review: await loadReview(ctx, input.analysisId) };
  }
  return {
    kind: 'undone',
    review,
    removed: made.map(({ record }) => ({ number: record.number, title: record.title })),
    added: added.map(({ record }) => record.number),
  };
}

function howTouched({ record }: MadeRecord, found: MadeByReview): TouchedRecord[] {
  const how: TouchedRecord['how'] = [];
  if (record.status === 'closed') how.push('closed');
  if (record.assigneeId) how.push('assigned');
  if (found.comments.some(({ recordId }) => recordId === record.id)) how.push('commented');
  if (found.children.some(({ parentId }) => parentId === record.id)) how.push('referred to');
  if (how.length === 0 && record.updatedAt > record.createdAt) how.push('changed');
  return how.length > 0 ? [{ number: record.number, title: record.title, how }] : [];
}

/** The same as `howTouched`, asked inside the transaction. */
const untouched = ({ guildId }: ActionContext, analysisId: string): SQL => sql`not exists (
  select 1 from records made where made.guild_id = ${guildId} and made.analysis_id = ${analysisId}::uuid and (
    made.status = 'closed' or made.assignee_id is not null or made.updated_at > made.created_at
    or exists (select 1 from record_comments said where said.record_id = made.id)
    or exists (select 1 from records child where child.parent_id = made.id
      and child.analysis_id is distinct from ${analysisId}::uuid)))`;

/** Ids of what the review added to older records; they follow from the suggestion, see keep-evidence.ts. */
async function addedIds(review: Review) {
  const merged = review.suggestions.filter(({ state }) => state === 'merged');
  const messages = merged.flatMap((suggestion) =>
    sourceMessages(review, suggestion).map((message) => ({ suggestion, message })),
  );
  return {
    comments: merged.map(({ id }) => `suggestion:${id}`),
    sources: await Promise.all(messages.map((each) => sourceId(each.suggestion.id, each.message.id))),
    attachments: await Promise.all(
      messages.flatMap(({ suggestion, message }) =>
        message.attachments.map(({ id }) => attachmentId(suggestion.id, id)),
      ),
    ),
  };
}

function removals(ctx: ActionContext, ids: string[], gone: Awaited<ReturnType<typeof addedIds>>) {
  const { db, guildId } = ctx;
  const none = <Item>(list: Item[]) => list.length === 0;
  const parts = [recordSources, recordComments, recordAttachments];
  return [
    ...(none(ids)
      ? []
      : [
          ...parts.map((table) =>
            db.delete(table).where(and(eq(table.guildId, guildId), inArray(table.recordId, ids))),
          ),
          db.delete(records).where(and(eq(records.guildId, guildId), inArray(records.id, ids))),
          // Records from elsewhere stay; they only lose what they hung on.
          db
            .update(records)
            .set({ parentId: null })
            .where(and(eq(records.guildId, guildId), inArray(records.parentId, ids))),
        ]),
    ...(none(gone.comments)
      ? []
      : [
          db
            .delete(recordComments)
            .where(
              and(eq(recordComments.guildId, guildId), inArray(recordComments.originKey, gone.comments)),
            ),
        ]),
    ...(none(gone.sources)
      ? []
      : [
          db
            .delete(recordSources)
            .where(and(eq(recordSources.guildId, guildId), inArray(recordSources.id, gone.sources))),
        ]),
    ...(none(gone.attachments)
      ? []
      : [
          db
            .delete(recordAttachments)
            .where(
              and(eq(recordAttachments.guildId, guildId), inArray(recordAttachments.id, gone.attachments)),
            ),
        ]),
  ];
}

const signalOf = (type: string, { record, machine }: MadeRecord) => ({
  type,
  subject: `record:${record.id}`,
  data: { record: recordView(record, machine) },
});
