import type { APIMessage } from 'discord-api-types/v10';
import { and, asc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { sha256Hex } from '../../../core/hash.ts';
import { isUnknownEntity } from '../../../discord/errors.ts';
import { getMessage } from '../../../discord/messages.ts';
import { messageText } from '../conversation/message-text.ts';
import { recordSources } from '../tables.ts';

/** `unreachable`: Discord did not answer, or the bot may not read there (any more). */
export type SourceState = 'unchanged' | 'edited' | 'deleted' | 'unreachable';

export interface CheckedSource {
  state: SourceState;
  /** When it was last edited, for `edited`. */
  editedAt: Date | undefined;
  channelId: string;
  messageId: string;
  authorName: string;
  /** What it said when the record was made. */
  excerpt: string;
  /** SHA-256 of the whole message as it was then, hexadecimal. */
  contentHash: string;
  postedAt: Date;
}

/** A person waits for the answer, so a busy Discord counts as unreachable; in milliseconds. */
const MAX_WAIT_MS = 2_000;
/** Messages that are looked at; the calls of one channel share a rate limit. */
const MOST = 10;

/** Looks whether the messages behind a record still say what they said when it was made. One call a message. */
export async function checkSources(ctx: ActionContext, recordId: string): Promise<CheckedSource[]> {
  await ctx.require('records:read');
  const sources = await ctx.db
    .select()
    .from(recordSources)
    .where(and(eq(recordSources.guildId, ctx.guildId), eq(recordSources.recordId, recordId)))
    .orderBy(asc(recordSources.postedAt))
    .limit(MOST);
  return Promise.all(
    sources.map(async ({ channelId, messageId, authorName, excerpt, contentHash, postedAt }) => ({
      ...(await stateOf(ctx, { channelId, messageId, contentHash })),
      channelId,
      messageId,
      authorName,
      excerpt,
      contentHash,
      postedAt,
    })),
  );
}

async function stateOf(
  ctx: ActionContext,
  source: { channelId: string; messageId: string; contentHash: string },
): Promise<{ state: SourceState; editedAt: Date | undefined }> {
  let message: APIMessage;
  try {
    message = await getMessage(ctx.discord, source.channelId, source.messageId, {
      maxWaitMs: MAX_WAIT_MS,
      retries: 1,
    });
  } catch (error) {
    return { state: isUnknownEntity(error) ? 'deleted' : 'unreachable', editedAt: undefined };
  }
  // Without an edit, only names that the text spells out can differ.
  const editedAt = message.edited_timestamp ? new Date(message.edited_timestamp) : undefined;
  const same = !editedAt || (await sha256Hex(messageText(message))) === source.contentHash;
  return same ? { state: 'unchanged', editedAt: undefined } : { state: 'edited', editedAt };
}
