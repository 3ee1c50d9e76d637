import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { ticketCategories, ticketPanels } from './tables.ts';
import type { CategoryRow, PanelRow } from './views.ts';

/** A category of this server by id; archived ones too, since tickets keep theirs. */
export async function findCategoryRow(ctx: ActionContext, id: string): Promise<CategoryRow | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await ctx.db
    .select()
    .from(ticketCategories)
    .where(and(eq(ticketCategories.guildId, ctx.guildId), eq(ticketCategories.id, id)));
  return row;
}

/** A category by id, or by its name among those that are not archived. Throws NotFoundError. */
export async function findCategory(ctx: ActionContext, reference: string): Promise<CategoryRow> {
  const text = reference.trim();
  const [row] = isUuid(text.toLowerCase())
    ? [await findCategoryRow(ctx, text.toLowerCase())]
    : await ctx.db
        .select()
        .from(ticketCategories)
        .where(
          and(
            eq(ticketCategories.guildId, ctx.guildId),
            isNull(ticketCategories.archivedAt),
            sql`lower(${ticketCategories.name}) = ${text.toLowerCase()}`,
          ),
        );
  if (row) return row;
  throw new NotFoundError('There is no such category of tickets in this server. Choose one of the list.');
}

/** Those in which tickets can be opened, in the order of the server. */
export function listOpenCategories(ctx: ActionContext): Promise<CategoryRow[]> {
  return ctx.db
    .select()
    .from(ticketCategories)
    .where(and(eq(ticketCategories.guildId, ctx.guildId), isNull(ticketCategories.archivedAt)))
    .orderBy(asc(ticketCategories.position), asc(ticketCategories.createdAt));
}

/** A panel of this server by id. Throws NotFoundError. */
export async function findPanel(ctx: ActionContext, id: string): Promise<PanelRow> {
  const row = isUuid(id) ? await selectPanel(ctx, id) : undefined;
  if (row) return row;
  throw new NotFoundError('There is no such panel in this server.');
}

/** One of this server's panels; undefined where there is none. */
export async function selectPanel(ctx: ActionContext, id: string): Promise<PanelRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(ticketPanels)
    .where(and(eq(ticketPanels.guildId, ctx.guildId), eq(ticketPanels.id, id)));
  return row;
}
