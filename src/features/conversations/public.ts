/**
 * What features that talk with people build on: conversations, their timeline and the sending. Actions take the
 * permission of the feature that calls them as their last argument, so that a key for that feature is enough.
 */
export { addNote } from './actions/add-note.ts';
export { answerOwnTalk, type OwnAnswer } from './actions/answer-own-talk.ts';
export { type AppendedMessage, appendInbound } from './actions/append-inbound.ts';
export { type Applied, applyDelete, applyEdit } from './actions/apply-change.ts';
export { type BroadcastResult, type BroadcastView, broadcast, readBroadcast } from './actions/broadcast.ts';
export {
  assignConversation,
  closeConversation,
  editConversation,
  reopenConversation,
  snoozeConversation,
} from './actions/change-conversation.ts';
export { countOpen, type OpenCounts } from './actions/count-open.ts';
export { deleteSentMessage, editSentMessage } from './actions/edit-message.ts';
export { keepUpload, type Upload } from './actions/keep-upload.ts';
export {
  type ConversationFilter,
  type ConversationPage,
  listConversations,
} from './actions/list-conversations.ts';
export { markRead, markUnread, unreadBy, unreadConversations, unreadCounts } from './actions/mark-read.ts';
export { mergeConversations } from './actions/merge-conversations.ts';
export { moveConversation } from './actions/move-conversation.ts';
export { noteMembership } from './actions/note-membership.ts';
export { type OpenConversationInput, openConversation } from './actions/open-conversation.ts';
export { type OpenedFile, openFile } from './actions/open-file.ts';
export { type OwnTalk, readOwnTalk } from './actions/own-talk.ts';
export { predictReach, type ReachView } from './actions/predict-reach.ts';
export { type QueuedReply, type QueueReplyInput, queueReply } from './actions/queue-reply.ts';
export {
  readPersonTimeline,
  readTimeline,
  type Timeline,
  type TimelinePage,
} from './actions/read-timeline.ts';
export { type ConsentView, readConsent, setConsent } from './actions/set-consent.ts';
export { showTyping } from './actions/show-typing.ts';
export { splitConversation } from './actions/split-conversation.ts';
export {
  CANNED_BODY_MAX_LENGTH,
  CANNED_NAME_MAX_LENGTH,
  CannedInput,
  type CannedRow,
  CannedView,
  cannedView,
  deleteCannedReply,
  findCanned,
  listCannedReplies,
  saveCannedReply,
} from './canned/canned-replies.ts';
export {
  fillPlaceholders,
  mentions,
  PLACEHOLDERS,
  type PlaceholderValues,
} from './canned/placeholders.ts';
export { dropEarlyChange, findEarlyChange } from './early-changes.ts';
export { fileKey } from './file-key.ts';
export {
  findByChannel,
  findByDiscordMessage,
  findByPerson,
  findConversation,
  findMessage,
  followConversation,
} from './find-conversation.ts';
export { findFiles } from './find-files.ts';
export type { InboundAttachment, InboundMessage } from './inbound-message.ts';
export {
  type ConversationState,
  type Direction,
  type MessageState,
  PRIORITIES,
  type Priority,
  type RouteReason,
  type Transport,
} from './model.ts';
export { type OpeningMessage, openingMessage } from './opening-message.ts';
export { requireOwnChannel } from './own-channel.ts';
export { PICTURES } from './pictures.ts';
export { placeChange } from './place-change.ts';
export { loadReach, type ReachRow, upsertReach } from './reach.ts';
export { wordsQuery } from './search-words.ts';
export { type LaneState, readLane } from './sending/opening-lane.ts';
export { conversationsSettings } from './settings.ts';
export {
  conversationAttachments,
  conversationMessages,
  conversationReach,
  conversationReads,
  conversations,
} from './tables.ts';
export { talkLink, teamFileLink } from './talk-link.ts';
export {
  type AttachmentRow,
  AttachmentView,
  attachmentView,
  type ConversationRow,
  ConversationView,
  conversationView,
  type MessageRow,
  MessageView,
  messageView,
} from './views.ts';
export type { ChangeExtra } from './write-change.ts';
