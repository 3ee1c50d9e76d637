import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { isSnowflake } from '../../../discord/snowflake.ts';
import { nameAgent } from '../name-agent.ts';
import { selectAgents } from '../routing/load-agents.ts';
import { AgentInput } from '../schemas.ts';
import { inboxAgents } from '../tables.ts';

/** Everybody who takes conversations, with what each has to do. */
export async function listAgents(ctx: ActionContext) {
  await ctx.require('inbox:read');
  return selectAgents(ctx);
}

/** Says whether somebody takes new conversations, and how many at most. Staff for themselves, admins for all. */
export async function setAgent(ctx: ActionContext, userId: string, raw: AgentInput) {
  const own = ctx.actor.kind === 'user' && ctx.actor.id === userId;
  await ctx.require(own ? 'inbox:write' : 'inbox:manage');
  const input = parseInput(AgentInput, raw);
  if (!isSnowflake(userId)) throw new NotFoundError('There is no such person in this server.');
  const before = await findAgent(ctx, userId);
  const { name } = before ?? (await nameAgent(ctx, userId));
  const row = {
    guildId: ctx.guildId,
    userId,
    name,
    isOn: input.isOn ?? before?.isOn ?? true,
    capacity: input.capacity === undefined ? (before?.capacity ?? null) : input.capacity,
    lastAssignedAt: before?.lastAssignedAt ?? null,
    createdAt: before?.createdAt ?? ctx.now(),
  };
  const { isOn, capacity } = row;
  await ctx.commit({
    statements: [
      ctx.db
        .insert(inboxAgents)
        .values(row)
        .onConflictDoUpdate({
          target: [inboxAgents.guildId, inboxAgents.userId],
          set: { isOn, capacity },
        }),
    ],
    audit: [
      {
        action: 'inbox.set-agent',
        target: `user:${userId}`,
        ...(before ? { before: { isOn: before.isOn, capacity: before.capacity } } : {}),
        after: { isOn, capacity },
      },
    ],
  });
  const [saved] = (await selectAgents(ctx)).filter(({ agent }) => agent.userId === userId);
  return saved ?? { agent: row, load: 0 };
}

/** Takes somebody off the list; what they have stays theirs. */
export async function removeAgent(ctx: ActionContext, userId: string): Promise<void> {
  await ctx.require('inbox:manage');
  const removal = ctx.db
    .delete(inboxAgents)
    .where(and(eq(inboxAgents.guildId, ctx.guildId), eq(inboxAgents.userId, userId)));
  try {
    await ctx.commit({
      statements: [requireChange(removal.getSQL(), 'no-agent')],
      audit: [{ action: 'inbox.remove-agent', target: `user:${userId}` }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new NotFoundError('There is no such agent in this server.');
  }
}

async function findAgent(ctx: ActionContext, userId: string) {
  const [row] = await ctx.db
    .select()
    .from(inboxAgents)
    .where(and(eq(inboxAgents.guildId, ctx.guildId), eq(inboxAgents.userId, userId)));
  return row;
}
