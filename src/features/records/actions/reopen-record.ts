import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeRecord } from '../change-record.ts';
import { findRecord, type LoadedRecord } from '../find-record.ts';
import { CommentBody, newComment } from '../new-comment.ts';

export const ReopenRecordInput = v.object({
  /** Id, number or words; see findRecord. */
  record: v.string('Say which record.'),
  /** Kept as a comment. */
  reason: v.optional(CommentBody),
});
export type ReopenRecordInput = v.InferInput<typeof ReopenRecordInput>;

/** Opens a closed record again. Throws ConflictError when it is open. */
export async function reopenRecord(ctx: ActionContext, raw: ReopenRecordInput): Promise<LoadedRecord> {
  await ctx.require('records:write');
  const input = parseInput(ReopenRecordInput, raw);
  const loaded = await findRecord(ctx, input.record);
  if (loaded.row.status === 'open') {
    throw new ConflictError('already-open', `Record #${loaded.row.number} is open already.`);
  }
  const { reason } = input;
  return changeRecord(ctx, loaded, {
    verb: 'reopened',
    action: 'reopen',
    set: { status: 'open', closedAt: null },
    ...(reason ? { data: { reason }, statements: [newComment(ctx, loaded.row.id, reason)] } : {}),
  });
}
