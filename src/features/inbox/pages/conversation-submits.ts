import { InputError } from '../../../core/errors.ts';
import { dropDraft } from '../../../core/live/drafts.ts';
import { readUntil, zoneOf } from '../../../core/time/read-until.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { answerUpload, readReply } from '../../conversations/pages/public.ts';
import {
  addNote,
  type ConversationRow,
  closeConversation,
  deleteSentMessage,
  editConversation,
  editSentMessage,
  findMessage,
  markUnread,
  queueReply,
  reopenConversation,
  snoozeConversation,
} from '../../conversations/public.ts';
import { assignInbox } from '../actions/assign-conversation.ts';
import { blockLead, unblockLead } from '../actions/block-lead.ts';
import { correctRoute } from '../actions/correct-route.ts';
import { editLead } from '../actions/edit-lead.ts';
import { mergeInbox } from '../actions/merge-inbox.ts';
import { noteLead } from '../actions/note-lead.ts';
import { splitInbox } from '../actions/split-inbox.ts';
import { openKeyOf } from '../open-key.ts';
import type { LeadRow } from '../views.ts';
import { conversationParam } from './conversation-param.ts';

const WRITE = 'inbox:write';

const back = ({ number }: ConversationRow, flash?: string): PageRedirect => ({
  to: `/inbox/${number}`,
  ...(flash ? { flash } : {}),
});

/** Sends what was written, or keeps it as a note. A colleague who is writing there too has to be overruled. */
export async function submitReply(page: PageRequest): Promise<PageRedirect> {
  const { ctx } = page;
  const conversation = await conversationParam(page);
  const written = await readReply(page, conversation, { read: 'inbox:read', write: WRITE });
  if (written.kind === 'note') {
    await addNote(ctx, conversation.id, { content: written.content }, {}, WRITE);
    await dropDraft(ctx, `conversation:${conversation.id}`);
    return back(conversation, 'The note is in the timeline. Only the team sees it.');
  }
  await queueReply(ctx, written.reply, WRITE);
  await dropDraft(ctx, `conversation:${conversation.id}`);
  return written.isLater ? back(conversation, 'It will be sent at that time.') : back(conversation);
}

/** Keeps a file while the answer is still being written. */
export async function submitFile(page: PageRequest): Promise<Response> {
  await conversationParam(page);
  return answerUpload(page, WRITE);
}

/** Gives it to somebody; with `mend`, the rule that decided wrongly as well. */
export async function submitAssign(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form, viewer } = page;
  const { id } = await conversationParam(page);
  const assigneeId = form.text('assignee') || null;
  if (assigneeId && form.text('mend') === 'yes') {
    const { conversation, rule } = await correctRoute(ctx, id, { assigneeId });
    return back(conversation, `${conversation.assigneeName} has it now, and gets what “${rule.name}” fits.`);
  }
  const given = await assignInbox(ctx, id, { assigneeId });
  if (!assigneeId) return back(given, 'It belongs to nobody now.');
  return back(given, assigneeId === viewer.userId ? 'It is yours now.' : `${given.assigneeName} has it now.`);
}

export async function submitMerge(page: PageRequest): Promise<PageRedirect> {
  const { id, number } = await conversationParam(page);
  const into = await mergeInbox(page.ctx, id, { into: page.form.text('into') ?? '' });
  return back(into, `#${number} is part of #${into.number} now.`);
}

export async function submitSplit(page: PageRequest): Promise<PageRedirect> {
  const { conversation, id } = await messageParam(page);
  const made = await splitInbox(page.ctx, conversation.id, { messageIds: [id] });
  return back(made, `It is in a conversation of its own now, #${made.number}.`);
}

export async function submitSnooze(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form } = page;
  const conversation = await conversationParam(page);
  const words = form.text('preset') || form.text('until')?.trim() || '';
  await snoozeConversation(ctx, conversation.id, readUntil(ctx, words, await zoneOf(ctx)), {}, WRITE);
  return { to: '/inbox', flash: `#${conversation.number} is put aside. It comes back by itself.` };
}

export async function submitWake(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  await editConversation(page.ctx, conversation.id, { state: 'open' }, WRITE);
  return back(conversation, 'It is open again.');
}

export async function submitClose(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  await closeConversation(page.ctx, conversation.id, {}, WRITE);
  return back(conversation, `#${conversation.number} is closed. “Open again” takes that back.`);
}

export async function submitReopen(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  await reopenConversation(page.ctx, conversation.id, { openKey: openKeyOf(conversation.personId) }, WRITE);
  return back(conversation, `#${conversation.number} is open again.`);
}

/** Back to the list: opening the conversation would mark it as read. */
export async function submitUnread(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  await markUnread(page.ctx, conversation.id, { userId: page.viewer.userId }, 'inbox:read');
  return { to: '/inbox', flash: `#${conversation.number} is unread for you.` };
}

export async function submitEditMessage(page: PageRequest): Promise<PageRedirect> {
  const { conversation, id } = await messageParam(page);
  await editSentMessage(page.ctx, id, { content: page.form.text('content') ?? '' }, WRITE);
  return back(conversation, 'It was changed.');
}

export async function submitDeleteMessage(page: PageRequest): Promise<PageRedirect> {
  const { conversation, id } = await messageParam(page);
  const { state } = await deleteSentMessage(page.ctx, id, WRITE);
  return back(conversation, state === 'cancelled' ? 'It was taken back.' : 'It was deleted.');
}

async function messageParam(page: PageRequest) {
  const conversation = await conversationParam(page);
  const message = await findMessage(page.ctx, page.param('message'));
  if (message.conversationId === conversation.id) return { conversation, id: message.id };
  throw new InputError('This message belongs to another conversation.');
}

const leadOf = ({ personId }: ConversationRow): string => personId;

export async function submitLead(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  // Safe because editLead parses it: a status that there is not is refused in words.
  const status = page.form.text('status') as LeadRow['status'];
  const tags = (page.form.text('tags') ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  await editLead(page.ctx, leadOf(conversation), { status, tags });
  return back(conversation, 'It was saved.');
}

export async function submitLeadNote(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  await noteLead(page.ctx, leadOf(conversation), { body: page.form.text('note') ?? '' });
  return back(conversation, 'The note was kept.');
}

export async function submitBlock(page: PageRequest): Promise<PageRedirect> {
  const conversation = await conversationParam(page);
  const isBlocked = page.form.text('blocked') === 'yes';
  if (isBlocked) await blockLead(page.ctx, leadOf(conversation));
  else await unblockLead(page.ctx, leadOf(conversation));
  return back(
    conversation,
    isBlocked ? 'What this person writes is held back now.' : 'They can write again.',
  );
}
