import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { conversations } from '../../conversations/public.ts';
import { factStatement, readFacts } from '../facts.ts';
import { inboxSettings } from '../settings.ts';
import { inboundMessages } from '../tables.ts';

const MINUTE_MS = 60_000;
/** As long as it stays so, people are told again after that. */
const WARN_AGAIN_MS = 60 * MINUTE_MS;

/** What came in for this server and is nobody's yet: stored messages on their way, and conversations in the queue. */
export async function countUnrouted(
  ctx: ActionContext,
  before: Date = ctx.now(),
): Promise<{ count: number; oldestAt: Date | null }> {
  const [[stored], [queued]] = await ctx.db.batch([
    ctx.db
      .select({
        count: sql<number>`count(*)::int`,
        oldest: sql<string | null>`min(${inboundMessages.receivedAt})`,
      })
      .from(inboundMessages)
      .where(
        and(
          eq(inboundMessages.guildId, ctx.guildId),
          eq(inboundMessages.state, 'received'),
          lte(inboundMessages.receivedAt, before),
        ),
      ),
    ctx.db
      .select({
        count: sql<number>`count(*)::int`,
        oldest: sql<string | null>`min(${conversations.lastInboundAt})`,
      })
      .from(conversations)
      .where(
        and(
          eq(conversations.guildId, ctx.guildId),
          eq(conversations.feature, 'inbox'),
          inArray(conversations.state, ['open', 'waiting']),
          isNull(conversations.assigneeId),
          lte(conversations.lastInboundAt, before),
        ),
      ),
  ]);
  const times = [stored?.oldest, queued?.oldest].flatMap((at) => (at ? [new Date(at).getTime()] : []));
  return {
    count: (stored?.count ?? 0) + (queued?.count ?? 0),
    oldestAt: times.length > 0 ? new Date(Math.min(...times)) : null,
  };
}

/** Tells by a signal that messages wait which are nobody's; again every hour as long as it stays so. */
export async function warnOfUnrouted(ctx: ActionContext): Promise<void> {
  const { warnAfterMinutes } = await ctx.settings(inboxSettings);
  if (warnAfterMinutes === 0) return;
  const before = new Date(ctx.now().getTime() - warnAfterMinutes * MINUTE_MS);
  const { count, oldestAt } = await countUnrouted(ctx, before);
  if (count === 0 || !oldestAt) return;
  const warned = (await readFacts(ctx)).get('warned');
  if (warned && warned.guildId === ctx.guildId && ctx.now().getTime() - warned.at.getTime() < WARN_AGAIN_MS)
    return;
  await ctx.commit({
    statements: [factStatement(ctx, 'warned', { count })],
    signals: [
      {
        type: 'inbox.unrouted',
        subject: 'inbox:unrouted',
        data: { count, oldestAt: oldestAt.toISOString() },
      },
    ],
  });
}
