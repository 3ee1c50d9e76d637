import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorUserId } from '../../../../core/access/actor.ts';
import type { ActionContext } from '../../../../core/context.ts';
import { DeniedError, NotFoundError, UnavailableError } from '../../../../core/errors.ts';
import { decodeCursor, encodeCursor, pageQuery } from '../../../../core/http/cursor.ts';
import { isUuid } from '../../../../core/ids.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { wordsQuery } from '../../../conversations/public.ts';
import { OPEN, READ } from '../../access.ts';
import { findTicket } from '../../find-ticket.ts';
import { DiscordId } from '../../schemas.ts';
import { ticketsSettings } from '../../settings.ts';
import { ticketTranscripts, transcriptWords } from '../../tables.ts';
import { isPass } from '../pass.ts';
import type { TranscriptRow } from './make-transcript.ts';

const gone = () => new NotFoundError('There is no such transcript.');

export const ListTranscriptsInput = v.object({
  q: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(200),
      v.description('Words that were said, or of subject or name.'),
    ),
  ),
  person: v.optional(v.pipe(DiscordId, v.description('Whose tickets.'))),
  ticket: v.optional(v.pipe(v.string(), v.maxLength(40), v.description('Id or number of a ticket.'))),
  ...pageQuery,
});
const Position = v.tuple([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.check(isUuid))]);

export interface TranscriptPage {
  transcripts: TranscriptRow[];
  next: string | null;
}

/** The team's transcripts, the newest first. */
export async function listTranscripts(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListTranscriptsInput> = {},
): Promise<TranscriptPage> {
  await ctx.require(READ);
  const { q, person, ticket, limit, cursor } = parseInput(ListTranscriptsInput, raw);
  const id = ticket ? (await findTicket(ctx, ticket)).ticket.id : undefined;
  return list(
    ctx,
    [
      eq(ticketTranscripts.audience, 'team'),
      ...(person ? [eq(ticketTranscripts.personId, person)] : []),
      ...(id ? [eq(ticketTranscripts.ticketId, id)] : []),
      ...(await wordsCondition(ctx, q)),
    ],
    { limit, cursor },
  );
}

/** Transcripts of whoever asks, as far as the server shares them. */
export async function listOwnTranscripts(
  ctx: ActionContext,
  raw: Pick<v.InferInput<typeof ListTranscriptsInput>, 'q' | 'limit' | 'cursor'> = {},
): Promise<TranscriptPage> {
  await ctx.require(OPEN, 'read');
  const { q, limit, cursor } = parseInput(ListTranscriptsInput, raw);
  const personId = actorUserId(ctx.actor);
  const { shareTranscript } = await ctx.settings(ticketsSettings);
  if (!personId || !shareTranscript) return { transcripts: [], next: null };
  return list(
    ctx,
    [
      eq(ticketTranscripts.personId, personId),
      eq(ticketTranscripts.audience, 'member'),
      ...(await wordsCondition(ctx, q)),
    ],
    { limit, cursor },
  );
}

/** With more matches than these the newest are found soonest by walking the list. */
const FEW = 500;

/**
 * What a search narrows the list by. Few matches are looked up in the index first: left alone, Postgres takes apart the
 * words of every transcript on its way down the list.
 */
async function wordsCondition(ctx: ActionContext, q: string | undefined): Promise<SQL[]> {
  if (!q) return [];
  const query = wordsQuery(ctx.guildId, q);
  if (query === undefined) return [sql`false`];
  const words = transcriptWords({ guildId: ticketTranscripts.guildId, words: ticketTranscripts.words });
  const matches = sql`${words} @@ to_tsquery('simple', ${query})`;
  const found = await ctx.db
    .select({ id: ticketTranscripts.id })
    .from(ticketTranscripts)
    .where(and(eq(ticketTranscripts.guildId, ctx.guildId), matches))
    .limit(FEW + 1);
  if (found.length > FEW) return [matches];
  if (found.length === 0) return [sql`false`];
  const ids = found.map(({ id }) => id);
  return [inArray(ticketTranscripts.id, ids)];
}

async function list(
  ctx: ActionContext,
  conditions: readonly SQL[],
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<TranscriptPage> {
  const after = cursor ? decodeCursor('transcripts', cursor, Position) : undefined;
  const rows = await ctx.db
    .select()
    .from(ticketTranscripts)
    .where(
      and(
        eq(ticketTranscripts.guildId, ctx.guildId),
        ...conditions,
        ...(after
          ? [
              sql`(${ticketTranscripts.createdAt}, ${ticketTranscripts.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
            ]
          : []),
      ),
    )
    .orderBy(desc(ticketTranscripts.createdAt), desc(ticketTranscripts.id))
    .limit(limit + 1);
  const transcripts = rows.slice(0, limit);
  const last = transcripts.at(-1);
  return {
    transcripts,
    next:
      rows.length > limit && last
        ? encodeCursor('transcripts', [last.createdAt.toISOString(), last.id])
        : null,
  };
}

/**
 * A transcript that whoever asks may read: the team any, a member their own, a pass the one that it is for. Everybody
 * else hears that there is none.
 */
export async function findTranscript(
  ctx: ActionContext,
  id: string,
  { pass }: { pass?: string } = {},
): Promise<TranscriptRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(ticketTranscripts)
        .where(and(eq(ticketTranscripts.guildId, ctx.guildId), eq(ticketTranscripts.id, id)))
    : [];
  if (!row) throw gone();
  if (pass !== undefined) {
    if (await isPass(ctx, pass, { for: 'transcript', id: row.id })) return row;
    throw gone();
  }
  if (await isTeam(ctx)) return row;
  await ctx.require(OPEN, 'read');
  const { shareTranscript } = await ctx.settings(ticketsSettings);
  const isOwn = row.audience === 'member' && row.personId === actorUserId(ctx.actor);
  if (isOwn && shareTranscript) return row;
  throw gone();
}

async function isTeam(ctx: ActionContext): Promise<boolean> {
  try {
    await ctx.require(READ);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}

/** One of a transcript's two files as bytes. */
export async function readPart(
  ctx: ActionContext,
  row: TranscriptRow,
  part: 'html' | 'json',
): Promise<Uint8Array<ArrayBuffer>> {
  const { files } = ctx.runtime.config;
  let object: Awaited<ReturnType<typeof files.get>>;
  try {
    object = await files.get(`${row.storageKey}.${part}`);
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
  if (!object) throw new NotFoundError('The file of this transcript is gone.');
  return new Uint8Array(await object.arrayBuffer());
}
