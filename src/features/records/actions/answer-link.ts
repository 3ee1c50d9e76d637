import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeMaintainer } from '../change-maintainer.ts';
import { findMaintainer, type MaintainerRow } from '../find-maintainer.ts';

const AnswerLinkInput = v.object({
  maintainerId: v.pipe(v.string(), v.uuid('That is not the id of a maintainer.')),
  discordUserId: v.string(),
  accept: v.boolean(),
});
export type AnswerLinkInput = v.InferInput<typeof AnswerLinkInput>;

/** A person's yes or no to a proposed link. What was refused is not proposed again. */
export async function answerLink(ctx: ActionContext, raw: AnswerLinkInput): Promise<MaintainerRow> {
  await ctx.require('records:manage');
  const { maintainerId, discordUserId, accept } = parseInput(AnswerLinkInput, raw);
  const row = await findMaintainer(ctx, maintainerId);
  if (row.proposedUserId !== discordUserId) {
    throw new ConflictError('no-proposal', 'This proposal is not open any more. See `/maintainer list`.');
  }
  if (accept) {
    const set = { discordUserId, proposedUserId: null };
    return changeMaintainer(ctx, row, { verb: 'linked', action: 'accept-link', set });
  }
  const refusedUserIds = [...new Set([...row.refusedUserIds, discordUserId])];
  return changeMaintainer(ctx, row, { action: 'refuse-link', set: { proposedUserId: null, refusedUserIds } });
}
