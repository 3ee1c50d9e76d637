import * as v from 'valibot';
import { InputError } from '../../../../core/errors.ts';
import { derivedUuid } from '../../../../core/ids.ts';
import type { ImportFault } from '../../model.ts';
import { cut } from './cut.ts';
import { MOST, type PortableMessage, type PortableTicket, type ReadFile } from './format.ts';
import { take } from './take.ts';

/** `mongoexport --jsonFormat=canonical` writes numbers as texts, so that none is rounded. */
const Long = v.pipe(
  v.object({ $numberLong: v.string() }),
  v.transform(({ $numberLong }) => $numberLong),
);
const Int = v.pipe(
  v.object({ $numberInt: v.string() }),
  v.transform(({ $numberInt }) => $numberInt),
);
/** Discord's ids are longer than a number in JSON is exact: one that came as such may be another one by now. */
const exact = v.pipe(
  v.number(),
  v.safeInteger(
    'This id was rounded when the file was made. Export again with `mongoexport --jsonFormat=canonical`.',
  ),
);
const Snowflake = v.pipe(v.union([v.string(), exact, Long]), v.transform(String));
const Moment = v.pipe(
  v.union([
    v.string(),
    v.pipe(
      v.object({ $date: v.union([v.string(), Long]) }),
      v.transform(({ $date }) =>
        /^-?\d{1,15}$/.test($date) ? new Date(Number($date)).toISOString() : $date,
      ),
    ),
  ]),
  v.check((at) => !Number.isNaN(Date.parse(asUtc(at))), 'That is not a time.'),
  v.transform((at) => new Date(asUtc(at)).toISOString()),
);
const Author = v.looseObject({ id: Snowflake, name: v.string(), mod: v.optional(v.boolean(), false) });
const Size = v.pipe(
  v.union([v.number(), v.pipe(v.union([Long, Int]), v.transform(Number))]),
  v.integer(),
  v.minValue(0),
  v.maxValue(MOST, 'That is too large.'),
);
const Attachment = v.union([
  v.string(),
  v.looseObject({
    filename: v.optional(v.string()),
    size: v.optional(Size, 0),
    url: v.string(),
  }),
]);
const Message = v.looseObject({
  timestamp: Moment,
  message_id: Snowflake,
  author: Author,
  content: v.optional(v.nullable(v.string()), ''),
  type: v.optional(v.nullable(v.string()), 'thread_message'),
  edited: v.optional(v.boolean(), false),
  attachments: v.optional(v.array(Attachment), []),
});
const Log = v.looseObject({
  key: v.string(),
  open: v.boolean(),
  created_at: Moment,
  closed_at: v.optional(v.nullable(Moment), null),
  channel_id: v.optional(v.nullable(Snowflake), null),
  recipient: Author,
  creator: v.optional(v.nullable(Author), null),
  closer: v.optional(v.nullable(Author), null),
  close_message: v.optional(v.nullable(v.string()), null),
  title: v.optional(v.nullable(v.string()), null),
  messages: v.optional(v.array(v.unknown()), []),
});
type Message = v.InferOutput<typeof Message>;

/**
 * Modmail's collection `logs`, as `mongoexport` gives it or as a list. Ids follow from its own, so that a file can be
 * read again. What the team said among itself becomes notes; what the bot said becomes events.
 * @see https://github.com/modmail-dev/Modmail (core/clients.py, create_log_entry and append_log)
 */
export async function readModmail(data: unknown, guildId: string): Promise<ReadFile> {
  const logs = Array.isArray(data) ? data : [data];
  const faults: ImportFault[] = [];
  const lines: PortableTicket[] = [];
  for (const [index, raw] of logs.entries()) {
    const log = take(Log, raw, { where: `Log ${index + 1}`, faults });
    if (log) lines.push(await ticketOf(log, guildId, faults));
  }
  const [first] = faults;
  if (lines.length === 0 && first)
    throw new InputError(
      `This file holds no logs of Modmail that can be read. Export the collection \`logs\` of its database. ${first.where}: ${first.text}`,
    );
  return { lines, faults };
}

async function ticketOf(
  log: v.InferOutput<typeof Log>,
  guildId: string,
  faults: ImportFault[],
): Promise<PortableTicket> {
  const { key, recipient, creator, closer } = log;
  const read = log.messages.flatMap((raw, index) => {
    const message = take(Message, raw, { where: `Log ${key}, message ${index + 1}`, faults });
    return message ? [message] : [];
  });
  const messages = await Promise.all(read.map((message) => messageOf(message, { guildId, key })));
  const answers = messages.filter(({ direction, author }) => direction === 'out' && author.kind === 'staff');
  const last = answers.at(-1)?.author;
  const isClosed = !log.open;
  return {
    kind: 'ticket',
    id: await derivedUuid(`modmail:${guildId}:${key}`),
    number: null,
    subject: cut(log.title || messages.find(({ direction }) => direction === 'in')?.content || '', 200),
    status: isClosed ? 'closed' : answers.length > 0 ? 'in_progress' : 'open',
    source: 'discord',
    categoryId: null,
    personId: recipient.id,
    personName: recipient.name,
    openedBy: `user:${(creator ?? recipient).id}`,
    openedByName: (creator ?? recipient).name,
    assigneeId: last?.id ?? null,
    assigneeName: last?.name ?? null,
    priority: 'normal',
    tags: ['modmail'],
    answers: [],
    isPrivate: true,
    threadId: null,
    createdAt: log.created_at,
    closedAt: isClosed ? (log.closed_at ?? log.created_at) : null,
    closedBy: isClosed && closer ? `user:${closer.id}` : null,
    closedByName: isClosed ? (closer?.name ?? null) : null,
    closeReason: cut(log.close_message ?? '', 300),
    firstResponseAt: answers[0]?.at ?? null,
    firstResponseBy: answers[0]?.author.id ?? null,
    firstResponseByName: answers[0]?.author.name ?? null,
    firstResponseMs: null,
    workedMs: null,
    rating: null,
    messages,
  };
}

async function messageOf(
  { timestamp: at, message_id, author, content, type, edited, attachments }: Message,
  { guildId, key }: { guildId: string; key: string },
): Promise<PortableMessage> {
  const id = await derivedUuid(`modmail:${guildId}:${key}:${message_id}`);
  const direction =
    type === 'system' ? 'event' : type === 'internal' || type === 'note' ? 'note' : author.mod ? 'out' : 'in';
  const files = await Promise.all(
    attachments.map(async (file, position) => {
      const url = typeof file === 'string' ? file : file.url;
      return {
        id: await derivedUuid(`modmail-file:${id}:${position}`),
        filename: (typeof file === 'string' ? undefined : file.filename) ?? nameIn(url),
        contentType: null,
        size: typeof file === 'string' ? 0 : file.size,
        url,
        state: 'lost' as const,
        lostReason: 'Not kept: Modmail keeps only addresses, which Discord lets expire.',
      };
    }),
  );
  return {
    id,
    at,
    direction,
    author: {
      id: author.id,
      name: author.name,
      kind: direction === 'event' ? 'system' : author.mod ? 'staff' : 'person',
    },
    content: content ?? '',
    via: direction === 'in' || direction === 'out' ? 'dm' : null,
    state: direction === 'out' ? 'sent' : 'received',
    discordChannelId: null,
    discordMessageId: direction === 'event' || !/^\d{15,20}$/.test(message_id) ? null : message_id,
    replyToId: null,
    sentAt: direction === 'out' ? at : null,
    seenAt: null,
    editedAt: edited ? at : null,
    deletedAt: null,
    history: [],
    files,
  };
}

/** Python writes `2020-01-31 10:00:00.123456`, with an offset or, for UTC, without. */
function asUtc(text: string): string {
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/(\.\d{3})\d+/, '$1');
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso : `${iso}Z`;
}

function nameIn(url: string): string {
  const [path = ''] = url.split('?');
  return path.split('/').at(-1) || 'file';
}
