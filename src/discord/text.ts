import type { APIEmbed } from 'discord-api-types/v10';
import { CHANNEL_LIMITS, EMBED_LIMITS, MESSAGE_LIMITS } from './limits.ts';

/** Shows nothing, and is the one invisible character that Discord accepts as a value. */
export const ZERO_WIDTH_SPACE = '\u200b';

const URL_OR_MARKUP =
  /https?:\/\/[^\s<>()[\]|*`\\]+|[\\*_~`|[\]()<>]|^[ \t]*(?:#{1,3}|-#|[-+]|\d+\.)(?=\s)/gm;

/**
 * Makes text from outside show as it was written: no formatting, links behind words, headings, lists, custom
 * emoji or mentions. Addresses stay whole, so that they can be clicked.
 * `@everyone` and `@here` need `inertMentions` as well.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(URL_OR_MARKUP, (found) => {
    if (/^https?:/.test(found)) return found;
    const indent = found.length - found.trimStart().length;
    const mark = found.slice(indent);
    // In "1." the point makes the list; everywhere else the first character makes the markup.
    const at = /^\d/.test(mark) ? indent + mark.length - 1 : indent;
    return `${found.slice(0, at)}\\${found.slice(at)}`;
  });
}

/** Puts a zero-width space into everything that could ping: people, roles, `@everyone` and `@here`. */
export function inertMentions(text: string): string {
  return text
    .replace(/@(?=everyone|here)/gi, `@${ZERO_WIDTH_SPACE}`)
    .replace(/<@(?=[!&]?\d)/g, `<@${ZERO_WIDTH_SPACE}`);
}

let segmenter: Intl.Segmenter | undefined;

/** Words of somebody else in a message of ours: as they are, without marks and without pinging anybody. */
export const inert = (text: string): string => inertMentions(escapeMarkdown(text));

/** Number of code points: what Discord's limits count. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * Cuts text to `max` code points and marks the cut with `ellipsis`, which counts. What people see as one
 * character (a family emoji, a letter with its accents) is kept whole or left out.
 */
export function truncate(text: string, max: number, ellipsis = '…'): string {
  if (text.length <= max || lengthOf(text) <= max) return text;
  const room = max - lengthOf(ellipsis);
  if (room < 0) return truncate(text, max, '');
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  // Two UTF-16 units per code point at most; segmenting a long text to its end would be waste.
  const head = text.slice(0, room * 2 + 2);
  let kept = '';
  let length = 0;
  for (const { segment } of segmenter.segment(head)) {
    length += lengthOf(segment);
    if (length > room) break;
    kept += segment;
  }
  return kept + ellipsis;
}

/** t 16:20 · T 16:20:30 · d 20/04/2026 · D 20 April 2026 · f D t · F weekday D t · R "in 2 hours". */
export type TimestampStyle = 't' | 'T' | 'd' | 'D' | 'f' | 'F' | 'R';

/** A time that everybody sees in their own zone and language. Takes a Date or milliseconds. */
export function timestamp(date: Date | number, style: TimestampStyle = 'f'): string {
  return `<t:${Math.floor(Number(date) / 1_000)}:${style}>`;
}

/** The address of a message; without a guild, of one in direct messages. */
export function messageLink(guildId: string | null, channelId: string, messageId: string): string {
  return `https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${messageId}`;
}

/** A name that Discord accepts for a channel or thread: one line, nothing invisible, at most 100 characters. */
export function cleanName(text: string, fallback = 'untitled', max: number = CHANNEL_LIMITS.name): string {
  const visible = text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    // The joiner U+200D stays: it holds emoji together.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, '')
    .trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(visible) ? truncate(visible, max).trim() : fallback;
}

/** A code block that its content cannot close. */
export function codeBlock(text: string, language = ''): string {
  const safe = text.replaceAll('```', `\`${ZERO_WIDTH_SPACE}\`${ZERO_WIDTH_SPACE}\``);
  return `\`\`\`${language}\n${safe}\n\`\`\``;
}

/** What an embed takes of the 6,000 characters that all embeds of a message share. */
export function embedLength(embed: APIEmbed): number {
  const texts = [embed.title, embed.description, embed.footer?.text, embed.author?.name];
  for (const field of embed.fields ?? []) texts.push(field.name, field.value);
  return texts.reduce((sum, text) => sum + lengthOf(text ?? ''), 0);
}

/**
 * Cuts every part of an embed to its limit, then the description and at last whole fields until it fits into
 * `total`. Empty names and values become invisible instead of being refused.
 */
export function fitEmbed(embed: APIEmbed, total: number = EMBED_LIMITS.total): APIEmbed {
  const fit: APIEmbed = { ...embed };
  if (fit.title !== undefined) fit.title = truncate(fit.title, EMBED_LIMITS.title);
  if (fit.description !== undefined) fit.description = truncate(fit.description, EMBED_LIMITS.description);
  if (fit.footer) fit.footer = { ...fit.footer, text: truncate(fit.footer.text, EMBED_LIMITS.footer) };
  if (fit.author) fit.author = { ...fit.author, name: truncate(fit.author.name, EMBED_LIMITS.author) };
  if (fit.fields) {
    fit.fields = fit.fields.slice(0, EMBED_LIMITS.fields).map((field) => ({
      ...field,
      name: truncate(field.name, EMBED_LIMITS.fieldName).trim() || ZERO_WIDTH_SPACE,
      value: truncate(field.value, EMBED_LIMITS.fieldValue).trim() || ZERO_WIDTH_SPACE,
    }));
  }
  const excess = () => embedLength(fit) - total;
  if (excess() > 0 && fit.description) {
    const room = lengthOf(fit.description) - excess();
    fit.description = truncate(fit.description, Math.max(room, Math.min(200, lengthOf(fit.description))));
  }
  while (excess() > 0 && fit.fields?.length) fit.fields = fit.fields.slice(0, -1);
  if (excess() > 0 && fit.footer) {
    fit.footer = {
      ...fit.footer,
      text: truncate(fit.footer.text, Math.max(lengthOf(fit.footer.text) - excess(), 1)),
    };
  }
  return fit;
}

/** Groups embeds, in order, into as few messages as Discord's 10 embeds and 6,000 characters allow. */
export function packEmbeds(embeds: readonly APIEmbed[]): APIEmbed[][] {
  const messages: APIEmbed[][] = [];
  let room = 0;
  for (const embed of embeds.map((each) => fitEmbed(each))) {
    const length = embedLength(embed);
    const open = messages.at(-1);
    if (open && open.length < MESSAGE_LIMITS.embeds && length <= room) {
      open.push(embed);
      room -= length;
    } else {
      messages.push([embed]);
      room = EMBED_LIMITS.total - length;
    }
  }
  return messages;
}
