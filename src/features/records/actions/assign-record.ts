import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeRecord } from '../change-record.ts';
import { findRecord, type LoadedRecord } from '../find-record.ts';

export const AssignRecordInput = v.object({
  /** Id, number or words; see findRecord. */
  record: v.string('Say which record.'),
  /** Discord user id; null takes it from whoever has it. */
  assigneeId: v.nullable(v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'))),
});
export type AssignRecordInput = v.InferInput<typeof AssignRecordInput>;

/** Gives a record to somebody, or to nobody. Saying the same twice changes nothing. */
export async function assignRecord(ctx: ActionContext, raw: AssignRecordInput): Promise<LoadedRecord> {
  await ctx.require('records:write');
  const input = parseInput(AssignRecordInput, raw);
  const loaded = await findRecord(ctx, input.record);
  if (loaded.row.assigneeId === input.assigneeId) return loaded;
  return changeRecord(ctx, loaded, {
    verb: 'assigned',
    action: 'assign',
    set: { assigneeId: input.assigneeId },
  });
}
