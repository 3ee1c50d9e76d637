import type { ActionContext, Change } from '../../../core/context.ts';
import { derivedUuid } from '../../../core/ids.ts';
import type { NewJob } from '../../../core/queue/job.ts';
import {
  isEdited,
  type Review,
  type ReviewSuggestion,
  type StoredMessage,
  sourceMessages,
} from '../review.ts';
import { recordAttachments, recordSources } from '../tables.ts';

/** Characters of a message that are kept where no part of it was quoted. */
const EXCERPT_LENGTH = 300;

/**
 * What a record keeps of the messages behind a suggestion: the message itself and every quoted one, each with its
 * hash, and their attachments, which a job copies. Ids follow from the suggestion, so that an undo finds them.
 */
export async function keepEvidence(
  ctx: ActionContext,
  review: Review,
  suggestion: ReviewSuggestion,
  recordId: string,
): Promise<Pick<Change, 'jobs'> & { statements: Change['statements'] }> {
  const messages = sourceMessages(review, suggestion);
  const at = ctx.now();
  const sources = await Promise.all(
    messages.map(async (message) => ({
      id: await sourceId(suggestion.id, message.id),
      guildId: ctx.guildId,
      recordId,
      channelId: message.channelId,
      messageId: message.id,
      authorId: message.authorId,
      authorName: message.authorName,
      excerpt: excerptOf(message, suggestion),
      contentHash: message.contentHash,
      postedAt: new Date(message.postedAt),
    })),
  );
  const files = await Promise.all(
    messages.flatMap((message) =>
      message.attachments.map(async (file) => ({
        id: await attachmentId(suggestion.id, file.id),
        guildId: ctx.guildId,
        recordId,
        channelId: message.channelId,
        messageId: message.id,
        attachmentId: file.id,
        filename: file.filename,
        contentType: file.contentType ?? null,
        size: file.size,
        state: 'pending' as const,
        createdAt: at,
      })),
    ),
  );
  return {
    statements: [
      ...(sources.length > 0 ? [ctx.db.insert(recordSources).values(sources)] : []),
      ...(files.length > 0 ? [ctx.db.insert(recordAttachments).values(files).onConflictDoNothing()] : []),
    ],
    jobs: files.length > 0 ? [mirrorJob(suggestion, messages, recordId)] : [],
  };
}

const mirrorJob = (suggestion: ReviewSuggestion, messages: StoredMessage[], recordId: string): NewJob => {
  const files = messages.flatMap((message) => message.attachments);
  const urls = Object.fromEntries(files.map(({ id, signedUrl }) => [id, signedUrl]));
  return {
    name: 'records.mirror-attachments',
    key: `mirror:${suggestion.id}`,
    payload: { recordId, urls },
  };
};

export const sourceId = (suggestionId: string, messageId: string): Promise<string> =>
  derivedUuid(`source:${suggestionId}:${messageId}`);

export const attachmentId = (suggestionId: string, file: string): Promise<string> =>
  derivedUuid(`attachment:${suggestionId}:${file}`);

function excerptOf(message: StoredMessage, suggestion: ReviewSuggestion): string {
  const quotes = suggestion.evidence.flatMap((item) =>
    !isEdited(item) && item.messageId === message.id && item.quote !== '' ? [item.quote] : [],
  );
  return quotes.length > 0 ? [...new Set(quotes)].join(' … ') : message.text.slice(0, EXCERPT_LENGTH);
}
