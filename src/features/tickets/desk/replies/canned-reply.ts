import type { ActionContext } from '../../../../core/context.ts';
import { ConflictError } from '../../../../core/errors.ts';
import { getGuild } from '../../../../discord/guilds.ts';
import { getUser } from '../../../../discord/users.ts';
import {
  fillPlaceholders,
  findCanned,
  mentions,
  type PlaceholderValues,
  type QueuedReply,
} from '../../../conversations/public.ts';
import { requireWork } from '../../access.ts';
import { replyTicket } from '../../actions/reply-ticket.ts';
import { findCategoryRow } from '../../find-category.ts';
import { findTicket } from '../../find-ticket.ts';
import type { Ticket } from '../../views.ts';
import { type CalendarRow, loadRules } from '../hours/calendar.ts';
import { hoursText } from '../hours/views.ts';

/** Answers a ticket by a canned reply, filled in for its member. */
export async function replyCanned(
  ctx: ActionContext,
  reference: string,
  canned: string,
  { key }: { key?: string } = {},
): Promise<QueuedReply> {
  const found = await findTicket(ctx, reference);
  await requireWork(ctx, found);
  const { body, name } = await findCanned(ctx, canned);
  const content = fillPlaceholders(body, await valuesFor(ctx, found, body));
  if (content.trim() === '')
    throw new ConflictError('empty', `Nothing is left of “${name}” when it is filled in for this ticket.`);
  return replyTicket(ctx, found.ticket.id, { content }, key ? { key } : {});
}

/** What the placeholders of a text become in this ticket. Only what is in the text is looked up. */
export async function valuesFor(ctx: ActionContext, found: Ticket, text: string): Promise<PlaceholderValues> {
  const { ticket, conversation } = found;
  const [user, guild, category, rules] = await Promise.all([
    mentions(text, 'username') ? getUser(ctx.discord, conversation.personId) : undefined,
    mentions(text, 'server') ? getGuild(ctx.discord, ctx.guildId) : undefined,
    mentions(text, 'category') && ticket.categoryId ? findCategoryRow(ctx, ticket.categoryId) : undefined,
    mentions(text, 'hours') ? loadRules(ctx, [ticket.categoryId]) : undefined,
  ]);
  const known = knownValues(found, {
    agent: ctx.actor.name,
    server: guild?.name ?? '',
    category: category?.name ?? '',
    calendars: rules?.calendars ?? [],
  });
  return { ...known, ...(user ? { username: user.username } : {}) };
}

/** The same from what is at hand already. */
export function knownValues(
  { ticket, conversation }: Ticket,
  {
    agent,
    server,
    category,
    calendars,
  }: { agent: string; server: string; category: string; calendars: readonly CalendarRow[] },
): PlaceholderValues {
  const of = (key: string) => calendars.find(({ categoryKey }) => categoryKey === key);
  const number = `#${conversation.number}`;
  return {
    name: conversation.personName,
    user: conversation.personName,
    username: conversation.personName,
    agent,
    server,
    number,
    ticket: number,
    subject: conversation.subject,
    category,
    hours: hoursText((ticket.categoryId ? of(ticket.categoryId) : undefined) ?? of('')),
  };
}
