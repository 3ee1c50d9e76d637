import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIEmbed,
  APIEmbedField,
} from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { EMBED_LIMITS } from '../../../discord/limits.ts';
import {
  escapeMarkdown,
  fitEmbed,
  inertMentions,
  lengthOf,
  messageLink,
  timestamp,
  truncate,
} from '../../../discord/text.ts';
import type { CheckedSource } from '../actions/check-sources.ts';
import type { RecordDetails, RecordSource } from '../actions/show-record.ts';
import type { LoadedRecord } from '../find-record.ts';
import { findKind, type RecordKind } from '../kinds.ts';
import type { RecordRow } from '../record-view.ts';

/** Text of people as it was written: it formats nothing and pings nobody. */
export const inert = (text: string): string => inertMentions(escapeMarkdown(text));

const UNKNOWN_KIND: RecordKind = {
  name: 'unknown',
  title: 'Record',
  emoji: '📄',
  color: 0x99aab5,
  when: '',
  fields: [],
};
/** A kind that was removed from the code still has its records. */
export const kindOf = (name: string): RecordKind => findKind(name) ?? UNKNOWN_KIND;

const CLOSED_COLOR = 0x747f8d;
/** So many of each fit on a phone without scrolling away the rest. */
const SHOWN = 5;

/** A record with everything that hangs on it, and what can be done with it; `checked` adds what became of its messages. */
export function recordMessage(
  details: RecordDetails,
  said?: string,
  checked: readonly CheckedSource[] = [],
): OutgoingMessage {
  return {
    content: said ?? '',
    embeds: [recordEmbed(details, checked)],
    components: [recordButtons(details.row)],
  };
}

function recordEmbed(details: RecordDetails, checked: readonly CheckedSource[]): APIEmbed {
  const { row, machine, sources, comments, attachments, parent, children } = details;
  const kind = kindOf(row.kind);
  const fields: APIEmbedField[] = [
    { name: 'Status', value: statusText(row), inline: true },
    { name: 'Machine', value: machine ? inert(machine.name) : 'None', inline: true },
    { name: 'Assigned to', value: row.assigneeId ? `<@${row.assigneeId}>` : 'Nobody', inline: true },
    ...kind.fields.flatMap(({ name, label }) => {
      const value = row.fields[name];
      return value && name !== 'details' ? [{ name: label, value: inert(value), inline: true }] : [];
    }),
  ];
  if (parent) fields.push({ name: 'Belongs to', value: shortLine(parent) });
  if (children.length > 0)
    fields.push(listed('Waits for', children.length, children.slice(0, SHOWN).map(shortLine)));
  if (sources.length > 0) {
    const lines = sources.slice(0, SHOWN).map((source) => sourceLine(row.guildId, source, checked));
    fields.push(listed('From messages', sources.length, lines));
  }
  if (comments.length > 0) {
    const lines = comments
      .slice(-SHOWN)
      .map(
        (comment) =>
          `**${inert(comment.authorName)}** ${timestamp(comment.createdAt, 'R')}: ${quote(comment.body)}`,
      );
    fields.push(listed('Comments', comments.length, lines));
  }
  if (attachments.length > 0) {
    const lines = attachments
      .slice(0, SHOWN)
      .map(
        ({ filename, lostReason }) => `${inert(filename)}${lostReason ? ` (no copy: ${lostReason})` : ''}`,
      );
    fields.push(listed('Files', attachments.length, lines));
  }
  return fitEmbed({
    title: `${kind.emoji} ${kind.title} #${row.number}: ${inert(row.title)}`,
    ...(row.fields.details ? { description: inert(row.fields.details) } : {}),
    color: row.status === 'open' ? kind.color : CLOSED_COLOR,
    fields,
    footer: { text: `By ${inertMentions(row.createdByName)}` },
    timestamp: row.createdAt.toISOString(),
  });
}

export function recordButtons(row: RecordRow): APIActionRowComponent<APIComponentInMessageActionRow> {
  const open = row.status === 'open';
  return {
    type: 1,
    components: [
      open
        ? { type: 2, style: 3, label: 'Close', custom_id: customId('records', 'close-record', row.id) }
        : { type: 2, style: 2, label: 'Reopen', custom_id: customId('records', 'reopen-record', row.id) },
      { type: 2, style: 2, label: 'Comment', custom_id: customId('records', 'comment-record', row.id) },
      { type: 2, style: 2, label: 'Assign to me', custom_id: customId('records', 'assign-record', row.id) },
      { type: 2, style: 2, label: 'Edit', custom_id: customId('records', 'edit-record', row.id) },
    ],
  };
}

/** `⚠️ #12 Left flipper stays up · Medieval Madness · Sam · 2 hours ago` */
export function recordLine({ row, machine }: LoadedRecord): string {
  return [
    `${kindOf(row.kind).emoji} **#${row.number}** ${inert(row.title)}`,
    machine ? inert(machine.name) : undefined,
    row.assigneeId ? `<@${row.assigneeId}>` : undefined,
    row.status === 'closed' ? 'closed' : undefined,
    timestamp(row.createdAt, 'R'),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

export const shortLine = (row: RecordRow): string =>
  `${kindOf(row.kind).emoji} **#${row.number}** ${inert(row.title)}${row.status === 'closed' ? ' (closed)' : ''}`;

function sourceLine(guildId: string, source: RecordSource, checked: readonly CheckedSource[]): string {
  const now = checked.find(({ messageId }) => messageId === source.messageId);
  // The beginning of the SHA-256 is enough to tell by that the words here are those of the original.
  const original = `original \`${source.contentHash.slice(0, 12)}\``;
  const fate =
    now?.state === 'deleted'
      ? ` (deleted since; ${original})`
      : now?.state === 'edited'
        ? ` (edited ${now.editedAt ? timestamp(now.editedAt, 'R') : 'since'}; ${original})`
        : '';
  const link = messageLink(guildId, source.channelId, source.messageId);
  return `[${inert(source.authorName)}](${link}) ${timestamp(source.postedAt, 'R')}${fate}: ${quote(source.excerpt)}`;
}

const statusText = (row: RecordRow): string =>
  row.status === 'open' ? 'Open' : `Closed ${row.closedAt ? timestamp(row.closedAt, 'R') : ''}`.trim();

/** A field of an embed takes 1,024 characters; five quotes of this length and their links fit. */
const quote = (text: string): string => inert(truncate(text.replace(/\s+/g, ' '), 80));

/** Whole lines only: a link that is cut in the middle is worse than one that is missing. */
function listed(name: string, total: number, lines: readonly string[]): APIEmbedField {
  const whole: string[] = [];
  let room = EMBED_LIMITS.fieldValue;
  for (const line of lines) {
    room -= lengthOf(line) + 1;
    if (room < -1) break;
    whole.push(line);
  }
  return {
    name: total > whole.length ? `${name} (${whole.length} of ${total})` : name,
    value: whole.join('\n'),
  };
}
