import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { isSnowflake } from '../../../discord/snowflake.ts';
import { routeInbound } from '../intake/route-inbound.ts';
import { inboundMessages } from '../tables.ts';

type HeldRow = typeof inboundMessages.$inferSelect;

/** What was held back from the desk, newest first. `before` is the last of the page before. */
export async function listHeld(
  ctx: ActionContext,
  { limit = 50, before }: { limit?: number; before?: { at: Date; id: string } } = {},
): Promise<HeldRow[]> {
  await ctx.require('inbox:read');
  const { receivedAt, messageId } = inboundMessages;
  return ctx.db
    .select()
    .from(inboundMessages)
    .where(
      and(
        eq(inboundMessages.guildId, ctx.guildId),
        eq(inboundMessages.state, 'held'),
        before
          ? or(lt(receivedAt, before.at), and(eq(receivedAt, before.at), lt(messageId, before.id)))
          : undefined,
      ),
    )
    .orderBy(desc(receivedAt), desc(messageId))
    .limit(limit);
}

/** Lets a message that was held back come to the desk. */
export async function releaseHeld(ctx: ActionContext, messageId: string): Promise<void> {
  await ctx.require('inbox:write');
  const [row] = isSnowflake(messageId)
    ? await ctx.db
        .select()
        .from(inboundMessages)
        .where(and(eq(inboundMessages.guildId, ctx.guildId), eq(inboundMessages.messageId, messageId)))
    : [];
  if (!row) throw new NotFoundError('There is no such message in this server.');
  if (row.state !== 'held') throw new ConflictError('not-held', 'This message is not held back any more.');
  await ctx.commit({
    statements: [],
    audit: [
      { action: 'inbox.release-message', target: `message:${messageId}`, after: { reason: row.reason } },
    ],
  });
  await routeInbound(ctx.runtime, messageId, { guildId: ctx.guildId, released: true });
}
