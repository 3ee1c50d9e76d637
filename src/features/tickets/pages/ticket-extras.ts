import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { READ } from '../access.ts';
import { listTickets } from '../actions/list-tickets.ts';
import { ticketRatings, ticketTranscripts } from '../tables.ts';
import type { Ticket } from '../views.ts';

const SHOWN = 6;

/** What is shown beside a ticket besides itself. */
export interface TicketExtras {
  rating: typeof ticketRatings.$inferSelect | undefined;
  /** The team's, newest first. */
  transcripts: (typeof ticketTranscripts.$inferSelect)[];
  /** The same member's, the last message first. */
  others: Ticket[];
}

export async function loadExtras(ctx: ActionContext, { ticket }: Ticket): Promise<TicketExtras> {
  await ctx.require(READ);
  const [ratings, transcripts, { tickets: theirs }] = await Promise.all([
    ctx.db
      .select()
      .from(ticketRatings)
      .where(and(eq(ticketRatings.guildId, ctx.guildId), eq(ticketRatings.ticketId, ticket.id))),
    ctx.db
      .select()
      .from(ticketTranscripts)
      .where(
        and(
          eq(ticketTranscripts.guildId, ctx.guildId),
          eq(ticketTranscripts.ticketId, ticket.id),
          eq(ticketTranscripts.audience, 'team'),
        ),
      )
      .orderBy(desc(ticketTranscripts.edition))
      .limit(SHOWN),
    listTickets(ctx, { person: ticket.personId, status: 'any', limit: SHOWN + 1 }),
  ]);
  const others = theirs.filter((other) => other.ticket.id !== ticket.id).slice(0, SHOWN);
  return { rating: ratings[0], transcripts, others };
}
