import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../../core/context.ts';
import { isUniqueViolation } from '../../../../core/database/guard.ts';
import { postgresError } from '../../../../core/database/postgres-error.ts';
import {
  conversationAttachments,
  conversationMessages,
  conversations,
  fileKey,
} from '../../../conversations/public.ts';
import { ticketCategories, ticketRatings, tickets } from '../../tables.ts';
import type { Rules } from '../hours/calendar.ts';
import type { PortableCategory, PortableLine, PortableTicket } from './format.ts';
import { conversationRow, fileRows, messageRow, ticketRow } from './import-rows.ts';

/** Rows of one statement; Postgres takes 65,535 values. */
const CHUNK = 500;
/** SQLSTATEs of values that no column takes: data exceptions, broken constraints, what is too large for an index. */
const REFUSED = /^(22|23|54)/;

export type LineOutcome = 'added' | 'skipped' | { fault: string };

export interface ImportNames {
  rules: Rules;
  /** Ids of the file's categories → those of the server's, which may be called alike. */
  categories: Map<string, string>;
}

/** Writes down how far an import is; part of the transaction of the line itself, so that none is counted twice. */
export type Progress = (outcome: LineOutcome) => Change['statements'];

/** Brings in one line, with its count. What is there already by its id is left as it is. */
export async function importLine(
  ctx: ActionContext,
  line: PortableLine,
  state: ImportNames,
  progress: Progress,
): Promise<LineOutcome> {
  try {
    return line.kind === 'category'
      ? await importCategory(ctx, line, state, progress)
      : await importTicket(ctx, line, state, progress);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    const outcome = { fault };
    await ctx.commit({ statements: progress(outcome) });
    return outcome;
  }
}

/**
 * What is wrong with a line that the database refuses, now and every time; undefined for what may go better later. A
 * line that only fails would hold up all behind it.
 */
function faultOf(error: unknown): string | undefined {
  // Ids are unique over all servers of an installation, and the rows of another server are none of ours.
  if (isUniqueViolation(error)) return 'Its id, or that of one of its messages, is another one’s already.';
  const code = postgresError(error)?.code ?? '';
  return error instanceof RangeError || REFUSED.test(code)
    ? 'Something in it can’t be stored: a time that there is not, a sign that is no text, or a number that is too large.'
    : undefined;
}

async function importCategory(
  ctx: ActionContext,
  { kind: _kind, archived, ...line }: PortableCategory,
  { categories }: ImportNames,
  progress: Progress,
): Promise<LineOutcome> {
  const [same] = await ctx.db
    .select({ id: ticketCategories.id })
    .from(ticketCategories)
    .where(
      and(
        eq(ticketCategories.guildId, ctx.guildId),
        or(eq(ticketCategories.id, line.id), sql`lower(${ticketCategories.name}) = lower(${line.name})`),
      ),
    )
    .limit(1);
  categories.set(line.id, same?.id ?? line.id);
  const outcome = same ? 'skipped' : 'added';
  const insert = ctx.db.insert(ticketCategories).values({
    ...line,
    guildId: ctx.guildId,
    emoji: line.emoji ?? null,
    channelId: line.channelId ?? null,
    position: sql`(select coalesce(max(position) + 1, 0) from ticket_categories where guild_id = ${ctx.guildId})`,
    archivedAt: archived ? ctx.now() : null,
    createdBy: 'system:import',
    createdByName: 'Import',
    createdAt: ctx.now(),
    updatedAt: ctx.now(),
  });
  await ctx.commit({ statements: [...(same ? [] : [insert]), ...progress(outcome)] });
  return outcome;
}

async function importTicket(
  ctx: ActionContext,
  line: PortableTicket,
  state: ImportNames,
  progress: Progress,
): Promise<LineOutcome> {
  const known = await look(ctx, line);
  if (known.isThere) {
    await ctx.commit({ statements: progress('skipped') });
    return 'skipped';
  }
  const categoryId = line.categoryId && (await categoryFor(ctx, line.categoryId, state));
  const kept = await keptFiles(ctx, line);
  const messages = line.messages.map((message) => messageRow(ctx, line, message, known.discordIds));
  const files = line.messages.flatMap((message) => fileRows(ctx, message, kept));
  const number = known.isNumberFree ? line.number : null;
  const { rating } = line;
  await ctx.commit({
    statements: [
      ctx.db.insert(conversations).values(conversationRow(ctx, line, number)),
      ...(number === null ? [] : [raiseCounter(ctx, number)]),
      ...chunks(messages).map((rows) => ctx.db.insert(conversationMessages).values(rows)),
      sql`update conversations set last_inbound_sequence = coalesce((select max(sequence) from conversation_messages
        where conversation_id = ${line.id}::uuid and direction = 'in'), 0) where id = ${line.id}::uuid`,
      ...chunks(files).map((rows) => ctx.db.insert(conversationAttachments).values(rows)),
      ctx.db.insert(tickets).values({
        ...ticketRow(ctx, line, { categoryId, rules: state.rules }),
        // What was said long ago is not brought into a thread.
        mirroredSequence: sql`coalesce((select max(sequence) from conversation_messages
          where conversation_id = ${line.id}::uuid), 0)`,
      }),
      // The clock of what is still open begins now; what was is in the file.
      sql`delete from ticket_phases where ticket_id = ${line.id}::uuid`,
      ...(line.status === 'closed'
        ? []
        : [
            sql`insert into ticket_phases (guild_id, ticket_id, status, at)
              values (${ctx.guildId}, ${line.id}::uuid, ${line.status}, ${ctx.now().toISOString()}::timestamptz)`,
          ]),
      ...(rating
        ? [
            ctx.db.insert(ticketRatings).values({
              ticketId: line.id,
              guildId: ctx.guildId,
              personId: line.personId,
              agentId: rating.agentId,
              agentName: rating.agentName,
              score: rating.score,
              comment: rating.comment,
              createdAt: new Date(rating.at),
              updatedAt: new Date(rating.at),
            }),
          ]
        : []),
      ...progress('added'),
    ],
    jobs: line.messages
      .filter((message) => message.files.some((file) => file.state === 'pending'))
      .map((message) => ({ name: 'conversations.keep-files', payload: { messageId: message.id } })),
  });
  return 'added';
}

/** What of a ticket the server has already. One round trip. */
async function look(ctx: ActionContext, { id, number, messages }: PortableTicket) {
  const ids = messages.flatMap(({ discordMessageId }) => (discordMessageId ? [discordMessageId] : []));
  const [there, numbered, said] = await ctx.db.batch([
    ctx.db
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, id))),
    ctx.db
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.number, number ?? 0))),
    ctx.db
      .select({ id: conversationMessages.discordMessageId })
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          ids.length > 0 ? inArray(conversationMessages.discordMessageId, ids) : sql`false`,
        ),
      ),
  ]);
  return {
    isThere: there.length > 0,
    isNumberFree: number !== null && numbered.length === 0,
    discordIds: new Set(said.flatMap((row) => (row.id ? [row.id] : []))),
  };
}

/** A category of the file, or one that the server has by that id; else none. */
async function categoryFor(
  ctx: ActionContext,
  id: string,
  { categories }: ImportNames,
): Promise<string | null> {
  const mapped = categories.get(id);
  if (mapped) return mapped;
  const [row] = await ctx.db
    .select({ id: ticketCategories.id })
    .from(ticketCategories)
    .where(and(eq(ticketCategories.guildId, ctx.guildId), eq(ticketCategories.id, id)));
  return row?.id ?? null;
}

/** Files whose copies are in the bucket still, e.g. of tickets that were lost from the database alone. */
async function keptFiles(ctx: ActionContext, { messages }: PortableTicket): Promise<Map<string, string>> {
  const kept = new Map<string, string>();
  for (const { id, state } of messages.flatMap(({ files }) => files)) {
    if (state !== 'stored') continue;
    const key = fileKey(ctx.guildId, id);
    if (await ctx.runtime.config.files.head(key)) kept.set(id, key);
  }
  return kept;
}

/** New numbers go on behind those that were brought in. */
const raiseCounter = (ctx: ActionContext, number: number) =>
  sql`insert into counters (guild_id, name, value) values (${ctx.guildId}, 'conversation', ${number})
    on conflict (guild_id, name) do update set value = greatest(counters.value, excluded.value)`;

function chunks<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, at) =>
    rows.slice(at * CHUNK, (at + 1) * CHUNK),
  );
}
