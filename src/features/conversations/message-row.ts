import type { ActionContext } from '../../core/context.ts';
import type { ConversationRow, MessageRow } from './views.ts';

/** A row of the timeline before the database has given it its place. */
export type NewMessageRow = Omit<MessageRow, 'sequence'>;

type Given = Pick<
  NewMessageRow,
  'id' | 'direction' | 'authorId' | 'authorName' | 'authorKind' | 'content' | 'state'
>;

/** A new row with what is the same for all: it was never edited, deleted, seen or sent by anything. */
export const messageRow = (
  ctx: ActionContext,
  { id: conversationId, personId }: Pick<ConversationRow, 'id' | 'personId'>,
  given: Given & Partial<NewMessageRow>,
): NewMessageRow => ({
  guildId: ctx.guildId,
  conversationId,
  personId,
  purpose: 'reply',
  authorAvatar: null,
  extras: {},
  replyToId: null,
  via: null,
  discordChannelId: null,
  discordMessageId: null,
  discordWebhookId: null,
  nonce: null,
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
  // Only what the team writes here has to be brought to Discord.
  postedRevision: 1,
  broadcastId: null,
  createdAt: ctx.now(),
  ...given,
});
