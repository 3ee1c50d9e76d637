import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation, requireChange } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { requireOwnChannel } from '../../conversations/public.ts';
import { MANAGE, READ } from '../access.ts';
import { findCategory, listOpenCategories } from '../find-category.ts';
import { CategoryChange, CategoryInput } from '../schemas.ts';
import { ticketCategories, ticketPanels } from '../tables.ts';
import type { CategoryRow } from '../views.ts';

/** Categories in the order of the server; archived ones only where they are asked for. */
export async function listCategories(
  ctx: ActionContext,
  { archived = false }: { archived?: boolean } = {},
): Promise<CategoryRow[]> {
  await ctx.require(READ);
  if (!archived) return listOpenCategories(ctx);
  return ctx.db
    .select()
    .from(ticketCategories)
    .where(eq(ticketCategories.guildId, ctx.guildId))
    .orderBy(ticketCategories.position, ticketCategories.createdAt);
}

/** Makes a kind of tickets. Asks Discord whether its channel is this server's. */
export async function createCategory(ctx: ActionContext, raw: CategoryInput): Promise<CategoryRow> {
  await ctx.require(MANAGE);
  const input = parseInput(CategoryInput, raw);
  const channelId = await ownChannel(ctx, input.channelId);
  const at = ctx.now();
  const values = {
    ...input,
    channelId,
    emoji: input.emoji ?? null,
    id: ctx.newId(),
    guildId: ctx.guildId,
    archivedAt: null,
    version: 1,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: at,
    updatedAt: at,
  };
  const position = sql<number>`(select coalesce(max(position) + 1, 0) from ticket_categories where guild_id = ${ctx.guildId})`;
  const results = await uniquely(() =>
    ctx.commit({
      statements: [
        ctx.db
          .insert(ticketCategories)
          .values({ ...values, position })
          .returning(),
      ],
      audit: [{ action: 'tickets.create-category', target: `ticket-category:${values.id}`, after: input }],
    }),
  );
  const [row] = results[0] as CategoryRow[];
  if (!row) throw new Error('a category that was just written is gone');
  return row;
}

/** Changes a category; panels that show it are drawn anew. Archived, it takes no more tickets and keeps those it has. */
export async function changeCategory(
  ctx: ActionContext,
  reference: string,
  raw: CategoryChange,
): Promise<CategoryRow> {
  await ctx.require(MANAGE);
  const { archived, ...input } = parseInput(CategoryChange, raw);
  const row = await findCategory(ctx, reference);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  if (input.channelId) await ownChannel(ctx, input.channelId);
  const set: Partial<CategoryRow> = {
    ...given,
    ...(archived === undefined ? {} : { archivedAt: archived ? (row.archivedAt ?? ctx.now()) : null }),
  };
  if (Object.keys(set).length === 0) throw new InputError('Say what to change.');
  const update = ctx.db
    .update(ticketCategories)
    .set({ ...set, version: row.version + 1, updatedAt: ctx.now() })
    .where(
      and(
        eq(ticketCategories.guildId, ctx.guildId),
        eq(ticketCategories.id, row.id),
        eq(ticketCategories.version, row.version),
      ),
    );
  const panels = await panelsOf(ctx, row.id);
  await uniquely(() =>
    ctx.commit({
      statements: [
        requireChange(update.getSQL(), 'category-changed'),
        ...panels.map(({ id }) =>
          ctx.db
            .update(ticketPanels)
            .set({ version: sql`${ticketPanels.version} + 1`, updatedAt: ctx.now() })
            .where(and(eq(ticketPanels.guildId, ctx.guildId), eq(ticketPanels.id, id))),
        ),
      ],
      audit: [
        {
          action: 'tickets.change-category',
          target: `ticket-category:${row.id}`,
          before: Object.fromEntries(Object.keys(set).map((key) => [key, row[key as keyof CategoryRow]])),
          after: set,
        },
      ],
      jobs: panels.map(({ id }) => ({ name: 'tickets.post-panel', payload: { panelId: id } })),
    }),
  );
  return findCategory(ctx, row.id);
}

const panelsOf = (ctx: ActionContext, categoryId: string) =>
  ctx.db
    .select({ id: ticketPanels.id })
    .from(ticketPanels)
    .where(
      and(
        eq(ticketPanels.guildId, ctx.guildId),
        sql`${ticketPanels.categoryIds} @> ${JSON.stringify([categoryId])}::jsonb`,
      ),
    );

async function ownChannel(ctx: ActionContext, channelId: string | null | undefined): Promise<string | null> {
  if (!channelId) return null;
  return (await requireOwnChannel(ctx, channelId)).id;
}

async function uniquely<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error, 'ticket_categories_name')) throw error;
    throw new ConflictError('name-taken', 'There is a category with this name already. Choose another one.');
  }
}
