import type { EditMark, Evidence } from './suggestion.ts';
import type { AnalysisState, RecordStatus, SuggestionState } from './tables.ts';

/** A message of the stored conversation, with what a record keeps of it as its source. */
export interface StoredMessage {
  id: string;
  channelId: string;
  authorId: string;
  authorName: string;
  text: string;
  /** ISO 8601. */
  postedAt: string;
  /** SHA-256 of the message's words as they were read, before details of people were left out. */
  contentHash: string;
  attachments: StoredAttachment[];
}

export interface StoredAttachment {
  id: string;
  filename: string;
  contentType?: string;
  size: number;
  url: string;
  /** The address that opens the file; Discord lets it expire within a day, long enough for the copy to be made. */
  signedUrl: string;
}

export interface ReviewAnalysis {
  id: string;
  channelId: string;
  messageId: string;
  state: AnalysisState;
  mode: 'model' | 'rules' | null;
  notes: string[];
  conversation: StoredMessage[];
  requestedBy: string;
  requestedByName: string;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface ReviewSuggestion {
  id: string;
  /** From 1; a parent always comes before its children. */
  position: number;
  parentPosition: number | null;
  kind: string;
  title: string;
  fields: Record<string, string>;
  machine: { id: string; name: string } | null;
  evidence: (Evidence | EditMark)[];
  warnings: string[];
  state: SuggestionState;
  recordId: string | null;
  decidedBy: string | null;
  decidedByName: string | null;
}

export interface ReviewRecord {
  id: string;
  number: number;
  kind: string;
  title: string;
  channelId: string | null;
  messageId: string | null;
}

export interface SimilarRecord {
  number: number;
  title: string;
  status: RecordStatus;
  channelId: string | null;
  messageId: string | null;
  createdAt: Date;
}

/** Everything that a person needs to see of one review, read in one round trip. */
export interface Review {
  guildId: string;
  analysis: ReviewAnalysis;
  suggestions: ReviewSuggestion[];
  /** What the decided suggestions became. */
  records: ReviewRecord[];
  /** The record that the current suggestion may be about already. */
  similar: SimilarRecord | undefined;
}

/** How long what a review made can be taken back, in milliseconds. */
export const UNDO_MS = 15 * 60_000;

/** The suggestion that is to be decided next. */
export const currentSuggestion = (review: Review): ReviewSuggestion | undefined =>
  review.suggestions.find(({ state }) => state === 'pending');

export const suggestionAt = (review: Review, position: number): ReviewSuggestion | undefined =>
  review.suggestions.find((suggestion) => suggestion.position === position);

/** What hangs on a suggestion, directly or through another one, and still waits. */
export function waitingBelow(review: Review, position: number): ReviewSuggestion[] {
  const below = new Set([position]);
  return review.suggestions.filter((suggestion) => {
    if (suggestion.parentPosition === null || !below.has(suggestion.parentPosition)) return false;
    below.add(suggestion.position);
    return suggestion.state === 'pending';
  });
}

/**
 * A short fingerprint of what a suggestion says (FNV-1a). A button carries it, so that nobody saves words that
 * somebody else changed after the button was drawn.
 */
export function revisionOf(suggestion: Pick<ReviewSuggestion, 'title' | 'fields' | 'machine'>): string {
  const fields = Object.entries(suggestion.fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const said = JSON.stringify([suggestion.title, suggestion.machine?.id ?? null, fields]);
  let hash = 0x811c9dc5;
  for (let at = 0; at < said.length; at++) hash = Math.imul(hash ^ said.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
}

export const isEdited = (mark: Evidence | EditMark): mark is EditMark => 'editedBy' in mark;

/** The message that was clicked on, and every other one that a field quotes, in the order of the conversation. */
export function sourceMessages(review: Review, suggestion: ReviewSuggestion): StoredMessage[] {
  const wanted = new Set([review.analysis.messageId]);
  for (const item of suggestion.evidence) if (!isEdited(item)) wanted.add(item.messageId);
  return review.analysis.conversation.filter(({ id }) => wanted.has(id));
}

/** Who looks at a review, as `user:<id>`, and when. */
export interface Viewer {
  actor: string;
  now: Date;
}
