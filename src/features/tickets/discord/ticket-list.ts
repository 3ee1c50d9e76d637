import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { inert, timestamp, truncate } from '../../../discord/text.ts';
import type { Ticket } from '../views.ts';

const SIGNS = { open: '🔵', in_progress: '🔄', waiting: '🟢', closed: '✅' };

/** Tickets, one to a line. */
export function ticketList(found: readonly Ticket[], { more }: { more: boolean }): OutgoingMessage {
  if (found.length === 0) return { content: 'There are no such tickets.' };
  const lines = found.map(({ ticket, conversation }) => {
    const { number, subject, personName, assigneeId, lastMessageAt } = conversation;
    const urgent = ticket.priority === 'urgent' ? '❗ ' : '';
    const place = ticket.threadId && !ticket.threadGoneAt ? ` <#${ticket.threadId}>` : '';
    const owner = assigneeId ? `<@${assigneeId}>` : 'nobody’s';
    const title = truncate(inert(subject), 60);
    return `${SIGNS[ticket.status]} ${urgent}**#${number}** ${title} · ${inert(personName)} · ${owner} · ${timestamp(lastMessageAt, 'R')}${place}`;
  });
  const rest = more ? ['…and more. Search with `words`, or look in the dashboard.'] : [];
  let content = '';
  for (const line of [...lines, ...rest]) {
    if (content.length + line.length + 1 > 1_900) break;
    content += `${line}\n`;
  }
  return { content };
}
