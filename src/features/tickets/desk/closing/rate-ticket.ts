import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { actorUserId } from '../../../../core/access/actor.ts';
import type { ActionContext } from '../../../../core/context.ts';
import { isUniqueViolation, requireChange } from '../../../../core/database/guard.ts';
import { ConflictError, InputError, NotFoundError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { OPEN, READ } from '../../access.ts';
import { findTicket } from '../../find-ticket.ts';
import { ticketRatings } from '../../tables.ts';
import { ticketSubject, toldOf } from '../../told.ts';
import type { Ticket } from '../../views.ts';

export type RatingRow = typeof ticketRatings.$inferSelect;
export const COMMENT_MAX_LENGTH = 1_000;

const Comment = v.pipe(
  v.string('Give a text.'),
  v.trim(),
  v.maxLength(COMMENT_MAX_LENGTH, `At most ${COMMENT_MAX_LENGTH} characters.`),
);
export const RatingInput = v.object({
  score: v.pipe(
    v.number('Give a number from 1 to 5.'),
    v.integer('Give a whole number.'),
    v.minValue(1, 'At least 1.'),
    v.maxValue(5, 'At most 5.'),
  ),
  comment: v.optional(Comment, ''),
});

/** The member says how a ticket of theirs went: once, after it was closed. Of two answers at once the first counts. */
export async function rateTicket(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof RatingInput>,
): Promise<RatingRow> {
  await ctx.require(OPEN, 'write');
  const { score, comment } = parseInput(RatingInput, raw);
  const found = await findOwn(ctx, reference);
  const { ticket, conversation } = found;
  if (!ticket.closedAt)
    throw new ConflictError('open', `#${conversation.number} is still open. Rate it when it is closed.`);
  const row: RatingRow = {
    ticketId: ticket.id,
    guildId: ctx.guildId,
    personId: conversation.personId,
    agentId: conversation.assigneeId,
    agentName: conversation.assigneeName,
    score,
    comment,
    createdAt: ctx.now(),
    updatedAt: ctx.now(),
  };
  try {
    await ctx.commit({
      statements: [ctx.db.insert(ticketRatings).values(row)],
      ...told(found, row, ['ticket.rated', 'rate'], { score, comment }),
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'ticket_ratings_pkey')) throw error;
    const before = await loadRating(ctx, ticket.id);
    throw new ConflictError(
      'rated',
      `You rated #${conversation.number} already${before ? `: ${before.score} of 5` : ''}. A rating can't be changed.`,
    );
  }
  return row;
}

/** Adds words to a rating that has none yet. */
export async function commentRating(ctx: ActionContext, reference: string, text: string): Promise<RatingRow> {
  await ctx.require(OPEN, 'write');
  const { comment } = parseInput(v.object({ comment: Comment }), { comment: text });
  if (comment === '') throw new InputError('Write something.', { comment: 'Write something.' });
  const found = await findOwn(ctx, reference);
  const before = await loadRating(ctx, found.ticket.id);
  if (!before) throw new NotFoundError('You have not rated this ticket yet.');
  const row: RatingRow = { ...before, comment, updatedAt: ctx.now() };
  const update = ctx.db
    .update(ticketRatings)
    .set({ comment, updatedAt: row.updatedAt })
    .where(
      and(
        eq(ticketRatings.guildId, ctx.guildId),
        eq(ticketRatings.ticketId, before.ticketId),
        eq(ticketRatings.comment, ''),
      ),
    );
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), 'commented')],
      ...told(found, row, ['ticket.rating-commented', 'comment-rating'], { comment }),
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'commented') throw error;
    throw new ConflictError('commented', 'You wrote something about this already. Thank you.');
  }
  return row;
}

/** What the member thinks of a ticket, for the team. */
export async function readRating(ctx: ActionContext, reference: string): Promise<RatingRow | undefined> {
  await ctx.require(READ);
  return loadRating(ctx, (await findTicket(ctx, reference)).ticket.id);
}

export async function loadRating(ctx: ActionContext, ticketId: string): Promise<RatingRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(ticketRatings)
    .where(and(eq(ticketRatings.guildId, ctx.guildId), eq(ticketRatings.ticketId, ticketId)));
  return row;
}

function told(
  found: Ticket,
  row: RatingRow,
  [type, verb]: readonly [string, string],
  after: Record<string, unknown>,
) {
  return {
    signals: [
      {
        type,
        subject: ticketSubject(row.ticketId),
        data: { ticket: toldOf(found), score: row.score, comment: row.comment, agentId: row.agentId },
      },
    ],
    audit: [{ action: `tickets.${verb}`, target: ticketSubject(row.ticketId), after }],
  };
}

/** A stranger hears that there is no such ticket. */
async function findOwn(ctx: ActionContext, reference: string): Promise<Ticket> {
  const found = await findTicket(ctx, reference);
  if (found.conversation.personId === actorUserId(ctx.actor)) return found;
  throw new NotFoundError('There is no such ticket of yours in this server.');
}
