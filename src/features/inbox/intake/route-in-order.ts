import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { inboundMessages } from '../tables.ts';
import { routeInbound } from './route-inbound.ts';

/** Messages of one person that are on their way at once; more than anybody types. */
const MOST = 20;

/**
 * Routes a message after those that the same person wrote before it and that are still on their way: events come side
 * by side, and a talk has to read in the order in which it was written. Whoever else routes one of them does no harm.
 */
export async function routeInOrder(ctx: ActionContext, authorId: string, messageId: string): Promise<void> {
  const earlier = await ctx.db
    .select({ id: inboundMessages.messageId })
    .from(inboundMessages)
    .where(
      and(
        eq(inboundMessages.authorId, authorId),
        eq(inboundMessages.state, 'received'),
        sql`${inboundMessages.messageId}::numeric < ${messageId}::numeric`,
      ),
    )
    .orderBy(sql`${inboundMessages.messageId}::numeric`)
    .limit(MOST);
  for (const { id } of earlier) {
    // The sweep comes back to what fails; it may not hold up what was written after it.
    await routeInbound(ctx.runtime, id).catch((error: unknown) =>
      ctx.log.warn('an earlier message was not routed', { messageId: id, error }),
    );
  }
  await routeInbound(ctx.runtime, messageId);
}
