import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, DeniedError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { TOKENS_CHANGED } from '../drop-tokens.ts';
import { endOfLink, LINK_ENDED } from '../end-link.ts';
import type { LinkRow } from '../establish-link.ts';
import { findLinkRow } from '../find-link-row.ts';
import { Reason } from '../schemas.ts';

/** Ends the link of whoever acts. Throws NotFoundError when they have none, also when it is not theirs. */
export async function unlinkOwn(ctx: ActionContext, linkId?: string): Promise<LinkRow> {
  await ctx.require('accounts:link');
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new DeniedError('Only a person can unlink themselves.');
  const link = await findLinkRow(ctx, { userId: actor.id });
  if (!link || (linkId !== undefined && link.id !== linkId))
    throw new NotFoundError('You are not linked to an account (any more).');
  return end(ctx, link, null);
}

export const UnlinkInput = v.object({ reason: Reason });

/** Ends anybody's link, with a reason that the person is told. */
export async function unlinkAccount(
  ctx: ActionContext,
  linkId: string,
  raw: v.InferInput<typeof UnlinkInput>,
): Promise<LinkRow> {
  await ctx.require('accounts:write');
  const { reason } = parseInput(UnlinkInput, raw);
  const link = await findLinkRow(ctx, { id: linkId });
  if (!link) throw new NotFoundError('There is no such link.');
  if (link.endedAt) throw new ConflictError(LINK_ENDED, 'This link has ended already.');
  return end(ctx, link, reason);
}

async function end(ctx: ActionContext, link: LinkRow, reason: string | null): Promise<LinkRow> {
  for (let round = 1; ; round++) {
    try {
      await ctx.commit(await endOfLink(ctx, link, reason));
      return link;
    } catch (error) {
      const isRenewed = error instanceof ConflictError && error.reason === TOKENS_CHANGED;
      if (!isRenewed || round === 3) throw error;
    }
  }
}
