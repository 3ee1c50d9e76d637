import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeMaintainer } from '../change-maintainer.ts';
import { findMaintainer, type MaintainerRow } from '../find-maintainer.ts';

const UnlinkMaintainerInput = v.object({
  /** Id, username or name on the roster. */
  maintainer: v.string('Say who.'),
});
export type UnlinkMaintainerInput = v.InferInput<typeof UnlinkMaintainerInput>;

/** Takes the link away; the same match is not proposed again, because a person has just said no to it. */
export async function unlinkMaintainer(
  ctx: ActionContext,
  raw: UnlinkMaintainerInput,
): Promise<MaintainerRow> {
  await ctx.require('records:manage');
  const input = parseInput(UnlinkMaintainerInput, raw);
  const row = await findMaintainer(ctx, input.maintainer);
  const { discordUserId } = row;
  if (!discordUserId)
    throw new ConflictError('not-linked', `${row.name} is not linked with a Discord account.`);
  return changeMaintainer(ctx, row, {
    verb: 'unlinked',
    action: 'unlink-maintainer',
    set: { discordUserId: null, refusedUserIds: [...new Set([...row.refusedUserIds, discordUserId])] },
  });
}
