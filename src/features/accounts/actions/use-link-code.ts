import type { ActionContext } from '../../../core/context.ts';
import { DeniedError } from '../../../core/errors.ts';
import { readCode } from '../claim.ts';
import { countWrongCode, requireTries } from '../code-guessing.ts';
import { establishLink, type LinkOutcome, type Proof } from '../establish-link.ts';
import { LinkProofError } from '../link-errors.ts';

/**
 * Links whoever acts with the account of a one-time code. Throws LinkProofError, the same for every code that does not
 * work, and LimitError after too many of those.
 */
export async function useLinkCode(ctx: ActionContext, code: string): Promise<LinkOutcome> {
  await ctx.require('accounts:link');
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new DeniedError('Only a person can link themselves.');
  await requireTries(ctx, actor.id);
  return establishLink(ctx, await readCounted(ctx, actor.id, code), actor);
}

async function readCounted(ctx: ActionContext, personId: string, code: string): Promise<Proof> {
  try {
    return await readCode(ctx, code);
  } catch (error) {
    if (error instanceof LinkProofError) await countWrongCode(ctx, personId);
    throw error;
  }
}
