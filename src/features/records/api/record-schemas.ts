import * as v from 'valibot';
import { RecordView } from '../signals.ts';

export const instant = v.pipe(v.string(), v.isoTimestamp());

export const CommentView = v.object({
  id: v.pipe(v.string(), v.uuid()),
  body: v.string(),
  author: v.pipe(v.string(), v.description('Who wrote it, as `kind:id`.')),
  authorName: v.string(),
  createdAt: instant,
});

const SourceView = v.object({
  channelId: v.string(),
  messageId: v.string(),
  authorId: v.string(),
  authorName: v.string(),
  excerpt: v.string(),
  contentHash: v.pipe(v.string(), v.description('SHA-256 of the message as it was.')),
  postedAt: instant,
});

const AttachmentView = v.object({
  id: v.pipe(v.string(), v.uuid()),
  filename: v.string(),
  contentType: v.nullable(v.string()),
  size: v.number(),
  state: v.picklist(['pending', 'stored', 'lost']),
  sha256: v.nullable(v.string()),
  lostReason: v.nullable(v.string()),
});

/** A record with everything that hangs on it. */
export const RecordDetailsView = v.object({
  ...RecordView.entries,
  comments: v.pipe(v.array(CommentView), v.description('Oldest first; at most the last 50.')),
  sources: v.array(SourceView),
  attachments: v.array(AttachmentView),
  parent: v.nullable(RecordView),
  children: v.array(RecordView),
});
