import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { InputError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { requireOwnChannel } from '../../conversations/public.ts';
import { MANAGE, READ } from '../access.ts';
import { findPanel, selectPanel } from '../find-category.ts';
import { PanelChange, PanelInput } from '../schemas.ts';
import { ticketCategories, ticketPanels } from '../tables.ts';
import type { PanelRow } from '../views.ts';

export async function listPanels(ctx: ActionContext): Promise<PanelRow[]> {
  await ctx.require(READ);
  return ctx.db
    .select()
    .from(ticketPanels)
    .where(eq(ticketPanels.guildId, ctx.guildId))
    .orderBy(desc(ticketPanels.createdAt));
}

/**
 * Makes a panel, which a job posts: at least once, shown once. Asks Discord whether the channel is this server's. The
 * same `key` gives the panel that it made the first time.
 */
export async function createPanel(
  ctx: ActionContext,
  raw: PanelInput,
  { key }: { key?: string } = {},
): Promise<PanelRow> {
  await ctx.require(MANAGE);
  const input = parseInput(PanelInput, raw);
  const id = key ? await derivedUuid(`ticket-panel:${ctx.guildId}:${key}`) : ctx.newId();
  const before = key ? await selectPanel(ctx, id) : undefined;
  if (before) return before;
  await requireOwnChannel(ctx, input.channelId);
  const categoryIds = await openOnes(ctx, input.categoryIds);
  const at = ctx.now();
  const row: PanelRow = {
    ...input,
    categoryIds,
    id,
    guildId: ctx.guildId,
    messageId: null,
    version: 1,
    postedVersion: 0,
    error: null,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: at,
    updatedAt: at,
  };
  await ctx.commit({
    statements: [ctx.db.insert(ticketPanels).values(row)],
    audit: [{ action: 'tickets.create-panel', target: `ticket-panel:${row.id}`, after: input }],
    jobs: [{ name: 'tickets.post-panel', payload: { panelId: row.id } }],
  });
  return row;
}

/** Changes a panel; the posted message is edited by a job. */
export async function changePanel(ctx: ActionContext, id: string, raw: PanelChange): Promise<PanelRow> {
  await ctx.require(MANAGE);
  const input = parseInput(PanelChange, raw);
  const row = await findPanel(ctx, id);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) throw new InputError('Say what to change.');
  const set: Partial<PanelRow> = {
    ...given,
    ...(input.categoryIds ? { categoryIds: await openOnes(ctx, input.categoryIds) } : {}),
    version: row.version + 1,
    updatedAt: ctx.now(),
  };
  const update = ctx.db
    .update(ticketPanels)
    .set(set)
    .where(
      and(
        eq(ticketPanels.guildId, ctx.guildId),
        eq(ticketPanels.id, row.id),
        eq(ticketPanels.version, row.version),
      ),
    );
  await ctx.commit({
    statements: [requireChange(update.getSQL(), 'panel-changed')],
    audit: [{ action: 'tickets.change-panel', target: `ticket-panel:${row.id}`, after: given }],
    jobs: [{ name: 'tickets.post-panel', payload: { panelId: row.id } }],
  });
  return { ...row, ...set };
}

/** Posts a panel again where its message was deleted, or Discord refused it before. */
export async function repostPanel(ctx: ActionContext, id: string): Promise<PanelRow> {
  await ctx.require(MANAGE);
  const row = await findPanel(ctx, id);
  await ctx.commit({
    statements: [],
    audit: [{ action: 'tickets.post-panel', target: `ticket-panel:${row.id}` }],
    jobs: [{ name: 'tickets.post-panel', payload: { panelId: row.id, again: true } }],
  });
  return row;
}

/** Removes a panel, and its message by a job. */
export async function deletePanel(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require(MANAGE);
  const row = await findPanel(ctx, id);
  const { channelId, messageId } = row;
  await ctx.commit({
    statements: [
      ctx.db
        .delete(ticketPanels)
        .where(and(eq(ticketPanels.guildId, ctx.guildId), eq(ticketPanels.id, row.id))),
    ],
    audit: [
      { action: 'tickets.delete-panel', target: `ticket-panel:${row.id}`, before: { title: row.title } },
    ],
    jobs: messageId ? [{ name: 'tickets.remove-panel', payload: { channelId, messageId } }] : [],
  });
}

/** Those of the ids that are categories of this server and open, each once. Throws InputError. */
async function openOnes(ctx: ActionContext, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)];
  const rows = await ctx.db
    .select({ id: ticketCategories.id })
    .from(ticketCategories)
    .where(
      and(
        eq(ticketCategories.guildId, ctx.guildId),
        inArray(ticketCategories.id, wanted),
        isNull(ticketCategories.archivedAt),
      ),
    );
  if (rows.length === wanted.length) return wanted;
  const problem = 'One of the categories is not there, or is archived.';
  throw new InputError(`categoryIds: ${problem}`, { categoryIds: problem });
}
