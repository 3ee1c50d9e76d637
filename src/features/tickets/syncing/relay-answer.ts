import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import type { PersonMessage } from '../../../discord/person-message.ts';
import { lengthOf, truncate } from '../../../discord/text.ts';
import { deleteSentMessage, editSentMessage, loadReach } from '../../conversations/public.ts';
import { WRITE } from '../access.ts';
import { replyTicket } from '../actions/reply-ticket.ts';
import { ticketCards } from '../tables.ts';
import type { Ticket } from '../views.ts';
import type { CardRow } from './cards.ts';

/** What the team wrote in a thread, as far as it is brought to the member. */
export type Written = Pick<PersonMessage, 'content' | 'attachments' | 'stickers'>;

/**
 * Whether answers that are written in the thread have to be brought to the member: they left, or wrote by direct
 * message last, where answers from the dashboard go as well.
 */
export async function isElsewhere(ctx: ActionContext, { ticket, conversation }: Ticket): Promise<boolean> {
  if (ticket.status === 'closed') return false;
  if (conversation.transport === 'dm') return true;
  return (await loadReach(ctx, conversation.personId))?.inGuild === 'no';
}

/**
 * Takes what somebody of the team wrote in the thread as an answer that goes by direct message: once, by Discord's id
 * of it. `team`: a context of theirs; `words`: not empty. False if it was known already.
 */
export async function relayAnswer(
  team: ActionContext,
  { ticket }: Ticket,
  { id, threadId, words }: { id: string; threadId: string; words: string },
): Promise<boolean> {
  const known = await findRelayed(team, id);
  const [content = '', ...rest] = pieces(words);
  await replyTicket(
    team,
    ticket.id,
    { content },
    { key: `thread-message:${id}`, extra: { statements: [noteRelayed(team, ticket.id, { id, threadId })] } },
  );
  // Only who may write longer messages than a bot gets here; a later edit of theirs changes the first piece.
  for (const [at, piece] of rest.entries())
    await replyTicket(team, ticket.id, { content: piece }, { key: `thread-message:${id}:${at + 1}` });
  return known === undefined;
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
