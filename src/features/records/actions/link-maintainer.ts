import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeMaintainer } from '../change-maintainer.ts';
import { findMaintainer, type MaintainerRow } from '../find-maintainer.ts';

const LinkMaintainerInput = v.object({
  /** Id, username or name on the roster. */
  maintainer: v.string('Say who.'),
  discordUserId: v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.')),
});
export type LinkMaintainerInput = v.InferInput<typeof LinkMaintainerInput>;

/** Says that a maintainer is this Discord account, in place of any other. One account, one maintainer. */
export async function linkMaintainer(ctx: ActionContext, raw: LinkMaintainerInput): Promise<MaintainerRow> {
  await ctx.require('records:manage');
  const input = parseInput(LinkMaintainerInput, raw);
  const row = await findMaintainer(ctx, input.maintainer);
  if (row.discordUserId === input.discordUserId) return row;
  return changeMaintainer(ctx, row, {
    verb: 'linked',
    action: 'link-maintainer',
    set: {
      discordUserId: input.discordUserId,
      proposedUserId: null,
      refusedUserIds: row.refusedUserIds.filter((id) => id !== input.discordUserId),
    },
  });
}
