import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeRecord } from '../change-record.ts';
import { findRecord, type LoadedRecord } from '../find-record.ts';
import { CommentBody, newComment } from '../new-comment.ts';

export const CloseRecordInput = v.object({
  /** Id, number or words; see findRecord. */
  record: v.string('Say which record.'),
  /** Kept as a comment. */
  reason: v.optional(CommentBody),
});
export type CloseRecordInput = v.InferInput<typeof CloseRecordInput>;

/** Closes an open record; of several people exactly one does, the others get a ConflictError that says so. */
export async function closeRecord(ctx: ActionContext, raw: CloseRecordInput): Promise<LoadedRecord> {
  await ctx.require('records:write');
  const input = parseInput(CloseRecordInput, raw);
  const loaded = await findRecord(ctx, input.record);
  if (loaded.row.status === 'closed') {
    throw new ConflictError('already-closed', `Record #${loaded.row.number} is already closed.`);
  }
  const { reason } = input;
  return changeRecord(ctx, loaded, {
    verb: 'closed',
    action: 'close',
    set: { status: 'closed', closedAt: ctx.now() },
    ...(reason ? { data: { reason }, statements: [newComment(ctx, loaded.row.id, reason)] } : {}),
  });
}
