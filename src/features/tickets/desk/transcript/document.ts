import type { TicketAnswer, TicketStatus } from '../../model.ts';

export const TRANSCRIPT_FORMAT = 'guildhall-transcript';

/** `team`: all, with notes. `member`: what the member was shown. */
export type Audience = 'team' | 'member';

/** A file of a message, and what its copy in the bucket has to hash to. */
export interface TranscriptFile {
  id: string;
  filename: string;
  contentType: string | null;
  /** Bytes. */
  size: number;
  /** SHA-256 of the copy; null where none was kept, for the reason given. */
  sha256: string | null;
  lostReason: string | null;
}

/** One message, note or event, as it was when the transcript was made. */
export interface TranscriptEntry {
  id: string;
  /** ISO 8601. */
  at: string;
  direction: 'in' | 'out' | 'note' | 'event';
  author: { id: string | null; name: string; kind: 'person' | 'staff' | 'bot' | 'system' };
  content: string;
  editedAt: string | null;
  deletedAt: string | null;
  files: TranscriptFile[];
}

/** An entry in the chain: its hash covers itself and the hash before it, so that none can be changed alone. */
export interface LinkedEntry extends TranscriptEntry {
  previous: string;
  hash: string;
}

/** What a transcript is about. */
export interface TranscriptHead {
  server: { id: string; name: string };
  ticket: {
    id: string;
    number: number;
    subject: string;
    status: TicketStatus;
    person: { id: string; name: string };
    category: string | null;
    assignee: string | null;
    priority: string;
    tags: string[];
    answers: TicketAnswer[];
    openedAt: string;
    closedAt: string | null;
    closedBy: string | null;
    closeReason: string;
  };
  audience: Audience;
  edition: number;
  /** When the transcript was made, ISO 8601. */
  madeAt: string;
}

/** The whole, as `transcript.json` holds it. */
export interface TranscriptDocument {
  format: typeof TRANSCRIPT_FORMAT;
  version: 1;
  head: TranscriptHead;
  /** Hash of the head: what the first entry builds on. */
  start: string;
  entries: LinkedEntry[];
  /** SHA-256 of the page that stands beside this file. */
  page: string;
  /** Covers the last link and the page; what is signed. */
  root: string;
}
