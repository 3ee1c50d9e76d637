import { actorUserId } from '../../../core/access/actor.ts';
import { NotFoundError } from '../../../core/errors.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { answerOwnUpload, readOwnAnswer } from '../../conversations/pages/public.ts';
import { answerOwnTalk } from '../../conversations/public.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { keepOpen } from '../desk/closing/close-request.ts';
import { commentRating, rateTicket } from '../desk/closing/rate-ticket.ts';
import { findTicket } from '../find-ticket.ts';
import type { Ticket } from '../views.ts';

/** A ticket of whoever looks. For everybody else there is none. */
export async function ownParam(page: PageRequest): Promise<Ticket> {
  const found = await findTicket(page.ctx, page.param('ticket'));
  if (found.conversation.personId === actorUserId(page.ctx.actor)) return found;
  throw new NotFoundError('You have no such ticket in this server.');
}

const back = ({ conversation }: Ticket, flash: string): PageRedirect => ({
  to: `/my-tickets/${conversation.number}`,
  flash,
});

export async function submitOwnReply(page: PageRequest): Promise<PageRedirect> {
  const found = await ownParam(page);
  const { id } = found.ticket;
  await answerOwnTalk(page.ctx, id, await readOwnAnswer(page, id));
  return back(found, 'Your message was sent to the team.');
}

/** Keeps a file while the message is still being written. */
export async function submitOwnFile(page: PageRequest): Promise<Response> {
  return answerOwnUpload(page, (await ownParam(page)).ticket.id);
}

export async function submitOwnClose(page: PageRequest): Promise<PageRedirect> {
  const found = await ownParam(page);
  await closeTicket(page.ctx, found.ticket.id, { reason: page.form.text('reason') ?? '' });
  return back(found, 'Your ticket is closed. Tell us how it went.');
}

export async function submitOwnReopen(page: PageRequest): Promise<PageRedirect> {
  const found = await ownParam(page);
  await reopenTicket(page.ctx, found.ticket.id);
  return back(found, 'Your ticket is open again.');
}

export async function submitKeepOpen(page: PageRequest): Promise<PageRedirect> {
  const found = await ownParam(page);
  await keepOpen(page.ctx, found.ticket.id);
  return back(found, 'It stays open. Write what is missing.');
}

export async function submitRate(page: PageRequest): Promise<PageRedirect> {
  const found = await ownParam(page);
  await rateTicket(page.ctx, found.ticket.id, { score: Number(page.form.text('score')) });
  return back(found, 'Thank you.');
}

export async function submitComment(page: PageRequest): Promise<PageRedirect> {
  const found = await ownParam(page);
  await commentRating(page.ctx, found.ticket.id, page.form.text('comment') ?? '');
  return back(found, 'Thank you.');
}
