import { requireSwitchedOn } from '../../../core/access/feature-switches.ts';
import type { ActionContext } from '../../../core/context.ts';
import { DeniedError } from '../../../core/errors.ts';
import { type ClaimParts, readClaim } from '../claim.ts';
import { establishLink, type LinkOutcome, type Proof } from '../establish-link.ts';
import { useLinkCode } from './use-link-code.ts';

/** Which account an address speaks for; uses nothing up. Also for somebody who is not signed in. */
export async function showClaim(ctx: ActionContext, parts: ClaimParts): Promise<Proof> {
  await ctx.require('accounts:link', 'read');
  // Visitors come as Guildhall itself, which switches do not hold up; what they came for would be refused at its end.
  await requireSwitchedOn(ctx, 'accounts:link', 'write');
  return readClaim(ctx, parts);
}

/** Links whoever acts with the account that an address speaks for, after they saw both and said yes. */
export async function confirmClaim(ctx: ActionContext, parts: ClaimParts): Promise<LinkOutcome> {
  await ctx.require('accounts:link');
  if (parts.code !== undefined) return useLinkCode(ctx, parts.code);
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new DeniedError('Sign in with Discord first.');
  return establishLink(ctx, await readClaim(ctx, parts), actor);
}
