import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { cannedReplies, inboxRules, inboxViews } from './tables.ts';
import type { RuleRow } from './views.ts';

/** A canned reply by id, or by name in any case. Throws NotFoundError. */
export async function findCanned(
  ctx: ActionContext,
  reference: string,
): Promise<typeof cannedReplies.$inferSelect> {
  const text = reference.trim();
  const which = isUuid(text)
    ? eq(cannedReplies.id, text)
    : sql`lower(${cannedReplies.name}) = lower(${text})`;
  const [row] = await ctx.db
    .select()
    .from(cannedReplies)
    .where(and(eq(cannedReplies.guildId, ctx.guildId), which))
    .limit(1);
  if (row) return row;
  throw new NotFoundError('There is no such canned reply in this server.');
}

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
