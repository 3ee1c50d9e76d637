import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { messagePayload } from '../../../core/interactions/message-payload.ts';
import { findPosted, isOwn } from '../../../core/posts/find-posted.ts';
import {
  DiscordApiError,
  explainDiscordError,
  isUnknownEntity,
  isUnknownMessage,
} from '../../../discord/errors.ts';
import { createMessage, deleteMessage, editMessage } from '../../../discord/messages.ts';
import { MANAGE } from '../access.ts';
import { panelMessage } from '../discord/panel-message.ts';
import { findPanel } from '../find-category.ts';
import { ticketCategories, ticketPanels } from '../tables.ts';
import type { CategoryRow, PanelRow } from '../views.ts';

/** Somebody may change it again while it is being posted. */
const MOST_ROUNDS = 5;

/**
 * Makes Discord show a panel as it is: posts it once, later edits it, posts it anew where it was deleted. At least
 * once; before it posts a second time it looks for the first. What Discord refuses is written down for the admin.
 */
export async function postPanel(
  ctx: ActionContext,
  { panelId, again = false }: { panelId: string; again?: boolean },
): Promise<void> {
  await ctx.require(MANAGE);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const panel = await findOrNothing(ctx, panelId);
    const isShown = panel?.messageId && panel.postedVersion === panel.version && !panel.error;
    if (!panel || (isShown && !(again && round === 0))) return;
    try {
      const messageId = await show(ctx, panel);
      await write(ctx, panel, { messageId, postedVersion: panel.version, error: null });
    } catch (error) {
      if (!(error instanceof DiscordApiError)) throw error;
      await write(ctx, panel, { error: explainDiscordError(error) });
      return;
    }
  }
}

/** Deletes the message of a panel that was removed; one that is gone counts as done. */
export async function removePanel(
  ctx: ActionContext,
  { channelId, messageId }: { channelId: string; messageId: string },
): Promise<void> {
  await ctx.require(MANAGE);
  try {
    await deleteMessage(ctx.discord, channelId, messageId);
  } catch (error) {
    if (!isUnknownEntity(error)) throw error;
  }
}

async function show(ctx: ActionContext, panel: PanelRow): Promise<string> {
  const { id, channelId, messageId } = panel;
  const body = messagePayload(panelMessage(panel, await categoriesOf(ctx, panel)), 'update');
  if (messageId && (await edit(ctx, channelId, messageId, body))) return messageId;
  const posted = await findPosted(ctx, channelId, {
    isIt: (message) => isOwn(ctx, message) && JSON.stringify(message.components ?? []).includes(id),
    taken: async () => new Set(),
  });
  if (posted && (await edit(ctx, channelId, posted.id, body))) return posted.id;
  const key = `ticket-panel:${id}:${messageId ?? ''}`;
  return (await createMessage(ctx.discord, channelId, body, { idempotencyKey: key })).id;
}

/** False when somebody deleted the message. */
async function edit(
  ctx: ActionContext,
  channelId: string,
  messageId: string,
  body: ReturnType<typeof messagePayload>,
): Promise<boolean> {
  try {
    await editMessage(ctx.discord, channelId, messageId, body);
    return true;
  } catch (error) {
    if (!isUnknownMessage(error)) throw error;
    return false;
  }
}

async function categoriesOf(ctx: ActionContext, { categoryIds }: PanelRow): Promise<CategoryRow[]> {
  const rows = await ctx.db
    .select()
    .from(ticketCategories)
    .where(
      and(
        eq(ticketCategories.guildId, ctx.guildId),
        inArray(ticketCategories.id, categoryIds),
        isNull(ticketCategories.archivedAt),
      ),
    );
  return categoryIds.flatMap((id) => rows.filter((row) => row.id === id));
}

const write = (ctx: ActionContext, { id }: PanelRow, set: Partial<PanelRow>) =>
  ctx.db
    .update(ticketPanels)
    .set(set)
    .where(and(eq(ticketPanels.guildId, ctx.guildId), eq(ticketPanels.id, id)));

async function findOrNothing(ctx: ActionContext, id: string): Promise<PanelRow | undefined> {
  try {
    return await findPanel(ctx, id);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
