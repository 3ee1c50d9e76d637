/**
 * What features that talk with people build on: conversations, their timeline and the sending. Actions take the
 * permission of the feature that calls them as their last argument, so that a key for that feature is enough.
 */
export { addNote } from './actions/add-note.ts';
export {
  type AppendedMessage,
  appendInbound,
  type InboundAttachment,
  type InboundMessage,
} from './actions/append-inbound.ts';
export { type Applied, applyDelete, applyEdit } from './actions/apply-change.ts';
export {
  assignConversation,
  closeConversation,
  editConversation,
  moveConversation,
  reopenConversation,
  snoozeConversation,
  writeChange,
} from './actions/change-conversation.ts';
export {
  type ConversationFilter,
  type ConversationPage,
  listConversations,
} from './actions/list-conversations.ts';
export { markRead, markUnread, unreadConversations, unreadCounts } from './actions/mark-read.ts';
export { type OpenConversationInput, openConversation } from './actions/open-conversation.ts';
export { type QueuedReply, type QueueReplyInput, queueReply } from './actions/queue-reply.ts';
export {
  readPersonTimeline,
  readTimeline,
  type Timeline,
  type TimelinePage,
} from './actions/read-timeline.ts';
export {
  findByChannel,
  findByDiscordMessage,
  findByPerson,
  findConversation,
  findMessage,
  followConversation,
} from './find-conversation.ts';
export type {
  ConversationState,
  Direction,
  MessageState,
  Priority,
  RouteReason,
  Transport,
} from './model.ts';
export { loadReach, type ReachRow, upsertReach } from './reach.ts';
export { conversationMessages, conversationReach, conversationReads, conversations } from './tables.ts';
export {
  AttachmentView,
  attachmentView,
  type ConversationRow,
  ConversationView,
  conversationView,
  type MessageRow,
  MessageView,
  messageView,
} from './views.ts';
