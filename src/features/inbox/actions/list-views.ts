import { and, asc, eq, isNull, or } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { MOST_VIEWS } from '../limits.ts';
import { inboxViews } from '../tables.ts';

/** Saved views: the shared ones and one's own, by name. */
export async function listViews(ctx: ActionContext) {
  await ctx.require('inbox:read');
  const mine = or(isNull(inboxViews.ownedBy), eq(inboxViews.ownedBy, actorLabel(ctx.actor)));
  return ctx.db
    .select()
    .from(inboxViews)
    .where(and(eq(inboxViews.guildId, ctx.guildId), mine))
    .orderBy(asc(inboxViews.name), asc(inboxViews.id))
    .limit(MOST_VIEWS);
}
