import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { sha256Hex } from '../../../core/hash.ts';
import { type CdnFile, fetchCdnFile } from '../../../discord/cdn.ts';
import { DiscordError, explainDiscordError, isUnknownEntity } from '../../../discord/errors.ts';
import { getMessage } from '../../../discord/messages.ts';
import { fileKey } from '../file-key.ts';
import { KEPT_BYTES } from '../file-limits.ts';
import { findMessage } from '../find-conversation.ts';
import { conversationAttachments } from '../tables.ts';
import type { AttachmentRow, MessageRow } from '../views.ts';

const TIMEOUT_MS = 30_000;

const REFUSED = 'Not kept: Discord did not hand out the file, also not with a fresh address.';
const DELETED = 'Not kept: the message or the file was deleted before it could be copied.';
const TOO_LARGE = `Not kept: it is larger than ${KEPT_BYTES / 1024 / 1024} MB. The original is in Discord for as long as the message is.`;

/**
 * Copies a message's files into the bucket: at-least-once; a repeat writes the same bytes under the same name. What
 * Discord does not give is marked lost with the reason; what may work later throws, after the others are done.
 */
export async function keepFiles(
  ctx: ActionContext,
  messageId: string,
): Promise<{ stored: number; lost: number }> {
  const message = await findMessage(ctx, messageId);
  const pending = await ctx.db
    .select()
    .from(conversationAttachments)
    .where(
      and(
        eq(conversationAttachments.guildId, ctx.guildId),
        eq(conversationAttachments.messageId, messageId),
        eq(conversationAttachments.state, 'pending'),
      ),
    );
  const result = { stored: 0, lost: 0 };
  let failure: unknown;
  // One after the other, because each may take 25 MB of memory.
  for (const row of pending) {
    try {
      const outcome = await obtain(ctx, message, row);
      if (typeof outcome === 'string') {
        await mark(ctx, row, { state: 'lost', lostReason: outcome });
        result.lost++;
      } else {
        await store(ctx, row, outcome);
        result.stored++;
      }
    } catch (error) {
      ctx.log.warn('file not copied yet', { attachment: row.id, error });
      failure = error;
    }
  }
  if (failure) throw failure;
  return result;
}

type Kept = Extract<CdnFile, { kind: 'file' }>;

/** The file, or why there is none. */
async function obtain(ctx: ActionContext, message: MessageRow, row: AttachmentRow): Promise<Kept | string> {
  if (row.size > KEPT_BYTES) return TOO_LARGE;
  if (row.url) {
    const first = await fetchFile(ctx, row.url);
    if (first.kind === 'file') return first;
    if (first.kind === 'too-large') return TOO_LARGE;
  }
  const fresh = await freshUrl(ctx, message, row);
  if ('lost' in fresh) return fresh.lost;
  const second = await fetchFile(ctx, fresh.url);
  if (second.kind === 'file') return second;
  return second.kind === 'too-large' ? TOO_LARGE : REFUSED;
}

async function fetchFile(ctx: ActionContext, url: string): Promise<CdnFile> {
  const { outside, config } = ctx.runtime;
  try {
    return await fetchCdnFile(url, {
      fetch: outside.fetch,
      apiUrl: config.discord.apiUrl,
      maxBytes: KEPT_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
  } catch (cause) {
    throw new UnavailableError('Discord did not hand out the file.', { cause });
  }
}

/** Discord signs an attachment's address anew each time the message is read. */
async function freshUrl(
  ctx: ActionContext,
  { discordChannelId, discordMessageId }: MessageRow,
  row: AttachmentRow,
): Promise<{ url: string } | { lost: string }> {
  if (!discordChannelId || !discordMessageId) return { lost: REFUSED };
  try {
    const message = await getMessage(ctx.discord, discordChannelId, discordMessageId);
    const snapshots = (message.message_snapshots ?? []).flatMap((snapshot) => snapshot.message.attachments);
    const url = [...message.attachments, ...snapshots].find(({ id }) => id === row.discordAttachmentId)?.url;
    return url ? { url } : { lost: DELETED };
  } catch (error) {
    if (isUnknownEntity(error)) return { lost: DELETED };
    if (error instanceof DiscordError && !error.retryable)
      return { lost: `Not kept: ${explainDiscordError(error)}` };
    throw error;
  }
}

async function store(ctx: ActionContext, row: AttachmentRow, file: Kept): Promise<void> {
  const storageKey = fileKey(ctx.guildId, row.id);
  const contentType = row.contentType ?? file.contentType ?? 'application/octet-stream';
  try {
    await ctx.runtime.config.files.put(storageKey, file.bytes, {
      httpMetadata: { contentType },
      sha256: await sha256Hex(file.bytes),
    });
  } catch (cause) {
    throw new UnavailableError('The file store does not answer.', { cause });
  }
  await mark(ctx, row, {
    state: 'stored',
    storageKey,
    size: file.bytes.length,
    contentType,
    lostReason: null,
  });
}

async function mark(ctx: ActionContext, row: AttachmentRow, set: Partial<AttachmentRow>): Promise<void> {
  await ctx.db
    .update(conversationAttachments)
    .set(set)
    .where(and(eq(conversationAttachments.guildId, ctx.guildId), eq(conversationAttachments.id, row.id)));
}
