import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import type { DeliveryError, Transport } from '../model.ts';
import { previewOf } from '../preview.ts';
import { type ReachChange, upsertReach } from '../reach.ts';
import { conversationMessages, conversations } from '../tables.ts';
import { talkLink } from '../talk-link.ts';
import {
  type AttachmentRow,
  type ConversationRow,
  conversationView,
  type MessageRow,
  messageView,
} from '../views.ts';

/** One message on its way, with all that its sender needs to know. */
export interface Outgoing {
  conversation: ConversationRow;
  message: MessageRow;
  attachments: readonly AttachmentRow[];
}

/** Guard's name when the message was taken back or sent by somebody else meanwhile. */
export const NOT_OURS = 'message-not-to-send';

export interface Posted {
  via: Transport;
  channelId: string | null;
  messageId: string | null;
  webhookId?: string | null;
}

/** Writes down that the message is given to Discord now, before it is: a crash afterwards is then known. */
export async function markSending(ctx: ActionContext, out: Outgoing, leaseUntil: Date): Promise<Outgoing> {
  const first = out.message.sendingAt === null;
  const set = {
    state: 'sending' as const,
    sendingAt: out.message.sendingAt ?? ctx.now(),
    attempts: out.message.attempts + 1,
  };
  const renewed = ctx.db
    .update(conversations)
    .set({ senderUntil: leaseUntil })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, out.conversation.id),
        eq(conversations.senderToken, out.conversation.senderToken ?? ''),
      ),
    );
  return write(ctx, out, set, first ? 'message.sending' : undefined, {
    statements: [requireChange(renewed.getSQL(), NOT_OURS)],
  });
}

export async function markSent(
  ctx: ActionContext,
  out: Outgoing,
  posted: Posted,
  learnt: ReachChange = {},
): Promise<Outgoing> {
  const at = ctx.now();
  const { conversation, message } = out;
  const set = {
    state: 'sent' as const,
    error: null,
    via: posted.via,
    discordChannelId: posted.channelId,
    discordMessageId: posted.messageId,
    discordWebhookId: posted.webhookId ?? null,
    sentAt: at,
    postedRevision: message.revision,
  };
  const moved =
    posted.channelId !== null &&
    (conversation.transport !== posted.via || conversation.channelId !== posted.channelId);
  const shown = {
    ...(moved ? { transport: posted.via, channelId: posted.channelId } : {}),
    // A message for later comes into the list when it is sent.
    ...(message.sendAt
      ? {
          preview: previewOf(message.content, out.attachments.length),
          lastMessageAt: at,
          lastOutboundAt: at,
          state: sql`case when state = 'closed' then state else 'waiting' end`,
        }
      : {}),
  };
  const changesList = Object.keys(shown).length > 0;
  return write(ctx, out, set, 'message.sent', {
    statements: [
      ...(changesList
        ? [
            ctx.db
              .update(conversations)
              .set({ ...shown, version: sql`${conversations.version} + 1` })
              .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversation.id))),
          ]
        : []),
      upsertReach(ctx, message.personId, { ...learnt, lastSuccessAt: at, lastCode: null }),
    ],
  });
}

/** Ends a message that does not arrive; `unreachable` waits until the person acts. */
export async function markLost(
  ctx: ActionContext,
  out: Outgoing,
  state: 'failed' | 'unreachable' | 'cancelled',
  error: DeliveryError,
  learnt: ReachChange = {},
): Promise<Outgoing> {
  const statements = [
    upsertReach(ctx, out.message.personId, {
      ...learnt,
      lastFailureAt: ctx.now(),
      ...(error.discordCode === undefined ? {} : { lastCode: error.discordCode }),
    }),
  ];
  const link = state === 'unreachable' ? { link: await talkLink(ctx, out.conversation) } : {};
  return write(ctx, out, { state, error }, `message.${state}`, { statements }, link);
}

/** Puts a message that was surely not posted back into the outbox. */
export async function putBack(ctx: ActionContext, out: Outgoing): Promise<void> {
  await ctx.db.update(conversationMessages).set({ state: 'queued' }).where(onItsWay(ctx, out.message));
}

async function write(
  ctx: ActionContext,
  out: Outgoing,
  set: Partial<MessageRow>,
  signal: string | undefined,
  extra: Partial<Change> = {},
  more: Record<string, unknown> = {},
): Promise<Outgoing> {
  const message = { ...out.message, ...set };
  await ctx.commit({
    statements: [
      requireChange(
        ctx.db.update(conversationMessages).set(set).where(onItsWay(ctx, out.message)).getSQL(),
        NOT_OURS,
      ),
      ...(extra.statements ?? []),
    ],
    signals: signal
      ? [
          {
            type: signal,
            subject: `conversation:${out.conversation.id}`,
            data: {
              conversation: conversationView(out.conversation),
              message: messageView(message, { attachments: out.attachments }),
              ...more,
            },
          },
        ]
      : [],
  });
  return { ...out, message };
}

const onItsWay = (ctx: ActionContext, { id }: MessageRow) =>
  and(
    eq(conversationMessages.guildId, ctx.guildId),
    eq(conversationMessages.id, id),
    inArray(conversationMessages.state, ['scheduled', 'queued', 'sending']),
    isNull(conversationMessages.deletedAt),
  );
