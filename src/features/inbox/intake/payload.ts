export {
  isEmpty,
  isFromPerson,
  type MessageLike,
  /** What is kept of a message until it is in a conversation. */
  type PersonMessage as InboundPayload,
  readPersonMessage as readPayload,
} from '../../../discord/person-message.ts';
