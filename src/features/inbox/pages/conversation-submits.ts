import { ConflictError, InputError } from '../../../core/errors.ts';
import { dropDraft, readDrafts } from '../../../core/live/drafts.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { answerUpload, hasUploads, keepUploads } from '../../conversations/pages/public.ts';
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
  readTimeline,
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
import { readUntil, zoneOf } from '../read-until.ts';
import type { LeadRow } from '../views.ts';
import { conversationParam } from './conversation-param.ts';

const WRITE = 'inbox:write';
/** Answers of others that are younger may be news to whoever has the page open; milliseconds. */
const JUST_NOW_MS = 30_000;

const back = ({ number }: ConversationRow, flash?: string): PageRedirect => ({
  to: `/inbox/${number}`,
  ...(flash ? { flash } : {}),
});

/** Sends what was written, or keeps it as a note. A colleague who is writing there too has to be overruled. */
export async function submitReply(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form } = page;
  const conversation = await conversationParam(page);
  const content = form.text('content') ?? '';
  if (form.text('kind') === 'note') {
    if (hasUploads(page)) throw new InputError('A note takes no files. Send them, or leave them out.');
    await addNote(ctx, conversation.id, { content }, {}, WRITE);
    return back(conversation, 'The note is in the timeline. Only the team sees it.');
  }
  const subject = `conversation:${conversation.id}`;
  if (form.text('confirm') !== 'yes') await refuseCollision(page, conversation, subject);
  const replyTo = form.text('replyTo');
  const sendAt = await readSendAt(page);
  const attachmentIds = await keepUploads(page, WRITE);
  const stateAfter = form.text('stateAfter');
  await queueReply(
    ctx,
    {
      conversationId: conversation.id,
      content,
      attachmentIds,
      ...(replyTo ? { replyToId: replyTo } : {}),
      ...(sendAt ? { sendAt } : {}),
      ...(stateAfter === 'open' || stateAfter === 'closed' ? { stateAfter } : {}),
    },
    WRITE,
  );
  await dropDraft(ctx, subject);
  return sendAt ? back(conversation, 'It will be sent at that time.') : back(conversation);
}

/** Keeps a file while the answer is still being written. */
export async function submitFile(page: PageRequest): Promise<Response> {
  await conversationParam(page);
  return answerUpload(page, WRITE);
}

async function refuseCollision(page: PageRequest, conversation: ConversationRow, subject: string) {
  const { ctx } = page;
  const seen = Number(page.form.text('seen') ?? 0);
  const [drafts, { messages }] = await Promise.all([
    readDrafts(ctx, subject),
    readTimeline(ctx, conversation.id, { limit: 10 }, 'inbox:read'),
  ]);
  const since = ctx.now().getTime() - JUST_NOW_MS;
  const answered = messages.find(
    ({ direction, author, sequence, createdAt, deletedAt }) =>
      direction === 'out' &&
      deletedAt === null &&
      author.id !== page.viewer.userId &&
      sequence > seen &&
      Date.parse(createdAt ?? '') > since,
  );
  const [draft] = drafts;
  const words = answered
    ? `${answered.author.name} has answered a moment ago: “${short(answered.content)}”.`
    : draft && `${draft.name} is writing here just now: “${short(draft.text)}”.`;
  if (!words) return;
  throw new ConflictError(
    'colleague-writes',
    `${words} Yours was not sent yet. Send it anyway, or leave it.`,
  );
}

const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

async function readSendAt({ ctx, form }: PageRequest): Promise<string | undefined> {
  const words = form.text('sendAt')?.trim();
  return words ? readUntil(ctx, words, await zoneOf(ctx)).toISOString() : undefined;
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
