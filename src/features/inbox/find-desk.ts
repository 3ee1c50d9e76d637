import { and, eq, isNull, or } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { inboxRules, inboxViews } from './tables.ts';
import type { RuleRow } from './views.ts';

/** A rule by id. Throws NotFoundError. */
export async function findRule(ctx: ActionContext, id: string): Promise<RuleRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(inboxRules)
        .where(and(eq(inboxRules.guildId, ctx.guildId), eq(inboxRules.id, id)))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such rule in this server.');
}

/** A saved view by id: a shared one, or one's own. Throws NotFoundError. */
export async function findView(ctx: ActionContext, id: string): Promise<typeof inboxViews.$inferSelect> {
  const mine = or(isNull(inboxViews.ownedBy), eq(inboxViews.ownedBy, actorLabel(ctx.actor)));
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(inboxViews)
        .where(and(eq(inboxViews.guildId, ctx.guildId), eq(inboxViews.id, id), mine))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such saved view in this server.');
}
