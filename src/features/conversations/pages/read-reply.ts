import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { readDrafts } from '../../../core/live/drafts.ts';
import { readUntil, zoneOf } from '../../../core/time/read-until.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import type { QueueReplyInput } from '../actions/queue-reply.ts';
import { readTimeline } from '../actions/read-timeline.ts';
import type { ConversationRow } from '../views.ts';
import { hasUploads, keepUploads } from './uploads.ts';

/** Answers of others that are younger may be news to whoever has the page open; milliseconds. */
const JUST_NOW_MS = 30_000;

export type WrittenReply =
  | { kind: 'note'; content: string }
  | { kind: 'reply'; reply: QueueReplyInput; isLater: boolean };

/**
 * What was written in the composer, with its files kept. A colleague who is writing there too has to be overruled:
 * until then a ConflictError `colleague-writes` says so.
 */
export async function readReply(
  page: PageRequest,
  conversation: ConversationRow,
  access: { read: Permission; write: Permission },
): Promise<WrittenReply> {
  const { form } = page;
  const content = form.text('content') ?? '';
  if (form.text('kind') === 'note') {
    if (hasUploads(page)) throw new InputError('A note takes no files. Send them, or leave them out.');
    return { kind: 'note', content };
  }
  if (form.text('confirm') !== 'yes') await refuseCollision(page, conversation, access.read);
  const replyTo = form.text('replyTo');
  const sendAt = await readSendAt(page);
  const stateAfter = form.text('stateAfter');
  return {
    kind: 'reply',
    isLater: sendAt !== undefined,
    reply: {
      conversationId: conversation.id,
      content,
      attachmentIds: await keepUploads(page, access.write),
      ...(replyTo ? { replyToId: replyTo } : {}),
      ...(sendAt ? { sendAt } : {}),
      ...(stateAfter === 'open' || stateAfter === 'closed' ? { stateAfter } : {}),
    },
  };
}

async function refuseCollision(page: PageRequest, { id }: ConversationRow, read: Permission): Promise<void> {
  const { ctx } = page;
  const seen = Number(page.form.text('seen') ?? 0);
  const [drafts, { messages }] = await Promise.all([
    readDrafts(ctx, `conversation:${id}`),
    readTimeline(ctx, id, { limit: 10 }, read),
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
