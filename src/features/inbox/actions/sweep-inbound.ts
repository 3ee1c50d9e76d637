import { and, asc, eq, inArray, lte, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { listTakers } from '../intake/list-takers.ts';
import { systemContext } from '../intake/open-context.ts';
import { routeInbound } from '../intake/route-inbound.ts';
import { inboxSettings } from '../settings.ts';
import { inboundMessages } from '../tables.ts';
import { warnOfUnrouted } from './warn-of-unrouted.ts';

/** Messages taken at once; the next minute takes the next ones. */
const MOST = 50;
/** Whoever stored it is probably still at it. */
const GRACE_MS = 20_000;
/** What fails again and again is tried less and less, up to about an hour apart. */
const PATIENCE = sql`make_interval(secs => least(3600, 20 * power(2, least(attempts, 8))))`;

/**
 * Brings stored messages on that were left behind, by a crash, an outage or a lockdown that has ended, and warns teams
 * of what nobody takes. Run once a minute; running it twice does no harm.
 */
export async function sweepInbound(ctx: ActionContext): Promise<{ routed: number; waiting: number }> {
  const takers = await listTakers(ctx);
  const freed = await withoutLockdown(
    ctx,
    takers.map(({ guildId }) => guildId),
  );
  const now = ctx.now();
  const late = and(
    eq(inboundMessages.state, 'received'),
    lte(inboundMessages.receivedAt, new Date(now.getTime() - GRACE_MS)),
    sql`${inboundMessages.receivedAt} + ${PATIENCE} <= ${now.toISOString()}::timestamptz`,
  );
  const released = and(
    eq(inboundMessages.state, 'held'),
    eq(inboundMessages.reason, 'lockdown'),
    inArray(inboundMessages.guildId, freed),
  );
  const rows = await ctx.db
    .select({ messageId: inboundMessages.messageId })
    .from(inboundMessages)
    .where(freed.length > 0 ? or(late, released) : late)
    .orderBy(asc(inboundMessages.receivedAt), asc(inboundMessages.messageId))
    .limit(MOST);
  let routed = 0;
  for (const { messageId } of rows) {
    try {
      if ((await routeInbound(ctx.runtime, messageId)) === 'routed') routed += 1;
    } catch (error) {
      // One that cannot be brought on may not hold up the others; a later minute tries it again.
      ctx.log.error('a stored message was not routed', { messageId, error });
    }
  }
  for (const { guildId } of takers) {
    const guild = systemContext(ctx.runtime, guildId, ctx.requestId);
    await warnOfUnrouted(guild).catch((error: unknown) =>
      guild.log.error('nobody was warned of what waits', { error }),
    );
  }
  return { routed, waiting: rows.length - routed };
}

async function withoutLockdown(ctx: ActionContext, guildIds: readonly string[]): Promise<string[]> {
  if (guildIds.length === 0) return [];
  const held = await ctx.db
    .selectDistinct({ guildId: inboundMessages.guildId })
    .from(inboundMessages)
    .where(
      and(
        eq(inboundMessages.state, 'held'),
        eq(inboundMessages.reason, 'lockdown'),
        inArray(inboundMessages.guildId, [...guildIds]),
      ),
    );
  const open = await Promise.all(
    held.map(async ({ guildId }) => {
      if (!guildId) return [];
      const { lockdown } = await systemContext(ctx.runtime, guildId, ctx.requestId).settings(inboxSettings);
      return lockdown ? [] : [guildId];
    }),
  );
  return open.flat();
}
