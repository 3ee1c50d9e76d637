import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { conversationReach } from './tables.ts';

export type ReachRow = typeof conversationReach.$inferSelect;
export type ReachChange = Partial<Omit<ReachRow, 'guildId' | 'personId' | 'updatedAt'>>;

export async function loadReach(ctx: ActionContext, personId: string): Promise<ReachRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(conversationReach)
    .where(and(eq(conversationReach.guildId, ctx.guildId), eq(conversationReach.personId, personId)));
  return row;
}

/** A statement that writes down what was learnt of reaching a person. */
export function upsertReach(ctx: ActionContext, personId: string, change: ReachChange) {
  const set = { ...change, updatedAt: ctx.now() };
  return ctx.db
    .insert(conversationReach)
    .values({ guildId: ctx.guildId, personId, ...set })
    .onConflictDoUpdate({ target: [conversationReach.guildId, conversationReach.personId], set });
}
