import * as v from 'valibot';
import { InputError } from '../../../../core/errors.ts';
import { MOST, TicketNumber } from './format.ts';

/**
 * What Discord Tickets 4 writes: `scripts/export.mjs` one object for a server, with texts in the clear;
 * `scripts/dump.mjs` a list of [model, rows] as they stand in the database. SQLite has lists as JSON texts and truth as
 * 0 and 1.
 * @see https://github.com/discord-tickets/bot (db/sqlite/schema.prisma)
 */
const truth = v.pipe(
  v.union([v.boolean(), v.number()]),
  v.transform((value) => Boolean(value)),
);
const moment = v.pipe(
  v.union([v.string(), v.number()]),
  v.check((at) => !Number.isNaN(new Date(at).getTime()), 'That is not a time.'),
  v.transform((at) => new Date(at).toISOString()),
);
const maybe = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);
const list = v.pipe(
  v.union([v.string(), v.array(v.unknown())]),
  v.transform((value) => (typeof value === 'string' ? readList(value) : value)),
);

function readList(text: string): unknown[] {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

const roleIds = v.pipe(
  list,
  v.transform((ids) => ids.map(String).filter((id) => /^\d{15,20}$/.test(id))),
);

export const Question = v.looseObject({
  id: v.string(),
  categoryId: v.optional(v.number()),
  label: v.string(),
  order: v.optional(v.number(), 0),
  placeholder: maybe(v.string()),
  required: v.optional(truth, true),
  style: v.optional(v.number(), 2),
  minLength: maybe(v.number()),
  maxLength: maybe(v.number()),
  options: v.optional(list, []),
  type: v.optional(v.string(), 'TEXT'),
});
export const Category = v.looseObject({
  id: v.number(),
  name: v.string(),
  description: v.optional(v.string(), ''),
  emoji: maybe(v.string()),
  staffRoles: v.optional(roleIds, []),
  pingRoles: v.optional(roleIds, []),
  questions: v.optional(v.array(Question), []),
});
export const Message = v.looseObject({
  id: v.string(),
  authorId: v.string(),
  content: v.string(),
  createdAt: moment,
  deleted: v.optional(truth, false),
  edited: v.optional(truth, false),
  external: v.optional(truth, false),
});
export const User = v.looseObject({
  userId: v.string(),
  username: maybe(v.string()),
  displayName: maybe(v.string()),
  bot: v.optional(truth, false),
});
export const Ticket = v.looseObject({
  id: v.string(),
  number: TicketNumber,
  topic: maybe(v.string()),
  open: truth,
  priority: maybe(v.string()),
  categoryId: maybe(v.number()),
  createdById: v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.')),
  createdAt: moment,
  claimedById: maybe(v.string()),
  closedById: maybe(v.string()),
  closedAt: maybe(moment),
  closedReason: maybe(v.string()),
  firstResponseAt: maybe(moment),
  archivedMessages: v.optional(v.array(v.unknown()), []),
  archivedUsers: v.optional(v.array(User), []),
  questionAnswers: v.optional(
    v.array(v.looseObject({ questionId: v.string(), value: maybe(v.string()) })),
    [],
  ),
  feedback: maybe(v.looseObject({ rating: v.number(), comment: maybe(v.string()), createdAt: moment })),
});
export type Ticket = v.InferOutput<typeof Ticket>;
export type Category = v.InferOutput<typeof Category>;
/** The text of a message, which stands as JSON in `content`. */
export const MessageContent = v.looseObject({
  content: v.optional(v.nullable(v.string()), ''),
  embeds: v.optional(v.array(v.looseObject({})), []),
  attachments: v.optional(
    v.array(
      v.looseObject({
        id: v.optional(v.string()),
        name: v.optional(v.nullable(v.string())),
        size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST)), 0),
        url: v.string(),
        contentType: v.optional(v.nullable(v.string())),
      }),
    ),
    [],
  ),
});

export interface Dump {
  categories: unknown[];
  tickets: unknown[];
}

const WRONG =
  'This is no dump of Discord Tickets. Make one with its `scripts/export.mjs` and give the JSON in it.';
const Export = v.looseObject({ categories: v.array(v.unknown()), tickets: v.array(v.unknown()) });
const Models = v.array(v.tuple([v.string(), v.array(v.record(v.string(), v.unknown()))]));

/** Either way of writing it, as one server's categories and tickets. Throws InputError for anything else. */
export function readDump(data: unknown, guildId: string): Dump {
  const one = v.safeParse(Export, data);
  if (one.success) return one.output;
  const models = v.safeParse(Models, data);
  if (!models.success || models.output.length === 0) throw new InputError(WRONG);
  const rows = new Map(models.output);
  const of = (model: string) => rows.get(model) ?? [];
  const grouped = (model: string, key: string) => {
    const groups = Map.groupBy(of(model), (row) => row[key]);
    return (id: unknown) => groups.get(id) ?? [];
  };
  const [messages, users, answers, questions, feedback] = [
    grouped('archivedMessage', 'ticketId'),
    grouped('archivedUser', 'ticketId'),
    grouped('questionAnswer', 'ticketId'),
    grouped('question', 'categoryId'),
    grouped('feedback', 'ticketId'),
  ];
  const here = (row: Record<string, unknown>) => String(row.guildId) === guildId;
  const tickets = of('ticket').filter(here);
  if (tickets.length === 0)
    throw new InputError('This dump has no tickets of this server. Is it of another one?');
  return {
    categories: of('category')
      .filter(here)
      .map((row) => ({ ...row, questions: questions(row.id) })),
    tickets: tickets.map((row) => ({
      ...row,
      archivedMessages: messages(row.id),
      archivedUsers: users(row.id),
      questionAnswers: answers(row.id),
      feedback: feedback(row.id)[0] ?? null,
    })),
  };
}
