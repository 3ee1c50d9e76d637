import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { type LinkRow, linkFacts } from './establish-link.ts';
import { accountTokens } from './tables.ts';

/** Name of the guard that fails when the link ended meanwhile. */
export const LINK_ENDED = 'link-ended';

/** What ends a link, for a change: the tokens are worth nothing at once and then given back at Discord by a job. */
export function endOfLink(ctx: ActionContext, link: LinkRow, reason: string | null): Required<Change> {
  const { linkId, ...said } = linkFacts(link);
  const subject = `link:${linkId}`;
  const at = ctx.now().toISOString();
  return {
    statements: [
      requireChange(
        sql`update account_links set ended_at = ${at}::timestamptz, ended_by = ${actorLabel(ctx.actor)}, end_reason = ${reason}
          where id = ${linkId} and guild_id = ${ctx.guildId} and ended_at is null`,
        LINK_ENDED,
      ),
      ctx.db
        .update(accountTokens)
        .set({ state: 'giving-back', updatedAt: ctx.now() })
        .where(and(eq(accountTokens.linkId, linkId), eq(accountTokens.guildId, ctx.guildId))),
    ],
    signals: [{ type: 'account.unlinked', subject, data: { linkId, ...said, reason } }],
    audit: [{ action: 'accounts.unlink', target: subject, before: said, after: { reason } }],
    jobs: [{ name: 'accounts.give-back', payload: { linkId }, key: linkId }],
  };
}
