import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { establishLink, type LinkRow } from '../establish-link.ts';
import { nameOfPerson } from '../name-person.ts';
import { AccountId, AccountName, DiscordUserId, Reason } from '../schemas.ts';

export const LinkByHandInput = v.object({
  accountId: AccountId,
  accountName: AccountName,
  discordUserId: DiscordUserId,
  reason: Reason,
});

/** Staff's word that a member is a customer. Throws ConflictError, which says who, when one of the two is linked. */
export async function linkByHand(
  ctx: ActionContext,
  raw: v.InferInput<typeof LinkByHandInput>,
): Promise<LinkRow> {
  await ctx.require('accounts:write');
  const { accountId, accountName, discordUserId, reason } = parseInput(LinkByHandInput, raw);
  const person = { id: discordUserId, name: await nameOfPerson(ctx, discordUserId) };
  const outcome = await establishLink(ctx, { accountId, accountName, method: 'staff', reason }, person);
  if (outcome.kind === 'conflict') throw new Error('staff’s word makes no conflict');
  return outcome.link;
}
