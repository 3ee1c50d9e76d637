import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { DeniedError, InputError } from '../../../core/errors.ts';
import type {
  CommandInteraction,
  Interaction,
  MessageCommandInteraction,
} from '../../../core/interactions/interaction.ts';
import type { ChosenAttachment, ChosenUser } from '../../../core/interactions/option.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { messageLink, truncate } from '../../../discord/text.ts';
import type { InboundAttachment } from '../../conversations/public.ts';
import { isOwn, READ, requireWork, WRITE } from '../access.ts';
import { assignTicket, claimTicket } from '../actions/assign-ticket.ts';
import { createCategory } from '../actions/change-category.ts';
import { createPanel } from '../actions/change-panel.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { type EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { listOwnTickets, listTickets } from '../actions/list-tickets.ts';
import { noteTicket } from '../actions/note-ticket.ts';
import { openTicket } from '../actions/open-ticket.ts';
import { postPanel } from '../actions/post-panel.ts';
import { findCategory, findPanel, listOpenCategories } from '../find-category.ts';
import { findByThread, findTicket } from '../find-ticket.ts';
import { drawTicket } from '../opening/draw.ts';
import { syncTicket } from '../syncing/poll-thread.ts';
import { system } from '../system.ts';
import type { Ticket } from '../views.ts';
import { ticketList } from './ticket-list.ts';
import { whereItIs } from './ticket-place.ts';

type One<More = object> = CommandInteraction<{ ticket: string | undefined } & More>;
const SHOWN = 15;

/** The ticket that was named, or the one in whose thread the command was run. */
async function chosen(interaction: One): Promise<{ ctx: ActionContext; reference: string }> {
  const ctx = await interaction.context();
  const { ticket } = interaction.options;
  if (ticket) return { ctx, reference: ticket };
  const found = await findByThread(ctx, interaction.channelId);
  if (!found) throw new InputError('This is not the thread of a ticket. Choose one in `ticket`.');
  return { ctx, reference: found.ticket.id };
}

/** Where a thread may be made for what was asked for here. */
export function askedIn({ raw, channelId }: Interaction): string | null {
  const { channel } = raw;
  if (!channel) return null;
  if (channel.type === 0 || channel.type === 5) return channelId;
  return 'parent_id' in channel && [10, 11, 12].includes(channel.type) ? (channel.parent_id ?? null) : null;
}

export async function open(
  interaction: CommandInteraction<{
    subject: string;
    message: string;
    category: string | undefined;
    file: ChosenAttachment | undefined;
  }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { subject, message, category, file } = interaction.options;
  const found = await openTicket(
    ctx,
    { subject, message, ...(category ? { category } : {}) },
    {
      person: invoker(interaction),
      source: 'discord',
      askedIn: askedIn(interaction),
      attachments: file ? [{ ...file, contentType: file.contentType ?? null }] : [],
      key: `interaction:${interaction.id}`,
    },
  );
  return opened(ctx, found);
}

/** Makes the place at once, so that whoever opened it is told where it is. */
export async function opened(ctx: ActionContext, { ticket }: Ticket): Promise<Reply> {
  const found = await completeTicket(system(ctx), ticket.id, { now: true });
  return say(await whereItIs(ctx, found));
}

export const invoker = ({ user, raw }: Interaction) => ({
  id: user.id,
  name: user.displayName,
  avatar: raw.member?.user.avatar ?? null,
});

export async function fromMessage(interaction: MessageCommandInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { target, guildId, channelId } = interaction;
  const { author, content = '', attachments = [] } = target;
  const own = invoker(interaction);
  // The team opens it for whoever wrote; a member about what somebody else wrote.
  const forAuthor = author && !author.bot && author.id !== own.id && (await may(ctx, WRITE));
  const link = messageLink(guildId, channelId, target.id);
  const words = content.trim() || (attachments.length > 0 ? '(a file)' : '');
  if (words === '') throw new InputError('This message has no text that a ticket could begin with.');
  const said =
    author && author.id !== own.id && !forAuthor ? `About what ${author.username} wrote:\n> ${words}` : words;
  const found = await openTicket(
    ctx,
    {
      subject: truncate(words.split('\n')[0]?.trim() || words, 80),
      message: truncate(`${said}\n${link}`, 4_000),
    },
    {
      person: forAuthor
        ? { id: author.id, name: author.global_name ?? author.username, avatar: author.avatar }
        : own,
      source: 'message',
      askedIn: askedIn(interaction),
      attachments: attachments.map(fileOf),
      key: `message:${target.id}`,
    },
  );
  if (!found.created && !isOwn(ctx, found)) await requireWork(ctx, found);
  if (!found.created)
    return say(`There is a ticket from this message already. ${await whereItIs(ctx, found)}`);
  return opened(ctx, found);
}

const fileOf = (file: {
  id: string;
  filename: string;
  size: number;
  url: string;
  content_type?: string | undefined;
}): InboundAttachment => ({
  id: file.id,
  filename: file.filename,
  size: file.size,
  url: file.url,
  contentType: file.content_type ?? null,
});

export async function claim(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await claimTicket(ctx, reference);
  return say(`#${conversation.number} is yours now.`);
}

export async function unclaim(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await assignTicket(ctx, reference, { assigneeId: null });
  return say(`#${conversation.number} is back with the team.`);
}

export async function assign(interaction: One<{ person: ChosenUser }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  return give(ctx, reference, interaction.options.person, '');
}

export async function transfer(interaction: One<{ person: ChosenUser; reason: string }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  return give(ctx, reference, interaction.options.person, interaction.options.reason);
}

async function give(
  ctx: ActionContext,
  reference: string,
  person: ChosenUser,
  reason: string,
): Promise<Reply> {
  if (person.bot) throw new InputError('That is a bot, and bots answer nobody here. Choose a person.');
  const { conversation } = await assignTicket(
    ctx,
    reference,
    { assigneeId: person.id, reason },
    { name: person.displayName },
  );
  return say(`#${conversation.number} is <@${person.id}>’s now.`);
}

async function edit(interaction: One, change: EditTicketInput, said: string): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await editTicket(ctx, reference, change);
  return say(`#${conversation.number} ${said}`);
}

// Safe because Discord offers only these values, and what else is sent is refused by the schema.
export const priority = (interaction: One<{ priority: string }>): Promise<Reply> =>
  edit(
    interaction,
    { priority: interaction.options.priority as NonNullable<EditTicketInput['priority']> },
    `has ${interaction.options.priority} priority now.`,
  );

export const status = (interaction: One<{ status: string }>): Promise<Reply> =>
  edit(
    interaction,
    { status: interaction.options.status as NonNullable<EditTicketInput['status']> },
    `is ${interaction.options.status.replace('_', ' ')} now.`,
  );

export const readTags = (words: string): string[] =>
  words
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

export function tags(interaction: One<{ tags: string | undefined }>): Promise<Reply> {
  const list = readTags(interaction.options.tags ?? '');
  return edit(
    interaction,
    { tags: list },
    list.length > 0 ? `is tagged ${list.join(', ')}.` : 'has no tags now.',
  );
}

export const rename = (interaction: One<{ subject: string }>): Promise<Reply> =>
  edit(interaction, { subject: interaction.options.subject }, 'has its new subject.');

export const move = (interaction: One<{ category: string }>): Promise<Reply> =>
  edit(interaction, { category: interaction.options.category }, 'is in its new category.');

export async function note(interaction: One<{ text: string }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { number } = await noteTicket(ctx, reference, { content: interaction.options.text });
  return say(`Noted on #${number}. Only the team sees it.`);
}

export async function close(interaction: One<{ reason: string | undefined }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { reason } = interaction.options;
  const { conversation } = await closeTicket(ctx, reference, reason ? { reason } : {});
  return say(`#${conversation.number} is closed.`);
}

export async function reopen(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await reopenTicket(ctx, reference);
  return say(`#${conversation.number} is open again.`);
}

export async function show(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const found = await findTicket(ctx, reference);
  if (!isOwn(ctx, found)) await requireWork(ctx, found);
  return say({ ...(await drawTicket(ctx, found)), content: await whereItIs(ctx, found) });
}

export async function sync(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  return say(await syncNow(ctx, reference));
}

/** Reads the thread, makes what is missing of the ticket's place, and says what was new. */
export async function syncNow(ctx: ActionContext, reference: string): Promise<string> {
  const found = await findTicket(ctx, reference);
  await requireWork(ctx, found);
  const done = await completeTicket(system(ctx), found.ticket.id, { now: true });
  const { found: fresh } = await syncTicket(system(ctx), found.ticket.id);
  const news = fresh === 1 ? '1 message was new.' : `${fresh} messages were new.`;
  return `#${found.conversation.number}: ${news} ${await whereItIs(ctx, done)}`;
}

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
  const row = await createPanel(ctx, {
    channelId: channel ?? interaction.channelId,
    title: title ?? 'Open a ticket',
    text: text ?? 'Choose what it is about. The team answers you in a thread.',
    style: style === 'select' ? 'select' : 'buttons',
    categoryIds: categories.map(({ id }) => id).slice(0, 25),
  });
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

async function may(ctx: ActionContext, permission: typeof READ): Promise<boolean> {
  if (!actorUserId(ctx.actor)) return false;
  try {
    await ctx.require(permission);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}
