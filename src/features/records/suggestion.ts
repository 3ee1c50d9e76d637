/** Why a field says what it says: the words of one message. */
export interface Evidence {
  /** `title`, `machine`, or a field of the kind. */
  field: string;
  messageId: string;
  /** A literal part of that message's text. */
  quote: string;
}

/** Stands in the place of evidence once a person has changed a field. */
export interface EditMark {
  field: string;
  editedBy: string;
  editedByName: string;
}

/** One proposed record, checked, but not yet decided on by a person. */
export interface Suggestion {
  kind: string;
  title: string;
  fields: Record<string, string>;
  machineId: string | undefined;
  evidence: Evidence[];
  /** Sentences about what was left blank and why. */
  warnings: string[];
  /** Position (from 1) of the suggestion that this one depends on. */
  parentPosition: number | undefined;
}

/** A message of the conversation, as the model and the evidence check see it. */
export interface ConversationMessage {
  id: string;
  channelId: string;
  authorId: string;
  authorName: string;
  /** Lower-case Discord username, for matching with maintainers. */
  authorUsername: string;
  /** Whether the author is a linked maintainer; others' words are fenced as claims of outsiders. */
  trusted: boolean;
  isBot: boolean;
  /** Text incl. forwarded snapshots and embed texts. */
  text: string;
  /** ISO 8601. */
  postedAt: string;
  repliesTo: string | undefined;
  isTarget: boolean;
  attachments: ConversationAttachment[];
}

export interface ConversationAttachment {
  id: string;
  filename: string;
  contentType: string | undefined;
  size: number;
  url: string;
}
