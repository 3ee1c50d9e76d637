import { and, asc, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { conversations } from '../../conversations/public.ts';
import { inboxAgents } from '../tables.ts';
import type { RouteFacts } from './route.ts';

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

type LoadedAgent = Awaited<ReturnType<typeof selectAgents>>[number];

/** What routing has to know of the agents: who takes new conversations just now, and who has paused. */
export const agentFacts = (loaded: readonly LoadedAgent[]): Pick<RouteFacts, 'agents' | 'pausedIds'> => ({
  agents: loaded
    .filter(({ agent }) => agent.isOn)
    .map(({ agent, load }) => ({
      id: agent.userId,
      name: agent.name,
      load,
      capacity: agent.capacity,
      lastAssignedAt: agent.lastAssignedAt,
    })),
  pausedIds: loaded.filter(({ agent }) => !agent.isOn).map(({ agent }) => agent.userId),
});
