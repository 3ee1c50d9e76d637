import { InputError } from '../../../core/errors.ts';
import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { may, READ } from '../access.ts';
import { createCategory } from '../actions/change-category.ts';
import { createPanel } from '../actions/change-panel.ts';
import { listOwnTickets, listTickets } from '../actions/list-tickets.ts';
import { postPanel } from '../actions/post-panel.ts';
import { findCategory, findPanel, listOpenCategories } from '../find-category.ts';
import { system } from '../system.ts';
import { ticketList } from './ticket-list.ts';

const SHOWN = 15;

export async function list(
  interaction: CommandInteraction<{
    words: string | undefined;
    mine: boolean | undefined;
    nobodys: boolean | undefined;
    category: string | undefined;
  }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { words, mine, nobodys, category } = interaction.options;
  if (mine && nobodys) throw new InputError('Choose one of `mine` and `nobodys`.');
  const page = (await may(ctx, READ))
    ? await listTickets(ctx, {
        limit: SHOWN,
        ...(words ? { q: words } : {}),
        ...(mine ? { assignee: 'me' } : nobodys ? { assignee: 'nobody' } : {}),
        ...(category ? { category } : {}),
      })
    : await listOwnTickets(ctx, { limit: SHOWN });
  return say(ticketList(page.tickets, { more: page.next !== null }));
}

export async function panel(
  interaction: CommandInteraction<{
    channel: string | undefined;
    style: string | undefined;
    category: string | undefined;
    title: string | undefined;
    text: string | undefined;
  }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { channel, style, category, title, text } = interaction.options;
  const categories = category ? [await findCategory(ctx, category)] : await listOpenCategories(ctx);
  if (categories.length === 0)
    throw new InputError('There is no category yet. Make one with `/tickets category` first.');
  const row = await createPanel(
    ctx,
    {
      channelId: channel ?? interaction.channelId,
      title: title ?? 'Open a ticket',
      text: text ?? 'Choose what it is about. The team answers you in a thread.',
      style: style === 'select' ? 'select' : 'buttons',
      categoryIds: categories.map(({ id }) => id).slice(0, 25),
    },
    { key: `interaction:${interaction.id}` },
  );
  await postPanel(system(ctx), { panelId: row.id });
  const posted = await findPanel(ctx, row.id);
  if (posted.error)
    return say(`The panel was not posted: ${posted.error} It is kept; post it from the dashboard.`);
  return say(`The panel stands in <#${row.channelId}>. It follows its categories when they change.`);
}

export async function makeCategory(
  interaction: CommandInteraction<{
    name: string;
    description: string | undefined;
    emoji: string | undefined;
    channel: string | undefined;
    role: string | undefined;
    public: boolean | undefined;
  }>,
): Promise<Reply> {
  const { name, description, emoji, channel, role, public: isPublic } = interaction.options;
  const own = /^<a?:(\w+:\d+)>$/.exec(emoji?.trim() ?? '')?.[1];
  const row = await createCategory(await interaction.context(), {
    name,
    description: description ?? '',
    emoji: own ?? emoji ?? null,
    channelId: channel ?? null,
    staffRoleIds: role ? [role] : [],
    isPrivate: !isPublic,
  });
  return say(
    `The category **${row.name}** is there. \`/tickets panel\` posts a message from which members open tickets in it.`,
  );
}
