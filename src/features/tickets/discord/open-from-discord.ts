import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type {
  CommandInteraction,
  Interaction,
  MessageCommandInteraction,
} from '../../../core/interactions/interaction.ts';
import type { ChosenAttachment } from '../../../core/interactions/option.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { messageLink, truncate } from '../../../discord/text.ts';
import type { InboundAttachment } from '../../conversations/public.ts';
import { isOwn, may, requireWork, WRITE } from '../access.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { openTicket } from '../actions/open-ticket.ts';
import { system } from '../system.ts';
import type { Ticket } from '../views.ts';
import { whereItIs } from './ticket-place.ts';

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
  const person = forAuthor
    ? { id: author.id, name: author.global_name ?? author.username, avatar: author.avatar }
    : own;
  const found = await openTicket(
    ctx,
    {
      subject: truncate(words.split('\n')[0]?.trim() || words, 80),
      message: truncate(`${said}\n${link}`, 4_000),
    },
    {
      person,
      source: 'message',
      askedIn: askedIn(interaction),
      attachments: attachments.map(fileOf),
      // Several members may report one message, each in a ticket of their own.
      key: `message:${target.id}:${person.id}`,
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
