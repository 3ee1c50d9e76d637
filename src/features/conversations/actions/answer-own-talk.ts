import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { INBOX, openKeyFor } from '../open-key.ts';
import { loadReach } from '../reach.ts';
import { loadUploads } from '../uploads.ts';
import type { AttachmentRow } from '../views.ts';
import { appendInbound } from './append-inbound.ts';
import { keepUpload, type Upload } from './keep-upload.ts';
import { findOwnTalk } from './own-talk.ts';

const OWN = 'conversations:own';
/** Two messages' worth: nobody fills the store with what they never send. */
const MOST_UNSENT = 2 * MESSAGE_LIMITS.attachments;

export const OWN_ANSWER_MAX_LENGTH = 4_000;

const Answer = v.object({
  content: v.pipe(
    v.string('Write something.'),
    v.trim(),
    v.maxLength(OWN_ANSWER_MAX_LENGTH, `At most ${OWN_ANSWER_MAX_LENGTH} characters.`),
  ),
  attachmentIds: v.pipe(
    v.array(v.pipe(v.string(), v.uuid('That is not an id.'))),
    v.maxLength(MESSAGE_LIMITS.attachments, `At most ${MESSAGE_LIMITS.attachments} files.`),
  ),
});

export interface OwnAnswer {
  content: string | undefined;
  /** Of files that the person uploaded; see keepOwnUpload. */
  attachmentIds?: readonly string[];
}

/** The person writes on their page: as good as a message. Where no direct message reaches them, the talk stays there. */
export async function answerOwnTalk(ctx: ActionContext, reference: string, raw: OwnAnswer): Promise<void> {
  await ctx.require(OWN);
  const { content, attachmentIds } = parseInput(Answer, {
    content: raw.content ?? '',
    attachmentIds: [...(raw.attachmentIds ?? [])],
  });
  if (content === '' && attachmentIds.length === 0)
    throw new InputError('Write something, or attach a file.', { content: 'Write something.' });
  const conversation = await findOwnTalk(ctx, reference);
  const [uploads, reach] = await Promise.all([
    loadUploads(ctx, attachmentIds, { own: true }),
    loadReach(ctx, conversation.personId),
  ]);
  if (conversation.feature === INBOX && reach?.blockedAt)
    throw new ConflictError('blocked', 'The team takes no messages from you any more.');
  const openKey = openKeyFor(conversation.feature, conversation.personId);
  await appendInbound(
    ctx,
    {
      conversationId: conversation.id,
      discordMessageId: null,
      channelId: null,
      transport: 'web',
      stays: conversation.transport === 'thread' || reach?.dmState !== 'closed',
      author: { id: conversation.personId, name: ctx.actor.name },
      content,
      uploads,
      at: ctx.now(),
      ...(openKey ? { openKey } : {}),
    },
    OWN,
  );
}

/** Keeps a file for an answer of the person's own that is yet to be sent. */
export async function keepOwnUpload(
  ctx: ActionContext,
  reference: string,
  upload: Upload,
): Promise<AttachmentRow> {
  await ctx.require(OWN);
  await findOwnTalk(ctx, reference);
  return keepUpload(ctx, upload, OWN, MOST_UNSENT);
}
