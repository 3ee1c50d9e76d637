import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { earlyIsStill, findEarlyChange, lockMessage, sameEarly } from '../early-changes.ts';
import { followConversation } from '../find-conversation.ts';
import { filesQuery } from '../find-files.ts';
import { inboundEffects } from '../inbound-effects.ts';
import { attachmentRows, type InboundMessage, inboundRow } from '../inbound-message.ts';
import { noteLastInbound } from '../last-inbound.ts';
import type { MessageExtras } from '../model.ts';
import { previewOf } from '../preview.ts';
import { sequencePatch } from '../sequence-patch.ts';
import {
  conversationAttachments,
  conversationEarlyChanges,
  conversationMessages,
  conversations,
} from '../tables.ts';
import { takeUploads } from '../uploads.ts';
import {
  type AttachmentRow,
  type ConversationRow,
  conversationView,
  type MessageRow,
  messageView,
} from '../views.ts';

export interface AppendedMessage {
  conversation: ConversationRow;
  message: MessageRow;
  attachments: AttachmentRow[];
  /** False when the message was known already; then nothing was changed. */
  created: boolean;
}

const KNOWN = 'message-known';
const CHANGED = 'message-changed-early';
/** Each round loses only to somebody who got further. */
const MOST_ROUNDS = 4;

/**
 * Writes down what a person wrote, exactly once by Discord's id of it (or by `key`), however often and by however many
 * ways it arrives. An edit or deletion that came first is applied; files are copied by a job; messages that waited for
 * the person to act are queued again; a stop word ends consent. The caller decides which conversation it belongs to
 * and that its author is a person: nothing of a bot or webhook may come here.
 */
export async function appendInbound(
  ctx: ActionContext,
  input: InboundMessage,
  access: Permission = 'conversations:write',
): Promise<AppendedMessage> {
  await ctx.require(access);
  for (let round = 1; ; round++) {
    try {
      return await append(ctx, input);
    } catch (error) {
      const raced = error instanceof ConflictError && [KNOWN, CHANGED].includes(error.reason);
      if (!raced || round >= MOST_ROUNDS) throw error;
    }
  }
}

async function append(ctx: ActionContext, input: InboundMessage): Promise<AppendedMessage> {
  const { discordMessageId } = input;
  const id = await messageId(ctx, input);
  const [conversation, [known], early] = await Promise.all([
    followConversation(ctx, input.conversationId),
    ctx.db
      .select()
      .from(conversationMessages)
      .where(and(eq(conversationMessages.guildId, ctx.guildId), eq(conversationMessages.id, id))),
    discordMessageId ? findEarlyChange(ctx, discordMessageId) : undefined,
  ]);
  if (known) return { ...(await loadKnown(ctx, known, conversation)), created: false };

  const at = ctx.now();
  const content = early?.content ?? input.content;
  const effects = await inboundEffects(ctx, conversation, input, id);
  const [replyTo] = input.replyToDiscordId
    ? await ctx.db
        .select({ id: conversationMessages.id })
        .from(conversationMessages)
        .where(
          and(
            eq(conversationMessages.guildId, ctx.guildId),
            eq(conversationMessages.discordMessageId, input.replyToDiscordId),
          ),
        )
    : [];
  const extras: MessageExtras = {
    ...(input.stickers?.length ? { stickers: input.stickers } : {}),
    ...(input.embeds?.length ? { embeds: input.embeds } : {}),
    ...(input.replyToDiscordId && !replyTo ? { replyToDiscordId: input.replyToDiscordId } : {}),
  };
  const message: Omit<MessageRow, 'sequence'> = {
    ...inboundRow(ctx, { id, conversation, input }),
    content,
    extras,
    replyToId: replyTo?.id ?? null,
    editedAt: early?.editedAt ?? null,
    deletedAt: early?.deletedAt ?? null,
    history:
      early?.content != null && early.content !== input.content
        ? [{ content: input.content, until: (early.editedAt ?? at).toISOString() }]
        : [],
  };
  const uploads = input.uploads ?? [];
  const linked = await attachmentRows(ctx, id, input.attachments ?? []);
  const files = [...linked, ...uploads];
  const preview = previewOf(content, files.length, extras);
  const set = {
    ...effects.conversation,
    preview,
    lastMessageAt: at,
    ...(input.fromStaff ? { lastOutboundAt: at } : { lastInboundAt: at }),
    version: conversation.version + 1,
    updatedAt: at,
  };
  const after = { ...conversation, ...set };
  const subject = `conversation:${conversation.id}`;
  const lock = discordMessageId ? [lockMessage(ctx, discordMessageId)] : [];
  const guards = [
    requireThat(sql`not exists (select 1 from conversation_messages where id = ${id}::uuid)`, KNOWN),
    ...(discordMessageId ? [requireThat(earlyIsStill(ctx, discordMessageId, early), CHANGED)] : []),
  ];
  const { statements = [], signals = [], audit = [], jobs = [] } = input.extra ?? {};
  await ctx.commit({
    statements: [
      ...lock,
      ...guards,
      // First of the rows, so that whoever comes next gets a later sequence.
      ctx.db
        .update(conversations)
        .set({ ...set, version: sql`${conversations.version} + 1` })
        .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversation.id))),
      ctx.db.insert(conversationMessages).values(message),
      ...(input.fromStaff ? [] : [noteLastInbound(ctx, conversation.id)]),
      ...(linked.length > 0 ? [ctx.db.insert(conversationAttachments).values(linked)] : []),
      ...takeUploads(ctx, id, uploads),
      ...(early && discordMessageId
        ? [ctx.db.delete(conversationEarlyChanges).where(sameEarly(ctx, discordMessageId))]
        : []),
      ...effects.statements,
      ...statements,
    ],
    signals: [
      {
        type: input.fromStaff ? 'message.sent' : 'message.received',
        subject,
        data: {
          conversation: conversationView(after),
          message: messageView({ ...message, sequence: 0 }, { attachments: files }),
        },
        patches: [sequencePatch(id)],
      },
      ...effects.signals(after),
      ...signals,
    ],
    audit: [...effects.audit, ...audit],
    jobs: [
      ...(linked.length > 0
        ? [{ name: 'conversations.keep-files', key: id, payload: { messageId: id } }]
        : []),
      ...effects.jobs,
      ...jobs,
    ],
  });
  return { conversation: after, message: await reload(ctx, id), attachments: files, created: true };
}

/** The same for one message however it arrives, so that the primary key settles races too. */
const messageId = (
  ctx: ActionContext,
  { discordMessageId, key }: InboundMessage,
): Promise<string> | string =>
  discordMessageId || key ? derivedUuid(`inbound:${ctx.guildId}:${discordMessageId ?? key}`) : ctx.newId();

async function loadKnown(ctx: ActionContext, message: MessageRow, conversation: ConversationRow) {
  const attachments = await filesQuery(ctx, [message.id]);
  return { conversation, message, attachments };
}

async function reload(ctx: ActionContext, id: string): Promise<MessageRow> {
  const [row] = await ctx.db
    .select()
    .from(conversationMessages)
    .where(and(eq(conversationMessages.guildId, ctx.guildId), eq(conversationMessages.id, id)));
  if (!row) throw new Error('a message that was just written is gone');
  return row;
}
