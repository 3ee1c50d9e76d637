import { asc, isNotNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { compareSnowflakes, snowflakeAt } from '../../../discord/snowflake.ts';
import { conversationReach } from '../../conversations/public.ts';
import { pollIntervalSql } from './poll-interval.ts';
import { readChannel } from './read-channel.ts';

/** Channels read in one minute; Discord lets a bot make 50 calls a second, and replies need some of them. */
const MOST = 300;
const AT_ONCE = 5;
/** Where nothing says since when, this much is looked through. */
const LOOK_BACK_MS = 24 * 60 * 60_000;

interface Round {
  /** Reads from then on, also where the cursor is further: what came since may have been missed. Unix milliseconds. */
  since?: number | undefined;
  /** Reads every channel, however cold. */
  all?: boolean;
}

/**
 * Reads the known direct channels that are due, those first whose time came first; with `all`, those first in which
 * something happened last. Somebody who never wrote and was never written to has no channel that is known; for them
 * there is `/contact`.
 */
export async function pollChannels(
  ctx: ActionContext,
  { since, all = false }: Round = {},
): Promise<{ channels: number; found: number }> {
  const now = ctx.now().getTime();
  const { dmChannelId, pollCursor, polledAt, updatedAt } = conversationReach;
  const cursor = sql`max(${pollCursor}::numeric)`;
  const dueAt = sql`max(${polledAt}) + ${pollIntervalSql(cursor, now)} * interval '1 millisecond'`;
  // One channel may be known to several servers; what one of them has read, all have.
  const due = await ctx.db
    .select({ channelId: dmChannelId, cursor: sql<string | null>`${cursor}::text` })
    .from(conversationReach)
    .where(isNotNull(dmChannelId))
    .groupBy(dmChannelId)
    .having(all ? undefined : sql`coalesce(${dueAt} <= ${ctx.now().toISOString()}::timestamptz, true)`)
    .orderBy(all ? sql`max(${updatedAt}) desc` : sql`${dueAt} nulls first`, asc(dmChannelId))
    .limit(all ? MOST * 10 : MOST);
  let found = 0;
  for (let start = 0; start < due.length; start += AT_ONCE) {
    const read = await Promise.all(
      due.slice(start, start + AT_ONCE).map(async ({ channelId, cursor }) => {
        if (channelId === null) return 0;
        try {
          return (await readChannel(ctx, channelId, from(cursor, since ?? null, now))).found;
        } catch (error) {
          if (!(error instanceof DiscordError)) throw error;
          ctx.log.warn('a direct channel was not read', { error });
          return 0;
        }
      }),
    );
    found += read.reduce((sum, one) => sum + one, 0);
  }
  return { channels: due.length, found };
}

function from(cursor: string | null, since: number | null, now: number): string {
  const missed = since === null ? null : snowflakeAt(since);
  if (cursor === null) return missed ?? snowflakeAt(now - LOOK_BACK_MS);
  return missed !== null && compareSnowflakes(missed, cursor) < 0 ? missed : cursor;
}
