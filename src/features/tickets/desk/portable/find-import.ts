import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { NotFoundError } from '../../../../core/errors.ts';
import { isUuid } from '../../../../core/ids.ts';
import { jobs } from '../../../../core/tables.ts';
import { MANAGE } from '../../access.ts';
import type { ImportState } from '../../model.ts';
import { ticketImports } from '../../tables.ts';

export type ImportRow = typeof ticketImports.$inferSelect;

/** Under way by its row, and without a job that goes on with it: what it was given to failed for good. */
export const hasStopped: SQL<boolean> = sql`(${ticketImports.state} in ('queued', 'running') and not exists (
  select 1 from ${jobs} where ${jobs.guildId} = ${ticketImports.guildId} and ${jobs.name} = 'tickets.import'
    and ${jobs.state} in ('queued', 'running') and ${jobs.payload} ->> 'importId' = ${ticketImports.id}::text))`;

const columns = {
  ...getTableColumns(ticketImports),
  state: sql<ImportState>`case when ${hasStopped} then 'stopped' else ${ticketImports.state} end`,
};

/** An import of this server by id. Throws NotFoundError. */
export async function findImport(ctx: ActionContext, id: string): Promise<ImportRow> {
  await ctx.require(MANAGE, 'read');
  const [row] = isUuid(id)
    ? await ctx.db
        .select(columns)
        .from(ticketImports)
        .where(and(eq(ticketImports.guildId, ctx.guildId), eq(ticketImports.id, id)))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such import in this server.');
}

/** Imports of this server, the newest first. */
export async function listImports(ctx: ActionContext): Promise<ImportRow[]> {
  await ctx.require(MANAGE, 'read');
  return ctx.db
    .select(columns)
    .from(ticketImports)
    .where(eq(ticketImports.guildId, ctx.guildId))
    .orderBy(desc(ticketImports.createdAt))
    .limit(50);
}
