import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { conversationLanes } from '../tables.ts';

/**
 * The budget for opening direct messages, one for the bot: Discord counts them over all servers and says no number, so
 * it is learnt. A window bears `capacity` openings; a refusal (40003) ends it, lowers the capacity to what went well
 * and pauses the lane, each time twice as long; a window that ends well raises it by one. Only openings wait for it:
 * messages to people with whom the bot has a channel never do.
 */
const NAME = 'open-dm';
/** No guild's: see the table. */
const EVERYWHERE = '';
const WINDOW_MS = 10 * 60_000;
/** Before anything is learnt; Discord warns bots that open many. */
const FIRST_CAPACITY = 40;
const MOST_CAPACITY = 200;
const PAUSE_MS = 10 * 60_000;
const LONGEST_PAUSE_MS = 6 * 60 * 60_000;

type LaneRow = typeof conversationLanes.$inferSelect;
const lane = and(eq(conversationLanes.guildId, EVERYWHERE), eq(conversationLanes.name, NAME));

/** Takes one opening of the budget; else tells when to come again. One statement, so of several exactly enough win. */
export async function takeOpening(
  ctx: ActionContext,
): Promise<{ kind: 'taken' } | { kind: 'wait'; until: Date }> {
  const now = ctx.now();
  const at = sql`${now.toISOString()}::timestamptz`;
  const over = sql`${conversationLanes.windowStartedAt} + interval '${sql.raw(String(WINDOW_MS))} milliseconds' <= ${at}`;
  await ensureLane(ctx);
  const [taken] = await ctx.db
    .update(conversationLanes)
    .set({
      opened: sql`case when ${over} then 1 else ${conversationLanes.opened} + 1 end`,
      windowStartedAt: sql`case when ${over} then ${at} else ${conversationLanes.windowStartedAt} end`,
      capacity: sql`case when ${over} and ${conversationLanes.opened} >= ${conversationLanes.capacity}
        then least(${MOST_CAPACITY}, ${conversationLanes.capacity} + 1) else ${conversationLanes.capacity} end`,
      updatedAt: now,
    })
    .where(
      and(
        lane,
        sql`(${conversationLanes.pausedUntil} is null or ${conversationLanes.pausedUntil} <= ${at})`,
        sql`(${over} or ${conversationLanes.opened} < ${conversationLanes.capacity})`,
      ),
    )
    .returning({ name: conversationLanes.name });
  if (taken) return { kind: 'taken' };
  return { kind: 'wait', until: (await readLane(ctx)).opensAt };
}

/** Discord said that the bot opens too many. */
export async function pauseLane(ctx: ActionContext): Promise<Date> {
  await ensureLane(ctx);
  const row = await loadLane(ctx);
  const refusals = (row?.refusals ?? 0) + 1;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** (refusals - 1));
  const until = new Date(ctx.now().getTime() + pauseMs);
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  await ctx.db
    .update(conversationLanes)
    .set({
      refusals,
      capacity: sql`greatest(1, least(${conversationLanes.capacity}, ${conversationLanes.opened} - 1))`,
      pausedUntil: until,
      windowStartedAt: until,
      opened: 0,
      updatedAt: ctx.now(),
    })
    // Several refusals at once are one lesson.
    .where(
      and(lane, sql`(${conversationLanes.pausedUntil} is null or ${conversationLanes.pausedUntil} <= ${at})`),
    );
  return until;
}

/** An opening went well: the next refusal pauses no longer than the first. */
export async function praiseLane(ctx: ActionContext): Promise<void> {
  await ctx.db
    .update(conversationLanes)
    .set({ refusals: 0 })
    .where(and(lane, sql`${conversationLanes.refusals} > 0`));
}

export interface LaneState {
  capacity: number;
  openedInWindow: number;
  pausedUntil: Date | null;
  /** Openings that wait, over all servers. */
  waiting: number;
  /** When the next opening can be made; now, if there is room. */
  opensAt: Date;
  /** When one that joins the queue now would be made. */
  eta: Date;
}

/** How the lane stands and how long one that joins it now would wait. */
export async function readLane(ctx: ActionContext): Promise<LaneState> {
  const row = await loadLane(ctx);
  const counted = await ctx.db.execute(
    sql`select count(*)::int as count from jobs where name = 'conversations.open-dm' and state in ('queued', 'running')`,
  );
  const waiting = Number((counted.rows[0] as { count: number } | undefined)?.count ?? 0);
  const now = ctx.now().getTime();
  const capacity = row?.capacity ?? FIRST_CAPACITY;
  const windowEnd = row ? row.windowStartedAt.getTime() + WINDOW_MS : now;
  const paused = row?.pausedUntil && row.pausedUntil.getTime() > now ? row.pausedUntil : null;
  const fresh = windowEnd <= now;
  const opened = row && !fresh ? row.opened : 0;
  const free = Math.max(0, capacity - opened);
  const opensAt = paused?.getTime() ?? (free > 0 ? now : windowEnd);
  // Room of the window in which the next opening falls.
  const room = paused || free === 0 ? capacity : free;
  const windows = waiting < room ? 0 : 1 + Math.floor((waiting - room) / capacity);
  return {
    capacity,
    openedInWindow: opened,
    pausedUntil: paused,
    waiting,
    opensAt: new Date(opensAt),
    eta: new Date(opensAt + windows * WINDOW_MS),
  };
}

async function loadLane(ctx: ActionContext): Promise<LaneRow | undefined> {
  const [row] = await ctx.db.select().from(conversationLanes).where(lane);
  return row;
}

async function ensureLane(ctx: ActionContext): Promise<void> {
  const now = ctx.now();
  await ctx.db
    .insert(conversationLanes)
    .values({
      guildId: EVERYWHERE,
      name: NAME,
      capacity: FIRST_CAPACITY,
      windowStartedAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing();
}
