import { and, eq, gte, sql } from 'drizzle-orm';
import type { ActionContext } from '../core/context.ts';
import { aiRuns } from '../core/tables.ts';

/** What a guild has spent on Claude in the running month, in millionths of a US dollar. */
export interface MonthlySpend {
  spentMicros: number;
  requests: number;
  /** The first moment of this month and of the next, UTC. */
  since: Date;
  resetsAt: Date;
}

/** Sums the guild's runs of this UTC month in one query. */
export async function monthlySpend(ctx: ActionContext): Promise<MonthlySpend> {
  const { since, resetsAt } = monthAround(ctx.now());
  const [row] = await ctx.db
    .select({
      spent: sql<string>`coalesce(sum(${aiRuns.costMicros}), 0)::text`,
      requests: sql<number>`count(*)::int`,
    })
    .from(aiRuns)
    .where(and(eq(aiRuns.guildId, ctx.guildId), gte(aiRuns.createdAt, since)));
  return { spentMicros: Number(row?.spent ?? 0), requests: row?.requests ?? 0, since, resetsAt };
}

/** The UTC month that a moment lies in: its beginning, and the beginning of the next. */
export function monthAround(now: Date): { since: Date; resetsAt: Date } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { since: new Date(Date.UTC(year, month, 1)), resetsAt: new Date(Date.UTC(year, month + 1, 1)) };
}

export const dollarsToMicros = (dollars: number): number => Math.round(dollars * 1_000_000);
