import { InputError } from '../../../core/errors.ts';
import type { ComponentInteraction } from '../../../core/interactions/interaction.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { createCategory, listCategories } from '../actions/change-category.ts';
import { createPanel, listPanels } from '../actions/change-panel.ts';
import { ticketsSettings } from '../settings.ts';

/** Discord shows no more categories on one panel. */
const MOST = 25;

/**
 * Makes a panel with all categories, and with one called Support where there is none, in the channel that was chosen
 * for tickets. A second click finds the first one's panel and makes none.
 */
export async function makeFirstPanel(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const [known] = await listPanels(ctx);
  if (known)
    return say(`There is a panel in <#${known.channelId}> already. \`/tickets panel\` makes another.`);
  const { channel } = await ctx.settings(ticketsSettings);
  if (!channel) throw new InputError('Choose the channel for tickets first; the panel is posted there.');
  const open = await listCategories(ctx);
  const categories =
    open.length > 0
      ? open
      : [await createCategory(ctx, { name: 'Support', emoji: '🎫', description: 'Questions and problems' })];
  await createPanel(ctx, {
    channelId: channel,
    title: 'How can we help?',
    text: 'Press a button, and we talk about it in a thread that only you and the team see.',
    categoryIds: categories.slice(0, MOST).map(({ id }) => id),
  });
  return say(
    `The panel is being posted in <#${channel}>. Change its words and categories in the dashboard under Tickets.`,
  );
}
