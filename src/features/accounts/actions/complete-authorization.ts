import * as v from 'valibot';
import { openAccounts } from '../../../core/accounts/accounts-context.ts';
import type { FlowAnswer, FlowResult } from '../../../core/accounts/authorization-flow.ts';
import { type ActionContext, createContext } from '../../../core/context.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { getAuthorizedUser } from '../../../discord/oauth.ts';
import { CLAIM_PARTS, readClaim } from '../claim.ts';
import { establishLink, type Granted } from '../establish-link.ts';
import { giveBack } from '../give-back.ts';
import { LinkProofError } from '../link-errors.ts';
import { outcomePath } from '../outcome-pass.ts';

/** What is remembered while the person is at Discord. */
export const FlowData = v.object({
  guildId: v.string(),
  claim: v.partial(v.object(v.entriesFromList(CLAIM_PARTS, v.string()))),
});

/**
 * The person said yes at Discord: links them with the account that they came for and keeps the tokens. Where nothing is
 * linked the tokens are given back, also when Discord did not say who it was.
 */
export async function completeAuthorization(runtime: Runtime, answer: FlowAnswer): Promise<FlowResult> {
  const granted: Granted = { accounts: openAccounts(runtime), tokens: answer.tokens };
  let userId: string | undefined;
  try {
    const { guildId, claim } = v.parse(FlowData, answer.data);
    const user = await whoSaidYes(granted);
    userId = user.id;
    const name = user.global_name ?? user.username;
    const ctx = createContext(runtime, {
      guildId,
      actor: { kind: 'user', id: userId, name, permissions: 0n, roleIds: [] },
      source: 'dashboard',
      requestId: answer.requestId,
    });
    const outcome = await link(ctx, claim, { id: userId, name }, granted);
    if (outcome.kind === 'conflict') await giveBack(granted.accounts, { userId, granted });
    return { to: await outcomePath(ctx, outcome) };
  } catch (error) {
    await giveBack(granted.accounts, { userId, granted });
    throw error;
  }
}

async function whoSaidYes({ accounts, tokens }: Granted) {
  if (tokens.scope.split(' ').includes('identify'))
    return getAuthorizedUser(accounts.discord, tokens.access_token);
  throw new LinkProofError(
    'Discord did not say who you are, so nothing was linked. Start again and leave that box ticked.',
  );
}

async function link(
  ctx: ActionContext,
  claim: v.InferOutput<typeof FlowData>['claim'],
  person: { id: string; name: string },
  granted: Granted,
) {
  await ctx.require('accounts:link');
  const parts = Object.fromEntries(Object.entries(claim).filter(([, value]) => value !== undefined));
  const proof = await readClaim(ctx, parts);
  return establishLink(ctx, { ...proof, method: 'oauth2' }, person, granted);
}
