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

/** Whether what came early is still as it was read. */
export function earlyIsStill(
  ctx: ActionContext,
  discordMessageId: string,
  early: typeof conversationEarlyChanges.$inferSelect | undefined,
) {
  const rows = sql`select 1 from conversation_early_changes
    where guild_id = ${ctx.guildId} and discord_message_id = ${discordMessageId}`;
  if (!early) return sql`not exists (${rows})`;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return sql`exists (${rows} and edited_at is not distinct from ${iso(early.editedAt)}::timestamptz
    and deleted_at is not distinct from ${iso(early.deletedAt)}::timestamptz)`;
}
