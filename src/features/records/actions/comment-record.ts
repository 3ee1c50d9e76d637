import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation } from '../../../core/database/guard.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findRecord, type LoadedRecord, viewOf } from '../find-record.ts';
import { CommentBody, newComment } from '../new-comment.ts';
import { recordComments } from '../tables.ts';
import type { RecordComment } from './show-record.ts';

export const CommentRecordInput = v.object({
  /** Id, number or words; see findRecord. */
  record: v.string('Say which record.'),
  body: v.pipe(CommentBody, v.minLength(1, 'Write something.')),
  originKey: v.optional(v.nullable(v.string()), null),
});
export type CommentRecordInput = v.InferInput<typeof CommentRecordInput>;

/** Adds a comment. The same `originKey` gives the comment that it made the first time, with `created` false. */
export async function commentRecord(
  ctx: ActionContext,
  raw: CommentRecordInput,
): Promise<LoadedRecord & { comment: RecordComment; created: boolean }> {
  await ctx.require('records:write');
  const input = parseInput(CommentRecordInput, raw);
  const loaded = await findRecord(ctx, input.record);
  const id = ctx.newId();
  const subject = `record:${loaded.row.id}`;
  const comment = { body: input.body, author: ctx.actor.name };
  let created = true;
  try {
    await ctx.commit({
      statements: [newComment(ctx, loaded.row.id, input.body, input.originKey, id)],
      signals: [{ type: 'record.commented', subject, data: { record: viewOf(loaded), comment } }],
      audit: [{ action: 'records.comment', target: subject, after: comment }],
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'record_comments_origin_key')) throw error;
    created = false;
  }
  const key =
    !created && input.originKey ? eq(recordComments.originKey, input.originKey) : eq(recordComments.id, id);
  const [row] = await ctx.db
    .select()
    .from(recordComments)
    .where(and(eq(recordComments.guildId, ctx.guildId), key));
  if (!row) throw new Error('the comment is gone right after it was written');
  return { ...loaded, comment: row, created };
}
