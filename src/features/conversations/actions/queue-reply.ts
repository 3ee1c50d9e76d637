import { and, eq, sql } from 'drizzle-orm';
import type * as v from 'valibot';
import type { ActionContext, Change } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { nonceFor } from '../../../discord/message-body.ts';
import { authorOf } from '../author.ts';
import { WITHDRAWN } from '../consent.ts';
import { findMessage, followConversation } from '../find-conversation.ts';
import { filesQuery } from '../find-files.ts';
import { changed } from '../guarded-change.ts';
import { messageRow } from '../message-row.ts';
import { previewOf } from '../preview.ts';
import { loadReach } from '../reach.ts';
import { ReplyInput, readSendAt } from '../reply-input.ts';
import { turnOf } from '../reply-turn.ts';
import { sequencePatch } from '../sequence-patch.ts';
import { conversationMessages, conversationReads, conversations } from '../tables.ts';
import { loadUploads, takeUploads } from '../uploads.ts';
import {
  type AttachmentRow,
  type ConversationRow,
  conversationView,
  type MessageRow,
  messageView,
} from '../views.ts';

export interface QueueReplyInput extends v.InferInput<typeof ReplyInput> {
  conversationId: string;
  /** Who speaks, where that is not who acts. */
  author?: { id: string | null; name: string; kind: 'staff' | 'bot' };
  /** Accent of the author's card, 0xRRGGBB. */
  colour?: number;
  broadcastId?: string;
  /** The same key, the same message: a repeat gives what was written the first time. */
  key?: string;
  /** What has to happen together with it. */
  extra?: Partial<Change>;
}

export interface QueuedReply {
  conversation: ConversationRow;
  message: MessageRow;
  attachments: AttachmentRow[];
}

/**
 * Writes a message to the person and the job that sends it, in one transaction: so it is sent if and only if it is in
 * the timeline. It is sent at least once and shown once, in the order of the conversation; see sendConversation.
 * Throws ConflictError for what was not asked for by somebody who withdrew consent.
 */
export async function queueReply(
  ctx: ActionContext,
  input: QueueReplyInput,
  access: Permission = 'conversations:write',
): Promise<QueuedReply> {
  await ctx.require(access);
  const parsed = parseInput(ReplyInput, input);
  if (parsed.content === '' && parsed.attachmentIds.length === 0)
    throw new InputError('Write something, or attach a file.', { content: 'This is required.' });
  const id = input.key ? await derivedUuid(`message:${ctx.guildId}:${input.key}`) : ctx.newId();
  const conversation = await followConversation(ctx, input.conversationId);
  if (input.key) {
    const before = await loadQueued(ctx, id);
    if (before) return { ...before, conversation };
  }
  await refuseUnwanted(ctx, conversation.personId, parsed.purpose);
  const at = ctx.now();
  const sendAt = readSendAt(parsed.sendAt ?? null, at);
  if (sendAt && parsed.stateAfter !== 'waiting')
    throw new InputError('What happens afterwards can only be chosen for a message that is sent at once.', {
      stateAfter: 'Not for a message that is sent later.',
    });
  const replyTo = parsed.replyToId ? await findMessage(ctx, parsed.replyToId) : undefined;
  if (replyTo && replyTo.conversationId !== conversation.id)
    throw new InputError('The message that this answers belongs to another conversation.', {
      replyToId: 'It belongs to another conversation.',
    });
  const attachments = await loadUploads(ctx, parsed.attachmentIds);
  const onWeb = conversation.transport === 'web';
  const author = input.author ?? authorOf(ctx.actor);
  const message = messageRow(ctx, conversation, {
    id,
    direction: 'out',
    purpose: parsed.purpose,
    authorId: author.id,
    authorName: author.name,
    authorKind: author.kind,
    content: parsed.content,
    extras: input.colour === undefined ? {} : { colour: input.colour },
    replyToId: replyTo?.id ?? null,
    nonce: await nonceFor(nonceKey(id)),
    state: sendAt ? 'scheduled' : 'queued',
    sendAt,
    postedRevision: 0,
    broadcastId: input.broadcastId ?? null,
  });
  const turn = sendAt ? undefined : await turnOf(ctx, conversation, parsed.stateAfter);
  const shown = sendAt
    ? {}
    : {
        state: parsed.stateAfter,
        snoozedUntil: null,
        closedAt: parsed.stateAfter === 'closed' ? at : null,
        ...turn?.set,
        preview: previewOf(parsed.content, attachments.length),
        lastMessageAt: at,
        lastOutboundAt: at,
      };
  const after = { ...conversation, ...shown, version: conversation.version + 1, updatedAt: at };
  const { statements = [], signals = [], audit = [], jobs = [] } = input.extra ?? {};
  await ctx.commit({
    statements: [
      ...(turn?.guards ?? []),
      // First of the rows, so that whoever comes next gets a later sequence.
      ctx.db
        .update(conversations)
        .set({
          ...shown,
          version: sql`${conversations.version} + 1`,
          outboxVersion: sql`${conversations.outboxVersion} + 1`,
          updatedAt: at,
        })
        .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversation.id))),
      ctx.db.insert(conversationMessages).values(message),
      ...takeUploads(ctx, id, attachments),
      ...(turn?.event ? [ctx.db.insert(conversationMessages).values(turn.event)] : []),
      ...(ctx.actor.kind === 'user' ? [readByAuthor(ctx, conversation.id, ctx.actor.id, id)] : []),
      ...statements,
    ],
    signals: [
      {
        type: 'message.queued',
        subject: `conversation:${conversation.id}`,
        data: {
          conversation: conversationView(after),
          message: messageView({ ...message, sequence: 0 }, { attachments }),
        },
        patches: [sequencePatch(id)],
      },
      ...(turn?.said ? [changed(after, turn.said)] : []),
      ...signals,
    ],
    audit: [
      {
        action: 'conversations.reply',
        target: `conversation:${conversation.id}`,
        after: { messageId: id, via: onWeb ? 'web' : conversation.transport, purpose: parsed.purpose },
      },
      ...audit,
    ],
    jobs: [
      {
        name: 'conversations.send',
        payload: { conversationId: conversation.id },
        ...(sendAt ? { runAt: sendAt } : {}),
      },
      ...jobs,
    ],
  });
  const made = await loadQueued(ctx, id);
  if (!made) throw new Error('a message that was just written is gone');
  return { ...made, conversation: after };
}

/** What Discord knows a message by when it is sent again; the same for each attempt. */
export const nonceKey = (messageId: string): string => `conversation-message:${messageId}`;

async function refuseUnwanted(ctx: ActionContext, personId: string, purpose: MessageRow['purpose']) {
  if (purpose === 'reply') return;
  const reach = await loadReach(ctx, personId);
  if (reach?.consent === 'withdrawn') throw new ConflictError('consent-withdrawn', WITHDRAWN);
  if (purpose === 'bulk' && reach?.consent !== 'granted')
    throw new ConflictError(
      'no-consent',
      'This person has not agreed to be written to. Record their consent first.',
    );
}

function readByAuthor(ctx: ActionContext, conversationId: string, userId: string, messageId: string) {
  const upTo = sql`(select sequence from conversation_messages where id = ${messageId}::uuid)`;
  return ctx.db
    .insert(conversationReads)
    .values({ guildId: ctx.guildId, conversationId, userId, upTo, updatedAt: ctx.now() })
    .onConflictDoUpdate({
      target: [conversationReads.guildId, conversationReads.conversationId, conversationReads.userId],
      set: { upTo, updatedAt: ctx.now() },
    });
}

async function loadQueued(
  ctx: ActionContext,
  id: string,
): Promise<{ message: MessageRow; attachments: AttachmentRow[] } | undefined> {
  const [[message], attachments] = await ctx.db.batch([
    ctx.db
      .select()
      .from(conversationMessages)
      .where(and(eq(conversationMessages.guildId, ctx.guildId), eq(conversationMessages.id, id))),
    filesQuery(ctx, [id]),
  ]);
  return message && { message, attachments };
}
