import type {
  APIButtonComponentWithCustomId,
  APIEmbed,
  APIMessageTopLevelComponent,
} from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed, inert, truncate } from '../../../discord/text.ts';
import { formMessage } from '../opening/form-message.ts';
import type { CategoryRow, Ticket } from '../views.ts';

/** 0xRRGGBB by status; urgent tickets are red as long as they are not closed. */
const COLOURS = { open: 0x5865f2, in_progress: 0xfee75c, waiting: 0x57f287, closed: 0x80848e };
const URGENT = 0xed4245;
const STATUSES = {
  open: 'Open',
  in_progress: 'In progress',
  waiting: 'Waiting for an answer',
  closed: 'Closed',
};
const PRIORITIES = { low: 'Low', normal: 'Normal', high: 'High', urgent: '❗ Urgent' };

export interface TicketMessage extends Ticket {
  category: Pick<CategoryRow, 'name'> | undefined;
  /** What the member wrote first. */
  message: string;
}

/** The message that stands for a ticket in Discord: what it is about, how it is, and what can be done. */
export function ticketMessage({ ticket, conversation, category, message }: TicketMessage): OutgoingMessage {
  const { number, subject, personName, tags } = conversation;
  const { status, assigneeId, priority, closeReason } = ticket;
  const embed: APIEmbed = fitEmbed({
    title: `Ticket #${number}: ${inert(subject)}`,
    // Answers to a form stand below, each with its question.
    ...(message === formMessage(ticket.answers) ? {} : { description: truncate(inert(message), 3_000) }),
    color: priority === 'urgent' && status !== 'closed' ? URGENT : COLOURS[status],
    fields: [
      { name: 'Status', value: STATUSES[status], inline: true },
      { name: 'Assigned to', value: assigneeId ? `<@${assigneeId}>` : 'Nobody yet', inline: true },
      ...(priority === 'normal' ? [] : [{ name: 'Priority', value: PRIORITIES[priority], inline: true }]),
      ...(category ? [{ name: 'Category', value: inert(category.name), inline: true }] : []),
      ...(tags.length > 0 ? [{ name: 'Tags', value: inert(tags.join(', ')), inline: true }] : []),
      ...(status === 'closed' && closeReason ? [{ name: 'Reason', value: inert(closeReason) }] : []),
      ...ticket.answers.map(({ label, value }) => ({ name: label, value: inert(value) })),
    ],
    footer: { text: `${personName} · ticket ${number}` },
    timestamp: ticket.createdAt.toISOString(),
  });
  return { content: '', embeds: [embed], components: controls({ ticket, conversation }) };
}

function controls({ ticket, conversation }: Ticket): APIMessageTopLevelComponent[] {
  const { id, status, priority } = ticket;
  const button = (
    handler: string,
    label: string,
    style: 1 | 2 | 3 | 4,
    emoji?: string,
  ): APIButtonComponentWithCustomId => ({
    type: 2,
    style,
    label,
    custom_id: customId('tickets', handler, id),
    ...(emoji ? { emoji: { name: emoji } } : {}),
  });
  if (status === 'closed') return [{ type: 1, components: [button('reopen', 'Open again', 2)] }];
  return [
    {
      type: 1,
      components: [
        conversation.assigneeId ? button('unclaim', 'Unclaim', 2) : button('claim', 'Claim', 1),
        button('progress', 'In progress', 2, '🔄'),
        ...(priority === 'urgent' ? [] : [button('urgent', 'Urgent', 2, '❗')]),
        button('close', 'Close', 3, '✅'),
        button('more', 'More', 2),
      ],
    },
  ];
}
