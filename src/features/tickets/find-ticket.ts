import { and, eq, type SQL } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { conversations } from '../conversations/public.ts';
import { tickets } from './tables.ts';
import type { Ticket } from './views.ts';

/** Postgres' integer ends there. */
const LARGEST_NUMBER = 2_147_483_647;
const MOST_MERGES = 10;

/** A ticket by its id, as it is; undefined where there is none. */
export const loadTicket = (ctx: ActionContext, id: string): Promise<Ticket | undefined> =>
  loadOne(ctx, eq(tickets.id, id));

/** One of this server's tickets by id or number (`12`, `#12`). One that was merged gives the one that it went into. */
export async function findTicket(ctx: ActionContext, reference: string): Promise<Ticket> {
  const text = reference.trim().toLowerCase();
  const number = Number(/^#?(\d{1,10})$/.exec(text)?.[1] ?? -1);
  const which = isUuid(text)
    ? eq(tickets.id, text)
    : number >= 0 && number <= LARGEST_NUMBER
      ? eq(conversations.number, number)
      : undefined;
  let found = which && (await loadOne(ctx, which));
  for (let step = 0; found?.conversation.mergedIntoId && step < MOST_MERGES; step++) {
    found = (await loadOne(ctx, eq(tickets.id, found.conversation.mergedIntoId))) ?? found;
  }
  if (found) return found;
  throw new NotFoundError('There is no such ticket in this server. `/tickets list` shows those that wait.');
}

/** The ticket whose thread it is. */
export const findByThread = (ctx: ActionContext, threadId: string): Promise<Ticket | undefined> =>
  loadOne(ctx, eq(tickets.threadId, threadId));

/** The ticket that a message of Discord stands for. */
export const findByStarter = (ctx: ActionContext, messageId: string): Promise<Ticket | undefined> =>
  loadOne(ctx, eq(tickets.starterMessageId, messageId));

async function loadOne(ctx: ActionContext, which: SQL): Promise<Ticket | undefined> {
  const [row] = await ctx.db
    .select({ ticket: tickets, conversation: conversations })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.id))
    .where(and(eq(tickets.guildId, ctx.guildId), eq(conversations.guildId, ctx.guildId), which))
    .limit(1);
  return row;
}
