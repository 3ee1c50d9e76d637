import type { APIEmbed } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { EMBED_LIMITS } from '../../../discord/limits.ts';
import { escapeMarkdown, truncate } from '../../../discord/text.ts';
import { type AttachmentRow, type MessageRow, teamFileLink } from '../../conversations/public.ts';

/** Accent of what members write, 0xRRGGBB. */
const MEMBER_COLOUR = 0x3498db;
/** What Discord takes in all cards of a message is left for so many characters beside the longest words. */
const THINGS_LENGTH = 1_500;
const FILENAME_LENGTH = 60;

/**
 * What a member wrote elsewhere, as the team reads it in the thread: the words on a blue card, and below them what
 * leads to files and names stickers. Empty when there is nothing to show.
 */
export function cardsOfMember(
  ctx: ActionContext,
  message: Pick<MessageRow, 'authorName' | 'content' | 'extras'>,
  files: readonly Pick<AttachmentRow, 'id' | 'filename' | 'size'>[],
): APIEmbed[] {
  const things = thingsOf([
    ...files.map((file) => fileLine(ctx, file)),
    ...(message.extras.stickers ?? []).map(({ name }) => `Sticker: ${escapeMarkdown(name)}`),
  ]);
  if (message.content === '' && things === '') return [];
  const card = {
    author: { name: truncate(message.authorName, EMBED_LIMITS.author) },
    ...(message.content ? { description: truncate(message.content, EMBED_LIMITS.description) } : {}),
    color: MEMBER_COLOUR,
  };
  return things === '' ? [card] : [card, { description: things, color: MEMBER_COLOUR }];
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
