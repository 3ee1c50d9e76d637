import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { tickets } from '../../tables.ts';
import type { TicketRow } from '../../views.ts';

/**
 * A statement beside the one that writes a question to the member into the conversation: the question itself is the
 * last that was said, and what comes later takes it back.
 */
export const staleWarning = (
  ctx: ActionContext,
  ticketId: string,
  closeHours: number,
  more: Partial<TicketRow> = {},
) =>
  ctx.db
    .update(tickets)
    .set({
      ...more,
      staleWarnedAt: sql`(select last_message_at from conversations where id = ${ticketId}::uuid)`,
      staleAt: new Date(ctx.now().getTime() + closeHours * 60 * 60_000),
    })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId)));
