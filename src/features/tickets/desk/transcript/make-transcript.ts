import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { UnavailableError } from '../../../../core/errors.ts';
import { sha256Hex } from '../../../../core/hash.ts';
import { DiscordError } from '../../../../discord/errors.ts';
import { getGuild } from '../../../../discord/guilds.ts';
import { requireWork } from '../../access.ts';
import { findTicket } from '../../find-ticket.ts';
import { ticketTranscripts } from '../../tables.ts';
import { ticketSubject } from '../../told.ts';
import type { Ticket } from '../../views.ts';
import { hashRoot, link } from './chain.ts';
import { type Audience, TRANSCRIPT_FORMAT, type TranscriptDocument } from './document.ts';
import { entryOf, gatherSaid, headOf, isFor, isUnsettled, maskOf, type Said } from './gather.ts';
import { type Copies, readCopies } from './keep-copies.ts';

export type TranscriptRow = typeof ticketTranscripts.$inferSelect;

export const SIGNING = 'tickets.transcript';
const AUDIENCES: readonly Audience[] = ['team', 'member'];
/** Postgres' index takes about a megabyte of words of one row. */
const MOST_WORDS = 200_000;
/** What was said last is sent, and its files are copied, first; for so long after closing it is waited for that. Milliseconds. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Makes the transcripts of a ticket as it is now: one for the team, and one for the member without notes. Each is a
 * page and a JSON file in the bucket, chained by hashes and signed. With `onClose` it makes them once for each time that
 * the ticket was closed, however often it runs.
 */
export async function makeTranscripts(
  ctx: ActionContext,
  reference: string,
  { onClose = false }: { onClose?: boolean } = {},
): Promise<TranscriptRow[]> {
  const found = await findTicket(ctx, reference);
  await requireWork(ctx, found);
  const before = await editionsOf(ctx, found.ticket.id);
  const { closedAt } = found.ticket;
  if (onClose) {
    const made = closedAt ? before.filter(({ createdAt }) => createdAt >= closedAt) : [];
    if (!closedAt || made.length > 0) return made;
  }
  const said = await gatherSaid(ctx, found.ticket.id);
  if (onClose && closedAt && isUnsettled(said) && ctx.now().getTime() - closedAt.getTime() < PATIENCE_MS)
    throw new UnavailableError('Messages of this ticket are still being sent, or files copied.', {
      retryAfterMs: 20_000,
    });
  const copies = await readCopies(ctx, said);
  const serverName = await nameOfServer(ctx);
  const edition = (before[0]?.edition ?? 0) + 1;
  const made = await Promise.all(
    AUDIENCES.map((audience) => compose(ctx, found, { audience, edition, said, copies, serverName })),
  );
  await keep(ctx, made);
  return made.map(({ row }) => row);
}

interface Parts {
  audience: Audience;
  edition: number;
  said: readonly Said[];
  copies: Copies;
  serverName: string;
}
interface Made {
  row: TranscriptRow;
  page: string;
  document: string;
}

async function compose(
  ctx: ActionContext,
  found: Ticket,
  { audience, edition, said, copies, serverName }: Parts,
): Promise<Made> {
  const mask = await maskOf(ctx, audience);
  const head = await headOf(ctx, found, { audience, edition, mask, serverName });
  const entries = said
    .filter(({ message }) => isFor(audience, message))
    .map((one) => entryOf(one, { mask, hashes: copies.hashes }));
  // Pages are loaded when they are drawn: what only reads the routes has no use for them.
  const { drawTranscript } = await import('./transcript-page.tsx');
  const page = await drawTranscript({ head, entries, pictures: copies.pictures });
  const pageHash = await sha256Hex(page);
  const { last, ...chain } = await link(head, entries);
  const root = await hashRoot(last, pageHash);
  const document: TranscriptDocument = {
    format: TRANSCRIPT_FORMAT,
    version: 1,
    head,
    ...chain,
    page: pageHash,
    root,
  };
  const { ticket, conversation } = found;
  const id = ctx.newId();
  return {
    page,
    document: JSON.stringify(document),
    row: {
      id,
      guildId: ctx.guildId,
      ticketId: ticket.id,
      number: conversation.number,
      personId: conversation.personId,
      personName: conversation.personName,
      subject: conversation.subject,
      audience,
      storageKey: `transcripts/${ctx.guildId}/${id}`,
      messages: entries.filter(({ direction }) => direction === 'in' || direction === 'out').length,
      words: wordsOf(found, entries),
      rootHash: root,
      signature: (await ctx.secrets.sign(signedText(ctx.guildId, id, root), SIGNING)) ?? '',
      edition,
      createdAt: ctx.now(),
    },
  };
}

/** What a signature is of: nobody can put one transcript in the place of another. */
export const signedText = (guildId: string, id: string, root: string): string => `${guildId}:${id}:${root}`;

function wordsOf(
  { conversation, ticket }: Ticket,
  entries: readonly { content: string; author: { name: string } }[],
) {
  const texts = [
    `#${conversation.number}`,
    conversation.subject,
    conversation.personName,
    ...ticket.answers.map(({ value }) => value),
    ...new Set(entries.map(({ author }) => author.name)),
    ...entries.map(({ content }) => content),
  ];
  return texts.join('\n').slice(0, MOST_WORDS).toWellFormed();
}

/** The files first: a row without them would be a promise that is not kept. */
async function keep(ctx: ActionContext, made: readonly Made[]): Promise<void> {
  const { files } = ctx.runtime.config;
  const keys = made.flatMap(({ row }) => [`${row.storageKey}.html`, `${row.storageKey}.json`]);
  try {
    for (const { row, page, document } of made) {
      await files.put(`${row.storageKey}.html`, page, {
        httpMetadata: { contentType: 'text/html; charset=utf-8' },
      });
      await files.put(`${row.storageKey}.json`, document, {
        httpMetadata: { contentType: 'application/json' },
      });
    }
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
  try {
    await ctx.commit({
      statements: [ctx.db.insert(ticketTranscripts).values(made.map(({ row }) => row))],
      signals: made.map(({ row }) => ({
        type: 'ticket.transcribed',
        subject: ticketSubject(row.ticketId),
        data: {
          ticketId: row.ticketId,
          number: row.number,
          transcriptId: row.id,
          audience: row.audience,
          edition: row.edition,
          messages: row.messages,
        },
      })),
      audit: made.slice(0, 1).map(({ row }) => ({
        action: 'tickets.transcribe',
        target: ticketSubject(row.ticketId),
        after: { edition: row.edition, messages: row.messages },
      })),
    });
  } catch (error) {
    await files
      .delete(keys)
      .catch((failure: unknown) =>
        ctx.log.warn('files of a transcript that was not made are left over', { error: failure }),
      );
    throw error;
  }
}

const editionsOf = (ctx: ActionContext, ticketId: string) =>
  ctx.db
    .select()
    .from(ticketTranscripts)
    .where(and(eq(ticketTranscripts.guildId, ctx.guildId), eq(ticketTranscripts.ticketId, ticketId)))
    .orderBy(desc(ticketTranscripts.edition))
    .limit(10);

async function nameOfServer(ctx: ActionContext): Promise<string> {
  try {
    return (await getGuild(ctx.discord, ctx.guildId)).name;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return 'Discord server';
  }
}
