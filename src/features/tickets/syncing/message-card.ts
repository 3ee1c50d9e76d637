import type { APIEmbed } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { EMBED_LIMITS } from '../../../discord/limits.ts';
import { escapeMarkdown, truncate } from '../../../discord/text.ts';
import { type AttachmentRow, type MessageRow, teamFileLink } from '../../conversations/public.ts';

/** Accents of what members write and of what the team answers, 0xRRGGBB; as those of answers in the thread itself. */
const MEMBER_COLOUR = 0x3498db;
const STAFF_COLOUR = 0x57f287;
/** What Discord takes in all cards of a message is left for so many characters beside the longest words. */
const THINGS_LENGTH = 1_500;
const FILENAME_LENGTH = 60;

/**
 * What was said elsewhere, as the team reads it in the thread: the words on a card, blue for the member and green for
 * the team, and below them what leads to files and names stickers. Empty when there is nothing to show.
 */
export function cardsOfMessage(
  ctx: ActionContext,
  message: Pick<MessageRow, 'direction' | 'authorName' | 'content' | 'extras'>,
  files: readonly Pick<AttachmentRow, 'id' | 'filename' | 'size'>[],
): APIEmbed[] {
  const things = thingsOf([
    ...files.map((file) => fileLine(ctx, file)),
    ...(message.extras.stickers ?? []).map(({ name }) => `Sticker: ${escapeMarkdown(name)}`),
  ]);
  if (message.content === '' && things === '') return [];
  const isOurs = message.direction === 'out';
  const color = isOurs ? STAFF_COLOUR : MEMBER_COLOUR;
  const name = isOurs ? `Staff: ${message.authorName}` : message.authorName;
  const card = {
    author: { name: truncate(name, EMBED_LIMITS.author) },
    ...(message.content ? { description: truncate(message.content, EMBED_LIMITS.description) } : {}),
    color,
    ...(isOurs ? { footer: { text: 'Sent by direct message' } } : {}),
  };
  return things === '' ? [card] : [card, { description: things, color }];
}

function fileLine(
  ctx: ActionContext,
  { id, filename, size }: { id: string; filename: string; size: number },
): string {
  const name = escapeMarkdown(truncate(filename, FILENAME_LENGTH));
  const link = teamFileLink(ctx, id);
  return `📎 ${link ? `[${name}](${link})` : name} (${(size / 1024 / 1024).toFixed(1)} MB)`;
}

/** Whole lines only: half a link leads nowhere. */
function thingsOf(lines: readonly string[]): string {
  const kept: string[] = [];
  let left = THINGS_LENGTH;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const missing = lines.length - kept.length;
  return [...kept, ...(missing > 0 ? [`… and ${missing} more on the page of the ticket.`] : [])].join('\n');
}
