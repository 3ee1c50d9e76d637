import { and, asc, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { conversations } from '../../conversations/public.ts';
import { inboxAgents } from '../tables.ts';

/** A query for the agents of a server with what each has to do. */
export function selectAgents(ctx: ActionContext) {
  const load = sql<number>`(select count(*)::int from ${conversations}
    where ${conversations.guildId} = ${ctx.guildId} and ${conversations.assigneeId} = ${inboxAgents.userId}
      and ${conversations.state} in ('open', 'waiting') and ${conversations.feature} = 'inbox')`;
  return ctx.db
    .select({ agent: inboxAgents, load })
    .from(inboxAgents)
    .where(and(eq(inboxAgents.guildId, ctx.guildId)))
    .orderBy(asc(inboxAgents.name), asc(inboxAgents.userId));
}
