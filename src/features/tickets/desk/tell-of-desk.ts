import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Telling } from '../../../core/notifications/kind.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { inert, timestamp, truncate } from '../../../discord/text.ts';
import { ticketsSettings } from '../settings.ts';

const About = v.looseObject({
  number: v.number(),
  subject: v.string(),
  assigneeId: v.nullable(v.string()),
});
const Due = v.looseObject({
  ticket: About,
  target: v.picklist(['first_response', 'resolution']),
  dueAt: v.nullable(v.string()),
});
const Rated = v.looseObject({
  ticket: About,
  score: v.number(),
  comment: v.string(),
  agentId: v.nullable(v.string()),
});
const WHAT = { first_response: 'the first answer', resolution: 'the solution' };

/** To whoever has the ticket and to the roles on call: a target is about to be missed, or was. */
export async function tellOfDue(ctx: ActionContext, signal: Signal): Promise<Telling[]> {
  const { ticket, target, dueAt } = v.parse(Due, signal.data);
  const { onCallRoles } = await ctx.settings(ticketsSettings);
  const isLate = signal.type === 'ticket.overdue';
  const at = dueAt ? new Date(dueAt) : undefined;
  const what = WHAT[target];
  const [sign, words] = isLate ? ['🔴', `${what} is overdue`] : ['🟠', `${what} is due soon`];
  const when = at ? ` ${timestamp(at, 'R')}` : '';
  return [
    {
      userIds: ticket.assigneeId ? [ticket.assigneeId] : [],
      roleIds: onCallRoles,
      text: `${sign} **#${ticket.number}** ${inert(truncate(ticket.subject, 100))}: ${words}${when}.`,
      plain: `#${ticket.number} ${truncate(ticket.subject, 100)}: ${words}.`,
      path: `/tickets/${ticket.number}`,
    },
  ];
}

/** To whoever had the ticket: what the member thinks of how it went, and what they add to that later. */
export function tellOfRating(signal: Signal): Telling[] {
  const { ticket, score, comment, agentId } = v.parse(Rated, signal.data);
  if (!agentId) return [];
  const isAdded = signal.type === 'ticket.rating-commented';
  const about = `#${ticket.number}${isAdded ? ', which' : ''} was`;
  const stars = '★'.repeat(score) + '☆'.repeat(5 - score);
  const said = comment === '' ? '' : `: “${truncate(comment, 300)}”`;
  return [
    {
      userIds: [agentId],
      text: `${about} rated ${stars}${inert(said)}`,
      plain: `${about} rated ${score} of 5${said}`,
      path: `/tickets/${ticket.number}`,
    },
  ];
}
