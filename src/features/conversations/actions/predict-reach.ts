import { and, desc, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { requirePersonId } from '../find-conversation.ts';
import { INBOX } from '../open-key.ts';
import { loadReach, type ReachRow } from '../reach.ts';
import { readLane } from '../sending/opening-lane.ts';
import { planRoutes, type Route, UNKNOWN_USER } from '../sending/plan-routes.ts';
import { conversationsSettings } from '../settings.ts';
import { conversations } from '../tables.ts';
import type { ConversationRow } from '../views.ts';

const time = v.nullable(v.string());

export const ReachView = v.object({
  personId: v.string(),
  route: v.pipe(
    v.picklist(['dm', 'thread', 'channel', 'web', 'none']),
    v.description('How the next message will go.'),
  ),
  opens: v.pipe(
    v.boolean(),
    v.description('Whether a direct message or thread has to be opened for it first.'),
  ),
  /** For people. */
  text: v.string(),
  eta: v.pipe(time, v.description('When it will be sent, if it has to wait for the budget of openings.')),
  dmState: v.picklist(['unknown', 'open', 'closed']),
  inGuild: v.nullable(v.picklist(['yes', 'no'])),
  lastSuccessAt: time,
  lastFailureAt: time,
  lastCode: v.pipe(v.nullable(v.number()), v.description("Discord's code of the last refusal.")),
  consent: v.picklist(['none', 'granted', 'withdrawn']),
});
export type ReachView = v.InferOutput<typeof ReachView>;

/**
 * Tells before anything is sent how it will reach the person; asks nothing outside. In which conversation, if not in
 * that with the last message, is given by its row.
 */
export async function predictReach(
  ctx: ActionContext,
  personId: string,
  access: Permission = 'conversations:read',
  held?: Pick<ConversationRow, 'feature' | 'transport' | 'channelId'>,
): Promise<ReachView> {
  await ctx.require(access);
  const id = requirePersonId(personId);
  const [reach, [conversation], { threadChannel }] = await Promise.all([
    loadReach(ctx, id),
    ctx.db
      .select()
      .from(conversations)
      .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.personId, id)))
      .orderBy(desc(conversations.lastMessageAt))
      .limit(1),
    ctx.settings(conversationsSettings),
  ]);
  const place = held ?? conversation ?? { feature: INBOX, transport: 'dm' as const, channelId: null };
  const [route] = planRoutes({ conversation: place, reach, threadChannel });
  const opens = route !== undefined && route.kind !== 'web' && route.channelId === null;
  const eta = opens && route.kind === 'dm' ? await waitFor(ctx) : null;
  return {
    personId: id,
    route: route?.kind ?? 'none',
    opens,
    text: wordsFor(route, reach, eta ? eta.getTime() - ctx.now().getTime() : 0),
    eta: eta?.toISOString() ?? null,
    dmState: reach?.dmState ?? 'unknown',
    inGuild: reach?.inGuild ?? null,
    lastSuccessAt: reach?.lastSuccessAt?.toISOString() ?? null,
    lastFailureAt: reach?.lastFailureAt?.toISOString() ?? null,
    lastCode: reach?.lastCode ?? null,
    consent: reach?.consent ?? 'none',
  };
}

async function waitFor(ctx: ActionContext): Promise<Date | null> {
  const { eta } = await readLane(ctx);
  return eta > ctx.now() ? eta : null;
}

function wordsFor(route: Route | undefined, reach: ReachRow | undefined, waitMs: number): string {
  switch (route?.kind) {
    case 'dm': {
      if (waitMs > 0)
        return `It will arrive by direct message, in about ${minutes(waitMs)}: the bot may not open more just now.`;
      if (reach?.dmState === 'open') return 'It will arrive by direct message.';
      return 'It will be tried by direct message; whether the person takes any is not known yet.';
    }
    case 'thread':
      return route.channelId
        ? 'It will arrive in the private thread with this person.'
        : 'This person takes no direct messages: a private thread will be opened for it.';
    case 'channel':
      return 'It will be posted in the channel of this conversation.';
    case 'web':
      return 'It will be shown on the web page of this conversation.';
    default:
      return reach?.lastCode === UNKNOWN_USER
        ? 'It cannot arrive: Discord knows no such user.'
        : 'It will wait until this person writes or comes back to the server: they take no direct messages, and there is no thread.';
  }
}

const minutes = (ms: number): string => `${Math.max(1, Math.ceil(ms / 60_000))} minutes`;
