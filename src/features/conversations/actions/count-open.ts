import { and, eq, sql } from 'drizzle-orm';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { conversations } from '../tables.ts';

/** Beyond this nobody reads the difference, and the count stays quick. */
const COUNTED = 1_000;

/** How many conversations wait for the team: all, those without an owner, and those of whoever asks. At most 1,000. */
export interface OpenCounts {
  open: number;
  nobodys: number;
  mine: number;
}

/** Counts what of a feature's conversations waits for the team. One query. */
export async function countOpen(
  ctx: ActionContext,
  feature: string,
  permission: Permission,
): Promise<OpenCounts> {
  await ctx.require(permission);
  const waiting = ctx.db
    .select({ assigneeId: conversations.assigneeId })
    .from(conversations)
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.feature, feature),
        eq(conversations.state, 'open'),
      ),
    )
    .limit(COUNTED)
    .as('waiting');
  const [counts] = await ctx.db
    .select({
      open: sql<number>`count(*)::int`,
      nobodys: sql<number>`(count(*) filter (where ${waiting.assigneeId} is null))::int`,
      mine: sql<number>`(count(*) filter (where ${waiting.assigneeId} = ${actorUserId(ctx.actor) ?? ''}))::int`,
    })
    .from(waiting);
  return counts ?? { open: 0, nobodys: 0, mine: 0 };
}
