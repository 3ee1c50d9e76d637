import { sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { dropTokens } from './drop-tokens.ts';
import type { LinkRow } from './establish-link.ts';
import { linkFacts } from './link-changes.ts';

/** Name of the guard that fails when the link ended meanwhile. */
export const LINK_ENDED = 'link-ended';

/** What ends a link and takes its tokens, for a change. */
export async function endOfLink(
  ctx: ActionContext,
  link: LinkRow,
  reason: string | null,
): Promise<Required<Change>> {
  const { linkId, ...said } = linkFacts(link);
  const subject = `link:${linkId}`;
  const at = ctx.now().toISOString();
  const tokens = await dropTokens(ctx, linkId);
  return {
    statements: [
      requireChange(
        sql`update account_links set ended_at = ${at}::timestamptz, ended_by = ${actorLabel(ctx.actor)}, end_reason = ${reason}
          where id = ${linkId} and guild_id = ${ctx.guildId} and ended_at is null`,
        LINK_ENDED,
      ),
      ...tokens.statements,
    ],
    signals: [{ type: 'account.unlinked', subject, data: { linkId, ...said, reason } }],
    audit: [{ action: 'accounts.unlink', target: subject, before: said, after: { reason } }],
    jobs: tokens.jobs,
  };
}
