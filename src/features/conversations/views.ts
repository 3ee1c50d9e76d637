import * as v from 'valibot';
import {
  AUTHOR_KINDS,
  CONVERSATION_STATES,
  DIRECTIONS,
  MESSAGE_PURPOSES,
  MESSAGE_STATES,
  PRIORITIES,
  TRANSPORTS,
} from './model.ts';
import type { conversationAttachments, conversationMessages, conversations } from './tables.ts';

export type ConversationRow = typeof conversations.$inferSelect;
export type MessageRow = typeof conversationMessages.$inferSelect;
export type AttachmentRow = typeof conversationAttachments.$inferSelect;

const time = v.nullable(v.pipe(v.string(), v.description('ISO 8601, UTC.')));

export const ConversationView = v.object({
  id: v.string(),
  number: v.number(),
  feature: v.string(),
  personId: v.string(),
  personName: v.string(),
  subject: v.string(),
  state: v.picklist(CONVERSATION_STATES),
  assigneeId: v.nullable(v.string()),
  assigneeName: v.nullable(v.string()),
  routeReason: v.nullable(
    v.object({
      rule: v.string(),
      text: v.string(),
      evidence: v.optional(v.record(v.string(), v.unknown())),
    }),
  ),
  transport: v.picklist(TRANSPORTS),
  channelId: v.nullable(v.string()),
  tags: v.array(v.string()),
  priority: v.picklist(PRIORITIES),
  snoozedUntil: time,
  preview: v.string(),
  lastMessageAt: time,
  lastInboundAt: time,
  lastOutboundAt: time,
  mergedIntoId: v.nullable(v.string()),
  version: v.number(),
  createdAt: time,
  closedAt: time,
});
export type ConversationView = v.InferOutput<typeof ConversationView>;

export const AttachmentView = v.object({
  id: v.string(),
  filename: v.string(),
  contentType: v.nullable(v.string()),
  size: v.pipe(v.number(), v.description('Bytes.')),
  url: v.pipe(v.nullable(v.string()), v.description("Discord's address; expires within a day.")),
  state: v.pipe(
    v.picklist(['pending', 'stored', 'lost']),
    v.description('`stored`: a copy is kept. `lost`: none is, for the reason given.'),
  ),
  lostReason: v.nullable(v.string()),
});
export type AttachmentView = v.InferOutput<typeof AttachmentView>;

export const MessageView = v.object({
  id: v.string(),
  sequence: v.pipe(v.number(), v.description('Place in the timeline; grows.')),
  conversationId: v.string(),
  personId: v.string(),
  direction: v.picklist(DIRECTIONS),
  purpose: v.picklist(MESSAGE_PURPOSES),
  author: v.object({
    id: v.nullable(v.string()),
    name: v.string(),
    avatar: v.nullable(v.string()),
    kind: v.picklist(AUTHOR_KINDS),
  }),
  content: v.string(),
  replyToId: v.nullable(v.string()),
  via: v.pipe(v.nullable(v.picklist(TRANSPORTS)), v.description('What carried it; null until it is sent.')),
  discordChannelId: v.nullable(v.string()),
  discordMessageId: v.nullable(v.string()),
  state: v.picklist(MESSAGE_STATES),
  error: v.nullable(v.object({ code: v.string(), discordCode: v.optional(v.number()), text: v.string() })),
  read: v.pipe(v.boolean(), v.description('Whether anybody of the team has read it; what was sent is.')),
  sendAt: time,
  sentAt: time,
  seenAt: time,
  editedAt: time,
  deletedAt: time,
  history: v.array(v.object({ content: v.string(), until: v.string() })),
  attachments: v.array(AttachmentView),
  metadata: v.pipe(v.record(v.string(), v.unknown()), v.description('Stickers, embeds and the like.')),
  createdAt: time,
});
export type MessageView = v.InferOutput<typeof MessageView>;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const conversationView = (row: ConversationRow): ConversationView => ({
  id: row.id,
  number: row.number,
  feature: row.feature,
  personId: row.personId,
  personName: row.personName,
  subject: row.subject,
  state: row.state,
  assigneeId: row.assigneeId,
  assigneeName: row.assigneeName,
  routeReason: row.routeReason,
  transport: row.transport,
  channelId: row.channelId,
  tags: row.tags,
  priority: row.priority,
  snoozedUntil: iso(row.snoozedUntil),
  preview: row.preview,
  lastMessageAt: iso(row.lastMessageAt),
  lastInboundAt: iso(row.lastInboundAt),
  lastOutboundAt: iso(row.lastOutboundAt),
  mergedIntoId: row.mergedIntoId,
  version: row.version,
  createdAt: iso(row.createdAt),
  closedAt: iso(row.closedAt),
});

export const attachmentView = (row: AttachmentRow): AttachmentView => ({
  id: row.id,
  filename: row.filename,
  contentType: row.contentType,
  size: row.size,
  url: row.url,
  state: row.state,
  lostReason: row.lostReason,
});

/** `readUpTo`: sequence up to which anybody of the team has read. */
export const messageView = (
  row: MessageRow,
  { attachments = [], readUpTo = 0 }: { attachments?: readonly AttachmentRow[]; readUpTo?: number } = {},
): MessageView => ({
  id: row.id,
  sequence: row.sequence,
  conversationId: row.conversationId,
  personId: row.personId,
  direction: row.direction,
  purpose: row.purpose,
  author: { id: row.authorId, name: row.authorName, avatar: row.authorAvatar, kind: row.authorKind },
  content: row.content,
  replyToId: row.replyToId,
  via: row.via,
  discordChannelId: row.discordChannelId,
  discordMessageId: row.discordMessageId,
  state: row.state,
  error: row.error,
  read: row.direction !== 'in' || row.sequence <= readUpTo,
  sendAt: iso(row.sendAt),
  sentAt: iso(row.sentAt),
  seenAt: iso(row.seenAt),
  editedAt: iso(row.editedAt),
  deletedAt: iso(row.deletedAt),
  history: row.history,
  attachments: attachments.map(attachmentView),
  metadata: { ...row.extras },
  createdAt: iso(row.createdAt),
});
