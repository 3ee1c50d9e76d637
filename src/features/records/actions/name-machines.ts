import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { machines } from '../tables.ts';

/** Names to choose from; with more, people search by words. */
const MOST = 100;

/** Machines in use, by name: what a choice needs and nothing that has to be counted. One query. */
export async function nameMachines(ctx: ActionContext): Promise<{ id: string; name: string }[]> {
  await ctx.require('records:read');
  return ctx.db
    .select({ id: machines.id, name: machines.name })
    .from(machines)
    .where(and(eq(machines.guildId, ctx.guildId), isNull(machines.archivedAt)))
    .orderBy(asc(sql`lower(${machines.name})`))
    .limit(MOST);
}
