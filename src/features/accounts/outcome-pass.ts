import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import type { LinkOutcome } from './establish-link.ts';
import { LinkProofError } from './link-errors.ts';

/** How long the page can be looked at that tells what came of it, in milliseconds. */
const LIFE_MS = 15 * 60_000;
const PURPOSE = 'accounts.outcome';

const Pass = v.object({
  guildId: v.string(),
  kind: v.picklist(['linked', 'already', 'conflict']),
  accountName: v.string(),
  discordName: v.string(),
  /** Unix milliseconds. */
  until: v.number(),
});
export type Outcome = v.InferOutput<typeof Pass>;

/** Path of the page that tells what came of a link, for whoever made it; sealed, so that nobody else has its words. */
export async function outcomePath(ctx: ActionContext, outcome: LinkOutcome): Promise<string> {
  const { accountName, userName } = outcome.kind === 'conflict' ? outcome.conflict : outcome.link;
  const pass: Outcome = {
    guildId: ctx.guildId,
    kind: outcome.kind,
    accountName,
    discordName: userName,
    until: ctx.now().getTime() + LIFE_MS,
  };
  const sealed = await ctx.secrets.seal(JSON.stringify(pass), PURPOSE);
  return `/link/${ctx.guildId}/done?pass=${encodeURIComponent(sealed)}`;
}

/** Throws LinkProofError for anything that outcomePath did not make for this server a while ago. */
export async function readOutcome(ctx: ActionContext, sealed: string | undefined): Promise<Outcome> {
  const over = new LinkProofError(
    'This page was only there for a moment. What came of it is at “My account”.',
  );
  try {
    const pass = v.parse(Pass, JSON.parse(await ctx.secrets.open(sealed ?? '', PURPOSE)));
    if (pass.guildId === ctx.guildId && ctx.now().getTime() < pass.until) return pass;
  } catch (error) {
    ctx.log.info('an outcome could not be shown', { error });
  }
  throw over;
}
