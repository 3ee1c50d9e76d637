import { ConflictError, InputError } from '../../../core/errors.ts';
import { dropDraft } from '../../../core/live/drafts.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { answerUpload, readReply } from '../../conversations/pages/public.ts';
import {
  deleteSentMessage,
  editSentMessage,
  findMessage,
  markUnread,
  queueReply,
} from '../../conversations/public.ts';
import { READ, WRITE } from '../access.ts';
import { assignTicket, claimTicket } from '../actions/assign-ticket.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { type EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { noteTicket } from '../actions/note-ticket.ts';
import { showTicket } from '../actions/show-ticket.ts';
import { requestClose } from '../desk/closing/close-request.ts';
import { makeTranscripts } from '../desk/transcript/make-transcript.ts';
import { syncTicket } from '../syncing/poll-thread.ts';
import type { Ticket } from '../views.ts';

const ticketParam = (page: PageRequest): Promise<Ticket> => showTicket(page.ctx, page.param('ticket'));

const back = ({ conversation }: Pick<Ticket, 'conversation'>, flash?: string): PageRedirect => ({
  to: `/tickets/${conversation.number}`,
  ...(flash ? { flash } : {}),
});

/** Sends what was written, or keeps it as a note. */
export async function submitReply(page: PageRequest): Promise<PageRedirect> {
  const { ctx } = page;
  const found = await ticketParam(page);
  const written = await readReply(page, found.conversation, { read: READ, write: WRITE });
  if (written.kind === 'note') {
    await noteTicket(ctx, found.ticket.id, { content: written.content });
    return back(found, 'The note is in the timeline. Only the team sees it.');
  }
  if (found.ticket.status === 'closed')
    throw new ConflictError('closed', 'This ticket is closed. Open it again, then send your answer.');
  const { stateAfter, ...reply } = written.reply;
  const closes = stateAfter === 'closed' && !written.isLater;
  await queueReply(ctx, { ...reply, stateAfter: closes ? 'open' : (stateAfter ?? 'waiting') }, WRITE);
  await dropDraft(ctx, `conversation:${found.ticket.id}`);
  if (closes) {
    await closeTicket(ctx, found.ticket.id);
    return back(found, 'It was sent, and the ticket is closed.');
  }
  return written.isLater ? back(found, 'It will be sent at that time.') : back(found);
}

/** Keeps a file while the answer is still being written. */
export async function submitFile(page: PageRequest): Promise<Response> {
  await ticketParam(page);
  return answerUpload(page, WRITE);
}

export async function submitAssign(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form, viewer } = page;
  const { ticket } = await ticketParam(page);
  const assigneeId = form.text('assignee') || null;
  const reason = form.text('reason')?.trim();
  const isOwn = assigneeId === viewer.userId && !reason;
  const found = isOwn
    ? await claimTicket(ctx, ticket.id)
    : await assignTicket(ctx, ticket.id, { assigneeId, ...(reason ? { reason } : {}) });
  if (!assigneeId) return back(found, 'It is nobody’s now.');
  return back(found, isOwn ? 'It is yours now.' : `${found.conversation.assigneeName} has it now.`);
}

/** Changes what the form brings of subject, category, priority, tags and status. */
export async function submitEdit(page: PageRequest): Promise<PageRedirect> {
  const { form } = page;
  const { ticket } = await ticketParam(page);
  const category = form.text('category');
  // Safe because editTicket parses it: what there is not is refused in words.
  const input = {
    ...(form.has('subject') ? { subject: form.text('subject') } : {}),
    ...(category === undefined ? {} : { category: category === 'none' ? null : category }),
    ...(form.has('priority') ? { priority: form.text('priority') } : {}),
    ...(form.has('tags') ? { tags: readTags(form.text('tags') ?? '') } : {}),
    ...(form.has('status') ? { status: form.text('status') } : {}),
  } as EditTicketInput;
  return back(await editTicket(page.ctx, ticket.id, input), 'It was saved.');
}

const readTags = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);

/** Closes it, or asks the member whether it can be closed. */
export async function submitClose(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form } = page;
  const { ticket } = await ticketParam(page);
  const reason = form.text('reason') ?? '';
  if (form.text('ask') === 'yes')
    return back(
      await requestClose(ctx, ticket.id, { reason }),
      'The member is asked whether it can be closed.',
    );
  const found = await closeTicket(ctx, ticket.id, { reason });
  return back(found, 'It is closed. “Open again” takes that back.');
}

/** Reads its thread now, for what the gateway has not told. */
export async function submitSync(page: PageRequest): Promise<PageRedirect> {
  const found = await ticketParam(page);
  const { found: fresh } = await syncTicket(page.ctx, found.ticket.id);
  if (fresh === 0) return back(found, 'Nothing new is in the thread.');
  return back(found, fresh === 1 ? 'One message was new.' : `${fresh} messages were new.`);
}

/** Makes a transcript of the ticket as it is now. */
export async function submitTranscript(page: PageRequest): Promise<PageRedirect> {
  const { ticket } = await ticketParam(page);
  const [row] = await makeTranscripts(page.ctx, ticket.id);
  return { to: `/tickets/transcripts/${row?.id}`, flash: 'The transcript is made.' };
}

export async function submitReopen(page: PageRequest): Promise<PageRedirect> {
  const { ticket } = await ticketParam(page);
  return back(await reopenTicket(page.ctx, ticket.id), 'It is open again.');
}

/** Tries at once to make what is missing of its place in Discord. */
export async function submitRepair(page: PageRequest): Promise<PageRedirect> {
  const { ticket } = await ticketParam(page);
  const found = await completeTicket(page.ctx, ticket.id, { now: true });
  const isThere = found.ticket.setupState === 'ready';
  return back(found, isThere ? 'Its thread is there now.' : 'It did not work. Below is why.');
}

/** Back to the list: opening the ticket would mark it as read. */
export async function submitUnread(page: PageRequest): Promise<PageRedirect> {
  const { ticket, conversation } = await ticketParam(page);
  await markUnread(page.ctx, ticket.id, { userId: page.viewer.userId }, READ);
  return { to: '/tickets', flash: `#${conversation.number} is unread for you.` };
}

export async function submitEditMessage(page: PageRequest): Promise<PageRedirect> {
  const { found, id } = await messageParam(page);
  await editSentMessage(page.ctx, id, { content: page.form.text('content') ?? '' }, WRITE);
  return back(found, 'It was changed.');
}

export async function submitDeleteMessage(page: PageRequest): Promise<PageRedirect> {
  const { found, id } = await messageParam(page);
  const { state } = await deleteSentMessage(page.ctx, id, WRITE);
  return back(found, state === 'cancelled' ? 'It was taken back.' : 'It was deleted.');
}

async function messageParam(page: PageRequest) {
  const found = await ticketParam(page);
  const message = await findMessage(page.ctx, page.param('message'));
  if (message.conversationId === found.ticket.id) return { found, id: message.id };
  throw new InputError('This message belongs to another ticket.');
}
