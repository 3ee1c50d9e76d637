import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { type Actor, actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { followConversation } from '../find-conversation.ts';
import { findFiles } from '../find-files.ts';
import { OWN_STATES } from '../model.ts';
import { conversationAttachments, conversationMessages } from '../tables.ts';
import {
  type AttachmentRow,
  type ConversationRow,
  conversationView,
  type MessageRow,
  messageView,
} from '../views.ts';
import { type OpenedFile, openFile } from './open-file.ts';

const OWN = 'conversations:own';
/** The last so many are shown; what is older is in Discord. */
const MOST = 100;

export interface OwnTalk {
  conversation: ConversationRow;
  messages: { message: MessageRow; files: AttachmentRow[] }[];
}

/**
 * The person's own conversation, for a page that only they can open. What could not be brought to them counts as
 * seen, since it is being shown.
 */
export async function readOwnTalk(ctx: ActionContext, reference: string): Promise<OwnTalk> {
  await ctx.require(OWN);
  const conversation = await findOwnTalk(ctx, reference);
  const newest = await ctx.db
    .select()
    .from(conversationMessages)
    .where(isShown(ctx, conversation))
    .orderBy(desc(conversationMessages.sequence))
    .limit(MOST);
  const rows = newest.reverse();
  const ids = rows.map(({ id }) => id);
  const files = await findFiles(ctx, ids);
  await markShown(
    ctx,
    conversation,
    rows.filter(({ state }) => state === 'unreachable'),
  );
  return {
    conversation,
    messages: rows.map((message) => ({
      message,
      files: files.filter(({ messageId }) => messageId === message.id),
    })),
  };
}

/** A kept file of the person's own conversation, of whatever age. */
export async function openOwnFile(
  ctx: ActionContext,
  reference: string,
  fileId: string,
): Promise<OpenedFile> {
  await ctx.require(OWN);
  const conversation = await findOwnTalk(ctx, reference);
  const gone = new NotFoundError('There is no such file, or no copy of it was kept.');
  if (!isUuid(fileId)) throw gone;
  const [shown] = await ctx.db
    .select({ id: conversationMessages.id })
    .from(conversationAttachments)
    .innerJoin(conversationMessages, eq(conversationMessages.id, conversationAttachments.messageId))
    .where(and(eq(conversationAttachments.id, fileId), isShown(ctx, conversation)));
  if (!shown) throw gone;
  return openFile(ctx, fileId, OWN);
}

/** What the person gets to see: neither notes nor what was taken back or is yet to arrive. */
const isShown = (ctx: ActionContext, { id }: ConversationRow) =>
  and(
    eq(conversationMessages.guildId, ctx.guildId),
    eq(conversationMessages.conversationId, id),
    inArray(conversationMessages.direction, ['in', 'out']),
    inArray(conversationMessages.state, [...OWN_STATES]),
    isNull(conversationMessages.deletedAt),
  );

/** A conversation of the actor's. For everybody else there is none: throws NotFoundError. */
export async function findOwnTalk(ctx: ActionContext, reference: string): Promise<ConversationRow> {
  const gone = new NotFoundError('There is no such conversation of yours in this server.');
  const conversation = await followConversation(ctx, reference).catch((error: unknown) => {
    throw error instanceof NotFoundError ? gone : error;
  });
  if (conversation.personId !== ownerId(ctx.actor)) throw gone;
  return conversation;
}

const ownerId = (actor: Actor): string => actorUserId(actor) ?? '';

async function markShown(
  ctx: ActionContext,
  conversation: ConversationRow,
  waiting: readonly MessageRow[],
): Promise<void> {
  if (waiting.length === 0) return;
  const set = {
    state: 'seen' as const,
    via: 'web' as const,
    error: null,
    sentAt: ctx.now(),
    seenAt: ctx.now(),
  };
  await ctx.commit({
    statements: [
      ctx.db
        .update(conversationMessages)
        .set(set)
        .where(
          and(
            eq(conversationMessages.guildId, ctx.guildId),
            eq(conversationMessages.state, 'unreachable'),
            inArray(
              conversationMessages.id,
              waiting.map(({ id }) => id),
            ),
          ),
        ),
    ],
    signals: waiting.map((message) => ({
      type: 'message.seen',
      subject: `conversation:${conversation.id}`,
      data: {
        conversation: conversationView(conversation),
        message: messageView({ ...message, ...set }),
      },
    })),
  });
}
