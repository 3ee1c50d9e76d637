import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import { deliveries } from '../tables.ts';
import type { Attempt, Due } from './attempt.ts';
import { composePost, type Post } from './compose-posts.ts';
import { readDestination, sameWebhook } from './discord-destination.ts';
import { type Lane, laneContext, type Round } from './drain-lane.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { discordLane, wakeLane } from './lane.ts';
import { rememberPost, waitBeforePost } from './pace.ts';
import type { Outcome } from './retry-schedule.ts';
import { sendDiscord } from './send-discord.ts';
import { settleRound, type Tried } from './settle.ts';

/** How long a post waits for signals that happened before it and are still being worked out. */
const ORDER_PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 250;
/**
 * How long a post that is not full waits for more: until it is quiet, but not longer than the second number. Longer
 * while signals are being worked out that may belong to it, and after a post within the last minute: that is a flood,
 * to be packed, because Discord takes thirty a minute.
 */
const GATHER = {
  calm: { quietMs: 300, mostMs: 2_000 },
  coming: { quietMs: Infinity, mostMs: 5_000 },
  flood: { quietMs: 2_000, mostMs: 10_000 },
} as const;

/**
 * Sends the next post of a Discord webhook: in order, packed, at the pace that Discord allows. A failure that may pass
 * keeps back the whole lane, so that order survives it; a post that is refused for good does not. What somebody asked
 * for just now, a test or a probe, is sent all the same, and the lane goes on when it arrives.
 */
export async function runDiscordRound(lane: Lane, all: readonly Due[]): Promise<Round> {
  const now = lane.runtime.outside.now();
  const blockedUntil = (await lane.memory.get<number>('blockedUntil')) ?? 0;
  const isBlocked = blockedUntil > now;
  const sendable = isBlocked ? all.filter(({ delivery }) => delivery.purpose !== 'event') : all;
  if (isBlocked && sendable.length < all.length) await postpone(lane, blockedUntil);
  if (sendable.length === 0) return { kind: 'wait', ms: blockedUntil - now };
  const { due, coming } = await inOrder(lane, sendable);
  const post = composePost(due, lane.alone);
  if (!post) return { kind: 'wait', ms: LOOK_AGAIN_MS };
  const [first] = post.due;
  if (!first) return { kind: 'done' };
  const posts = (await lane.memory.get<number[]>('posts')) ?? [];
  if (!post.full && mayGrow(lane, first, coming, posts)) return { kind: 'wait', ms: LOOK_AGAIN_MS };

  const ctx = laneContext(lane, first);
  const destination = await readDestination(ctx, first);
  if ('outcome' in destination) return refuse(lane, ctx, [first], destination.outcome);
  const { webhook } = destination;
  // The setting was changed since: what waits follows it.
  if (discordLane(webhook.id) !== lane.id) return move(lane, first, discordLane(webhook.id));
  const same = await sameWebhook(lane, post, webhook);

  const pause = waitBeforePost(posts, now);
  if (pause > 0) {
    await postpone(lane, now + pause);
    return { kind: 'wait', ms: pause };
  }
  const editId = same.upsert ? await findMessage(ctx, first) : null;
  await lane.memory.put('posts', rememberPost(posts, now));
  const attempt = await sendDiscord(ctx, webhook, same.message, editId);
  if (isBlocked && attempt.outcome.kind === 'sent') await unblock(lane, blockedUntil);
  return conclude(lane, ctx, same, attempt);
}

function mayGrow(
  { quietMs, runtime }: Lane,
  { delivery }: Due,
  coming: boolean,
  posts: readonly number[],
): boolean {
  const now = runtime.outside.now();
  const flood = posts.some((at) => at > now - 60_000);
  const most = flood ? GATHER.flood : coming ? GATHER.coming : GATHER.calm;
  const quiet = coming ? GATHER.coming.quietMs : most.quietMs;
  return quietMs < quiet && now - delivery.createdAt.getTime() < most.mostMs;
}

async function conclude(lane: Lane, ctx: ActionContext, post: Post, attempt: Attempt): Promise<Round> {
  const { outcome } = attempt;
  if (outcome.kind === 'refused' && post.due.length > 1) {
    // One of them is to blame: each goes alone, and only that one fails.
    for (const { delivery } of post.due) lane.alone.add(delivery.id);
    return { kind: 'done' };
  }
  const tried = post.due.map((due): Tried => ({ due, attempt }));
  const steps = await settleRound(ctx, tried);
  const waiting = steps.filter(({ state }) => state === 'queued').map(({ runAt }) => runAt.getTime());
  if (waiting.length > 0) {
    // A test may be told to wait for less than what waits here already.
    const until = Math.max(...waiting, (await lane.memory.get<number>('blockedUntil')) ?? 0);
    await lane.memory.put('blockedUntil', until);
    await postpone(lane, until);
  }
  await judge(lane, ctx, tried);
  return { kind: 'done' };
}

async function judge(lane: Lane, ctx: ActionContext, tried: readonly Tried[]): Promise<void> {
  const byEndpoint = Map.groupBy(tried, ({ due }) => due.endpoint?.id ?? '');
  for (const group of byEndpoint.values()) {
    const [first] = group;
    if (first?.due.endpoint) await judgeEndpoint(ctx, first.due.endpoint, group);
    else if (first?.attempt.outcome.kind === 'gone')
      await tellOnce(lane, ctx, first.due, first.attempt.outcome.error);
  }
}

/** A setting can't be switched off by itself, so its admins are told, once for each webhook and server. */
async function tellOnce(lane: Lane, ctx: ActionContext, { delivery }: Due, reason: string): Promise<void> {
  const told = `told:${delivery.guildId}:${delivery.notice}`;
  if (await lane.memory.get<boolean>(told)) return;
  const title = ctx.runtime.registry.notices.get(delivery.notice)?.title ?? delivery.notice;
  await ctx.commit({
    statements: [],
    signals: [
      {
        type: 'webhook.notice-refused',
        subject: `notice:${delivery.notice}`,
        data: { notice: delivery.notice, title, reason },
      },
    ],
  });
  await lane.memory.put(told, true);
}

async function refuse(lane: Lane, ctx: ActionContext, due: Due[], outcome: Outcome): Promise<Round> {
  const attempt: Attempt = {
    at: ctx.now(),
    durationMs: 0,
    outcome,
    target: 'Discord webhook',
    requestHeaders: {},
  };
  return conclude(lane, ctx, { due, message: {}, upsert: false, full: true }, attempt);
}

async function move(lane: Lane, { delivery }: Due, to: string): Promise<Round> {
  await lane.db
    .update(deliveries)
    .set({ lane: to })
    .where(
      and(
        eq(deliveries.lane, lane.id),
        eq(deliveries.guildId, delivery.guildId),
        eq(deliveries.notice, delivery.notice),
      ),
    );
  await wakeLane(lane.runtime.config.lanes, to);
  return { kind: 'done' };
}

/** What no earlier signal can come before any more, and whether signals are being worked out at all. */
async function inOrder(lane: Lane, due: readonly Due[]): Promise<{ due: Due[]; coming: boolean }> {
  const guilds = JSON.stringify([...new Set(due.map(({ delivery }) => delivery.guildId))]);
  const young = new Date(lane.runtime.outside.now() - ORDER_PATIENCE_MS).toISOString();
  const { rows } = await lane.db.execute<{ guild_id: string; first: string }>(sql`
    select guild_id, min(sequence)::text as first from signals
    where dispatched_at is null and created_at > ${young}::timestamptz
      and guild_id in (select jsonb_array_elements_text(${guilds}::jsonb)) group by guild_id`);
  const open = new Map(rows.map(({ guild_id, first }) => [guild_id, Number(first)]));
  const end = due.findIndex(
    ({ delivery }) => (delivery.sequence ?? 0) > (open.get(delivery.guildId) ?? Infinity),
  );
  return { due: end < 0 ? [...due] : due.slice(0, end), coming: open.size > 0 };
}

async function findMessage(ctx: ActionContext, { delivery, endpoint }: Due): Promise<string | null> {
  if (!endpoint || delivery.subject === '') return null;
  const [row] = await ctx.db
    .select({ messageId: deliveries.messageId })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.endpointId, endpoint.id),
        eq(deliveries.subject, delivery.subject),
        isNotNull(deliveries.messageId),
      ),
    )
    .orderBy(desc(deliveries.sequence))
    .limit(1);
  return row?.messageId ?? null;
}

/** Lets events of the lane come later. */
async function postpone(lane: Lane, until: number): Promise<void> {
  const at = new Date(until).toISOString();
  await lane.db.execute(sql`update deliveries set run_at = ${at}::timestamptz
    where lane = ${lane.id} and state = 'queued' and purpose = 'event' and run_at < ${at}::timestamptz`);
}

/** Lets come now what was put off until then. */
async function unblock(lane: Lane, blockedUntil: number): Promise<void> {
  await lane.memory.put('blockedUntil', 0);
  const at = new Date(blockedUntil).toISOString();
  const now = new Date(lane.runtime.outside.now()).toISOString();
  await lane.db.execute(sql`update deliveries set run_at = ${now}::timestamptz
    where lane = ${lane.id} and state = 'queued' and purpose = 'event' and run_at <= ${at}::timestamptz`);
}
