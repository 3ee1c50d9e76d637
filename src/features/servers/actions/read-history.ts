import { and, asc, desc, eq, gte, lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { recentActions } from '../find-action.ts';
import { requireKnownServer, type Whose } from '../find-server.ts';
import { type ActionRow, type ServerEventRow, serverEvents } from '../tables.ts';

const MOST_EVENTS = 500;
const MOST_ACTIONS = 50;

export interface History {
  /** Oldest first; the one before `since` leads, if there is one, as it says what the server was then. */
  events: ServerEventRow[];
  /** Newest first. */
  actions: ActionRow[];
}

/** What was reported of a server since then, and what people did with it. By what is known here: no call outside. */
export async function readHistory(
  ctx: ActionContext,
  serverId: string,
  { since, whose }: { since: Date; whose: Whose },
): Promise<History> {
  await ctx.require(whose === 'own' ? 'servers:use' : 'servers:read', 'read');
  await requireKnownServer(ctx, serverId, whose);
  const mine = and(eq(serverEvents.guildId, ctx.guildId), eq(serverEvents.serverId, serverId));
  const [before, later] = await ctx.db.batch([
    ctx.db
      .select()
      .from(serverEvents)
      .where(and(mine, lt(serverEvents.at, since)))
      .orderBy(desc(serverEvents.at))
      .limit(1),
    ctx.db
      .select()
      .from(serverEvents)
      .where(and(mine, gte(serverEvents.at, since)))
      .orderBy(desc(serverEvents.at), asc(serverEvents.eventId))
      .limit(MOST_EVENTS),
  ]);
  return {
    // With more than are read, what lies before them is not known.
    events: [...(later.length < MOST_EVENTS ? before : []), ...later.toReversed()],
    actions: await recentActions(ctx, serverId, MOST_ACTIONS),
  };
}
