import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { getMember } from '../../../discord/members.ts';
import type { PersonMessage } from '../../../discord/person-message.ts';
import { lengthOf, truncate } from '../../../discord/text.ts';
import { getThreadMember } from '../../../discord/threads.ts';
import {
  deleteSentMessage,
  dropEarlyChange,
  editSentMessage,
  findEarlyChange,
  loadReach,
} from '../../conversations/public.ts';
import { WRITE } from '../access.ts';
import { replyTicket } from '../actions/reply-ticket.ts';
import { system } from '../system.ts';
import { ticketCards } from '../tables.ts';
import type { Ticket } from '../views.ts';
import type { CardRow } from './cards.ts';
import { PATIENCE } from './open-thread.ts';

/** What the team wrote in a thread, as far as it is brought to the member. */
export type Written = Pick<PersonMessage, 'content' | 'attachments' | 'stickers'>;

/**
 * Whether answers that are written in the thread have to be brought to the member: they left, or wrote by direct
 * message last and are not in the thread. Who is in it reads them there.
 */
export async function isElsewhere(ctx: ActionContext, { ticket, conversation }: Ticket): Promise<boolean> {
  const { personId, transport } = conversation;
  if (ticket.status === 'closed') return false;
  if ((await loadReach(ctx, personId))?.inGuild === 'no') return true;
  return transport === 'dm' && !(await isInThread(ctx, ticket.threadId ?? '', personId));
}

async function isInThread(ctx: ActionContext, threadId: string, userId: string): Promise<boolean> {
  try {
    await getMember(ctx.discord, ctx.guildId, userId, PATIENCE);
    await getThreadMember(ctx.discord, threadId, userId, PATIENCE);
    return true;
  } catch (error) {
    // Where Discord does not tell, an answer that comes twice is better than one that does not come.
    if (!(error instanceof DiscordApiError)) throw error;
    return false;
  }
}

/**
 * Takes what somebody of the team wrote in the thread as an answer that goes by direct message: once, by Discord's id
 * of it, and as it is now. `team`: a context of theirs; `said`: not without words. False if it was known already, or
 * taken back before it was heard of.
 */
export async function relayAnswer(
  team: ActionContext,
  { ticket }: Ticket,
  { id, threadId, said }: { id: string; threadId: string; said: Written },
): Promise<boolean> {
  const known = await findRelayed(team, id);
  if (known && ticket.status === 'closed') return false;
  if (!known && (await findEarlyChange(team, id))?.deletedAt) return false;
  const [content = '', ...rest] = pieces(wordsOf(said));
  await replyTicket(
    team,
    ticket.id,
    { content },
    { key: `thread-message:${id}`, extra: { statements: [noteRelayed(team, ticket.id, { id, threadId })] } },
  );
  // Only who may write longer messages than a bot gets here; a later edit of theirs changes the first piece.
  for (const [at, piece] of rest.entries())
    await replyTicket(team, ticket.id, { content: piece }, { key: `thread-message:${id}:${at + 1}` });
  await followEarly(system(team), id, said);
  return known === undefined;
}

/** Takes what was changed in the thread before the answer was written down. */
async function followEarly(ctx: ActionContext, cardId: string, said: Written): Promise<void> {
  const early = await findEarlyChange(ctx, cardId);
  const relayed = early && (await findRelayed(ctx, cardId));
  if (!relayed) return;
  const now = early.deletedAt ? 'deleted' : { ...said, content: early.content ?? said.content };
  await followRelayed(ctx, relayed, now);
  await dropEarlyChange(ctx, early);
}

/** Where in the thread a message of the timeline stands that was written, or goes, another way. */
export async function findCardOf(ctx: ActionContext, messageId: string): Promise<CardRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(ticketCards)
    .where(and(eq(ticketCards.guildId, ctx.guildId), eq(ticketCards.messageId, messageId)));
  return row;
}

/** What an answer in the thread became that goes by direct message; undefined where it is none. */
export async function findRelayed(ctx: ActionContext, cardId: string): Promise<CardRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(ticketCards)
    .where(
      and(
        eq(ticketCards.guildId, ctx.guildId),
        eq(ticketCards.cardId, cardId),
        eq(ticketCards.isOurs, false),
      ),
    );
  return row;
}

/** Lets the direct message follow what was changed in the thread. Repeating it changes nothing. */
export async function followRelayed(
  ctx: ActionContext,
  { messageId }: CardRow,
  written: Written | 'deleted',
): Promise<void> {
  try {
    if (written === 'deleted') await deleteSentMessage(ctx, messageId, WRITE);
    else
      await editSentMessage(
        ctx,
        messageId,
        { content: truncate(wordsOf(written), MESSAGE_LIMITS.content) },
        WRITE,
      );
  } catch (error) {
    // It was deleted already, or no words are left that could be sent.
    const isOver =
      error instanceof InputError || (error instanceof ConflictError && error.reason === 'deleted');
    if (!isOver) throw error;
  }
}

/** Files and stickers go as links and names: what stands in the thread is read by the team alone. */
export const wordsOf = ({ content, attachments, stickers }: Written): string =>
  [content, ...attachments.map(({ url }) => url), ...stickers.map(({ name }) => `(${name})`)]
    .filter((line) => line !== '')
    .join('\n');

/** Parts of a text that Discord takes as messages, cut at spaces where there are any. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (lengthOf(rest) > MESSAGE_LIMITS.content) {
    const head = truncate(rest, MESSAGE_LIMITS.content, '');
    const cut = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    const piece = cut > 0 ? head.slice(0, cut) : head;
    found.push(piece);
    rest = rest.slice(piece.length).trimStart();
  }
  return [...found, rest];
}

/** A statement behind the one that writes the answer: the newest message of the talk, which is locked until the end. */
const noteRelayed = (
  ctx: ActionContext,
  ticketId: string,
  { id, threadId }: { id: string; threadId: string },
) => sql`insert into ticket_cards
    (message_id, guild_id, ticket_id, channel_id, card_id, is_ours, revision, created_at)
  select m.id, m.guild_id, ${ticketId}::uuid, ${threadId}, ${id}, false, 1, ${ctx.now().toISOString()}::timestamptz
  from conversation_messages m where m.guild_id = ${ctx.guildId} and m.conversation_id = ${ticketId}::uuid
  order by m.sequence desc limit 1`;
