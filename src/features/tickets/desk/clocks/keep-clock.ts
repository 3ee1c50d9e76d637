import { and, asc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { requireChange, requireThat } from '../../../../core/database/guard.ts';
import { ConflictError } from '../../../../core/errors.ts';
import type { NewSignal } from '../../../../core/signals/signal.ts';
import { conversationMessages, conversations } from '../../../conversations/public.ts';
import { WRITE } from '../../access.ts';
import { ticketsSettings } from '../../settings.ts';
import { ticketPhases, tickets } from '../../tables.ts';
import { ticketSubject, toldOf } from '../../told.ts';
import type { Ticket, TicketRow } from '../../views.ts';
import { hoursFor, loadRules, type Rules, targetsFor } from '../hours/calendar.ts';
import { type Clock, count, type Due, duesOf, nextLook, type Telling, tellingsAt } from './clock.ts';
import { staleTime } from './stale.ts';

const MOVED = 'clock-moved';
/** Each round loses only to somebody who counted the same ticket meanwhile. */
const MOST_ROUNDS = 5;
/** A ticket changes its status a few times; what is more is counted the next time. */
const MOST_PHASES = 500;

type Phase = typeof ticketPhases.$inferSelect;
interface Counted {
  counted: number;
  told: readonly Telling[];
}
interface FirstAnswer {
  at: Date;
  by: string | null;
  name: string;
}

/**
 * Counts what a ticket came to be since it was last counted, reckons anew when its targets are due, and tells that one
 * is about to be missed or was missed. Run again, at any time and by several at once, it counts nothing twice: what it
 * counts goes away with the count.
 */
export async function keepClock(
  ctx: ActionContext,
  ticketId: string,
  { rules }: { rules?: Rules } = {},
): Promise<Counted> {
  await ctx.require(WRITE);
  for (let round = 1; ; round++) {
    try {
      return await countOnce(ctx, ticketId, rules);
    } catch (error) {
      // Somebody else counted at the same time; what came meanwhile may still be left.
      const raced = error instanceof ConflictError && error.reason === MOVED;
      if (!raced || round >= MOST_ROUNDS) throw error;
    }
  }
}

async function countOnce(ctx: ActionContext, ticketId: string, rules: Rules | undefined): Promise<Counted> {
  const [found, phases, answer] = await load(ctx, ticketId);
  if (!found) {
    await forget(ctx, ticketId);
    return { counted: 0, told: [] };
  }
  const { ticket } = found;
  const { categoryId } = ticket;
  const used = rules ?? (await loadRules(ctx, [categoryId]));
  const calendar = hoursFor(used, categoryId);
  const answeredAt = ticket.firstResponseAt ?? answer?.at ?? null;
  const before: Clock = { since: ticket.clockSince, usedMs: ticket.clockUsedMs };
  const { clock, answeredMs } = count(before, phases, { answeredAt, calendar });
  const dues = duesOf(clock, targetsFor(used, ticket), { isAnswered: answeredAt !== null, calendar });
  const told = tellingsAt(ctx.now(), dues, ticket.clockTold);
  const { staleWarnHours, staleCloseHours } = await ctx.settings(ticketsSettings);
  const set: Partial<TicketRow> = {
    ...answerOf(ticket, answer, answeredMs),
    ...tellingSet(ctx, ticket, told),
    clockSince: clock.since,
    clockUsedMs: clock.usedMs,
    firstResponseDueAt: dueAt(dues, 'first_response'),
    resolutionDueAt: dueAt(dues, 'resolution'),
    clockAt: nextLook(dues, [...ticket.clockTold, ...told]),
    staleAt: staleTime(found, { warnHours: staleWarnHours, closeHours: staleCloseHours }),
  };
  if (phases.length === 0 && told.length === 0 && isSame(ticket, set)) return { counted: 0, told };
  const update = ctx.db
    .update(tickets)
    .set(set)
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.id, ticketId),
        eq(tickets.clockUsedMs, before.usedMs),
        before.since ? eq(tickets.clockSince, before.since) : isNull(tickets.clockSince),
        sql`${tickets.clockTold} = ${JSON.stringify(ticket.clockTold)}::jsonb`,
      ),
    );
  await ctx.commit({
    statements: [requireChange(update.getSQL(), MOVED), ...counted(ctx, phases)],
    signals: told.map((telling) => signalOf({ ...found, ticket: { ...ticket, ...set } }, telling, dues)),
  });
  return { counted: phases.length, told };
}

/** When an answer was given: one for a time to come is written long before the member sees it. */
const answerTime = () =>
  sql<Date>`coalesce(case when ${conversationMessages.sendAt} is not null
    then coalesce(${conversationMessages.sentAt}, ${conversationMessages.sendAt}) end, ${conversationMessages.createdAt})`;

function load(ctx: ActionContext, ticketId: string) {
  const { guildId } = ctx;
  const answeredAt = answerTime();
  const ofTicket = (table: typeof ticketPhases) =>
    and(eq(table.guildId, guildId), eq(table.ticketId, ticketId));
  return ctx.db
    .batch([
      ctx.db
        .select({ ticket: tickets, conversation: conversations })
        .from(tickets)
        .innerJoin(conversations, eq(conversations.id, tickets.id))
        .where(and(eq(tickets.guildId, guildId), eq(tickets.id, ticketId))),
      ctx.db
        .select()
        .from(ticketPhases)
        .where(ofTicket(ticketPhases))
        .orderBy(asc(ticketPhases.sequence))
        .limit(MOST_PHASES),
      ctx.db
        .select({
          at: answeredAt.mapWith(conversationMessages.createdAt),
          by: conversationMessages.authorId,
          name: conversationMessages.authorName,
        })
        .from(conversationMessages)
        .where(
          and(
            eq(conversationMessages.guildId, guildId),
            eq(conversationMessages.conversationId, ticketId),
            eq(conversationMessages.direction, 'out'),
            eq(conversationMessages.authorKind, 'staff'),
            // What is still to be sent at a time to come, or was taken back, answered nobody.
            or(
              isNull(conversationMessages.sendAt),
              inArray(conversationMessages.state, ['sent', 'seen', 'unreachable']),
            ),
            ne(conversationMessages.state, 'cancelled'),
          ),
        )
        .orderBy(asc(answeredAt), asc(conversationMessages.sequence))
        .limit(1),
    ])
    .then(([[found], phases, [answer]]): [Ticket | undefined, Phase[], FirstAnswer | undefined] => [
      found,
      phases,
      answer,
    ]);
}

/** The rows that were counted must still be there: of two that count at once, one does. */
function counted(ctx: ActionContext, phases: readonly Phase[]) {
  if (phases.length === 0) return [];
  const sequences = phases.map(({ sequence }) => sequence);
  return [
    requireThat(
      sql`(select count(*) from ticket_phases where sequence in ${sequences}) = ${sequences.length}`,
      MOVED,
    ),
    ctx.db
      .delete(ticketPhases)
      .where(and(eq(ticketPhases.guildId, ctx.guildId), inArray(ticketPhases.sequence, sequences))),
  ];
}

const forget = (ctx: ActionContext, ticketId: string) =>
  ctx.db
    .delete(ticketPhases)
    .where(and(eq(ticketPhases.guildId, ctx.guildId), eq(ticketPhases.ticketId, ticketId)));

const dueAt = (dues: readonly Due[], target: Due['target']): Date | null =>
  dues.find((due) => due.target === target)?.at ?? null;

function answerOf(
  ticket: TicketRow,
  answer: FirstAnswer | undefined,
  answeredMs: number | null,
): Partial<TicketRow> {
  if (ticket.firstResponseMs !== null || answeredMs === null) return {};
  return {
    firstResponseMs: answeredMs,
    ...(answer && !ticket.firstResponseAt ? { firstResponseAt: answer.at } : {}),
    ...(answer ? { firstResponseBy: answer.by, firstResponseByName: answer.name } : {}),
  };
}

function tellingSet(ctx: ActionContext, ticket: TicketRow, told: readonly Telling[]): Partial<TicketRow> {
  if (told.length === 0) return {};
  const isLate = told.some((telling) => telling.endsWith(':late'));
  const isSoon = told.some((telling) => telling.endsWith(':soon'));
  return {
    clockTold: [...ticket.clockTold, ...told],
    ...(isLate && !ticket.breachedAt ? { breachedAt: ctx.now() } : {}),
    ...(isSoon && !ticket.breachWarnedAt ? { breachWarnedAt: ctx.now() } : {}),
  };
}

function signalOf(after: Ticket, telling: Telling, dues: readonly Due[]): NewSignal {
  const [target, when] = telling.split(':');
  const due = dues.find((one) => one.target === target);
  return {
    type: when === 'late' ? 'ticket.overdue' : 'ticket.due-soon',
    subject: ticketSubject(after.ticket.id),
    data: { ticket: toldOf(after), target, dueAt: due?.at.toISOString() ?? null },
  };
}

function isSame(ticket: TicketRow, set: Partial<TicketRow>): boolean {
  return Object.entries(set).every(([key, value]) => {
    const now = ticket[key as keyof TicketRow];
    return value instanceof Date && now instanceof Date ? value.getTime() === now.getTime() : value === now;
  });
}
