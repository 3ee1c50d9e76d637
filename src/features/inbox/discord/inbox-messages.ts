import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import type { MessageView } from '../../conversations/public.ts';
import type { InboxEntry } from '../actions/list-inbox.ts';
import type { InboxDetails } from '../actions/show-inbox.ts';
import { cardMessage, inert } from './card-message.ts';

const COLOUR = 0x5865f2;
/** An embed's description takes 4,096 characters; some are left for the last line. */
const ROOM = 3_800;

/** The list that `/inbox list` shows: what needs an answer first reads like a to-do list. */
export function inboxList(entries: readonly InboxEntry[], { more }: { more: boolean }): OutgoingMessage {
  if (entries.length === 0) {
    return {
      content: 'Nothing waits here. New messages come by themselves; `/inbox on` lets you take some.',
    };
  }
  const lines = entries.map(({ conversation, unread }) => {
    const { number, personName, assigneeId, lastMessageAt, preview } = conversation;
    const owner = assigneeId ? `<@${assigneeId}>` : '**nobody’s**';
    const news = unread ? ` · ${unread} new` : '';
    return `**#${number}** ${inert(personName)} · ${owner} · ${timestamp(lastMessageAt, 'R')}${news}\n-# ${truncate(inert(preview), 120) || 'No text'}`;
  });
  let description = '';
  let left = lines.length;
  for (const line of lines) {
    if (description.length + line.length > ROOM) break;
    description += `${line}\n`;
    left -= 1;
  }
  const rest = left > 0 || more ? 'There are more. Narrow the list, or look in the dashboard.' : '';
  return { embeds: [{ color: COLOUR, title: 'Inbox', description: `${description}${rest}` }] };
}

/** A conversation with the end of its timeline and the notes about its person. */
export function inboxDetails(details: InboxDetails): OutgoingMessage {
  const card = cardMessage(details);
  const history = fitting(details.messages.map(timelineLine));
  const notes = details.notes.map(
    ({ body, createdByName }) => `• ${truncate(inert(body), 200)} (${inert(createdByName)})`,
  );
  return {
    ...card,
    embeds: [
      ...(card.embeds ?? []),
      {
        color: COLOUR,
        title: 'Last messages',
        description: history || 'Nothing was said yet.',
        ...(notes.length > 0
          ? { fields: [{ name: 'Notes', value: truncate(notes.join('\n'), 1_024) }] }
          : {}),
      },
    ],
  };
}

const SIGNS = { in: '◀', out: '▶', note: '📝', event: '·' };

function timelineLine(message: MessageView): string {
  const { direction, author, content, createdAt, deletedAt, attachments, state } = message;
  const when = createdAt ? timestamp(new Date(createdAt), 'R') : '';
  const files =
    attachments.length > 0 ? ` (${attachments.length} ${attachments.length === 1 ? 'file' : 'files'})` : '';
  const trouble = state === 'failed' || state === 'unreachable' ? ' · **not delivered**' : '';
  const gone = deletedAt ? ' · deleted' : '';
  if (direction === 'event') return `-# ${inert(content)} ${when}`;
  return `${SIGNS[direction]} **${inert(author.name)}** ${when}${gone}${trouble}\n${truncate(inert(content), 300)}${files}`;
}

/** As many of the last lines as fit. */
function fitting(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.toReversed()) {
    length += line.length + 1;
    if (length > ROOM) break;
    kept.unshift(line);
  }
  return kept.join('\n');
}
