import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { NotFoundError } from '../../../../core/errors.ts';
import { isUuid } from '../../../../core/ids.ts';
import { MANAGE } from '../../access.ts';
import { ticketImports } from '../../tables.ts';

export type ImportRow = typeof ticketImports.$inferSelect;

/** An import of this server by id. Throws NotFoundError. */
export async function findImport(ctx: ActionContext, id: string): Promise<ImportRow> {
  await ctx.require(MANAGE, 'read');
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
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
    .select()
    .from(ticketImports)
    .where(eq(ticketImports.guildId, ctx.guildId))
    .orderBy(desc(ticketImports.createdAt))
    .limit(50);
}
