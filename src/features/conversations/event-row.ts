import type { ActionContext } from '../../core/context.ts';
import { authorOf } from './author.ts';
import type { ConversationRow, MessageRow } from './views.ts';

type Plain = Omit<MessageRow, 'sequence'>;

/** A line of the timeline that is not sent to anybody: a note of the team, or what happened in a sentence. */
export function innerRow(
  ctx: ActionContext,
  conversation: Pick<ConversationRow, 'id' | 'personId'>,
  { direction, content, event }: { direction: 'note' | 'event'; content: string; event?: string },
): Plain {
  const author = authorOf(ctx.actor);
  return {
    id: ctx.newId(),
    guildId: ctx.guildId,
    conversationId: conversation.id,
    personId: conversation.personId,
    direction,
    purpose: 'reply',
    authorId: author.id,
    authorName: author.name,
    authorAvatar: null,
    authorKind: ctx.actor.kind === 'system' ? 'system' : author.kind,
    content,
    extras: event ? { event } : {},
    replyToId: null,
    via: null,
    discordChannelId: null,
    discordMessageId: null,
    discordWebhookId: null,
    nonce: null,
    state: 'received',
    error: null,
    attempts: 0,
    sendAt: null,
    sendingAt: null,
    sentAt: null,
    seenAt: null,
    editedAt: null,
    deletedAt: null,
    history: [],
    revision: 1,
    postedRevision: 1,
    broadcastId: null,
    createdAt: ctx.now(),
  };
}

export const eventRow = (
  ctx: ActionContext,
  conversation: Pick<ConversationRow, 'id' | 'personId'>,
  content: string,
  event: string,
): Plain => innerRow(ctx, conversation, { direction: 'event', content, event });
