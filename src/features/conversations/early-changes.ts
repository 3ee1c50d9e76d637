import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { conversationEarlyChanges } from './tables.ts';

/** Serialises what concerns one message of Discord, which may not have a row yet. */
export const lockMessage = (ctx: ActionContext, discordMessageId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.guildId}:message:${discordMessageId}`}, 0))`;

/** Which change came before its message. */
export const sameEarly = (ctx: ActionContext, discordMessageId: string) =>
  and(
    eq(conversationEarlyChanges.guildId, ctx.guildId),
    eq(conversationEarlyChanges.discordMessageId, discordMessageId),
  );

export type EarlyChange = typeof conversationEarlyChanges.$inferSelect;

/** What was changed in a message of Discord before it was heard of; undefined where nothing was. */
export async function findEarlyChange(
  ctx: ActionContext,
  discordMessageId: string,
): Promise<EarlyChange | undefined> {
  const [early] = await ctx.db
    .select()
    .from(conversationEarlyChanges)
    .where(sameEarly(ctx, discordMessageId));
  return early;
}

/** Forgets what was taken from there, unless more came since. */
export const dropEarlyChange = (ctx: ActionContext, early: EarlyChange) =>
  ctx.db
    .delete(conversationEarlyChanges)
    .where(and(sameEarly(ctx, early.discordMessageId), earlyIsStill(ctx, early.discordMessageId, early)));

/** Whether what came early is still as it was read. */
export function earlyIsStill(ctx: ActionContext, discordMessageId: string, early: EarlyChange | undefined) {
  const rows = sql`select 1 from conversation_early_changes
    where guild_id = ${ctx.guildId} and discord_message_id = ${discordMessageId}`;
  if (!early) return sql`not exists (${rows})`;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return sql`exists (${rows} and edited_at is not distinct from ${iso(early.editedAt)}::timestamptz
    and deleted_at is not distinct from ${iso(early.deletedAt)}::timestamptz)`;
}
