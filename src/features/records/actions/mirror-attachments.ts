import type { APIAttachment, APIMessage } from 'discord-api-types/v10';
import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { DiscordError, explainDiscordError, isUnknownEntity } from '../../../discord/errors.ts';
import { getMessage } from '../../../discord/messages.ts';
import type { MirrorAttachments } from '../jobs.ts';
import { recordFolder } from '../record-folder.ts';
import { recordAttachments } from '../tables.ts';
import { dropCopies } from './drop-copies.ts';
import { type FetchedFile, fetchFile, MAX_COPY_BYTES } from './fetch-file.ts';

type AttachmentRow = typeof recordAttachments.$inferSelect;

const REFUSED =
  'Discord did not hand out the file, also not with a fresh address. The original is still on the message.';
const DELETED = 'The message or the file was deleted before it could be copied.';
const TOO_LARGE = `It is larger than ${MAX_COPY_BYTES / 1024 / 1024} MB. The original is still on the message.`;

/**
 * Copies a record's files into the bucket: at-least-once; a repeat writes the same bytes under the same name, and
 * files that are stored or lost are left alone. What Discord doesn't give is marked lost with the reason; what may work
 * later throws, after the others are done, so that the job runs again.
 */
export async function mirrorAttachments(ctx: ActionContext, payload: MirrorAttachments) {
  const pending = await ctx.db
    .select()
    .from(recordAttachments)
    .where(
      and(
        eq(recordAttachments.guildId, ctx.guildId),
        eq(recordAttachments.recordId, payload.recordId),
        eq(recordAttachments.state, 'pending'),
      ),
    );
  const result = { stored: 0, lost: 0 };
  let failure: unknown;
  // One after the other, because each may take 25 MB of memory.
  for (const row of pending) {
    try {
      const outcome = await obtain(ctx, row, payload.urls[row.attachmentId]);
      if (typeof outcome === 'string') {
        await markLost(ctx, row, outcome);
        result.lost++;
      } else {
        await store(ctx, row, outcome);
        result.stored++;
      }
    } catch (error) {
      ctx.log.warn('attachment not copied yet', { attachment: row.attachmentId, error });
      failure = error;
    }
  }
  if (failure) throw failure;
  return result;
}

/** The file, or why there is none. */
async function obtain(
  ctx: ActionContext,
  row: AttachmentRow,
  knownUrl: string | undefined,
): Promise<FetchedFile | string> {
  if (row.size > MAX_COPY_BYTES) return TOO_LARGE;
  if (knownUrl) {
    const first = await fetchFile(ctx, knownUrl);
    if (first.kind === 'file') return first.file;
    if (first.kind === 'too-large') return TOO_LARGE;
  }
  const fresh = await freshUrl(ctx, row);
  if ('lost' in fresh) return fresh.lost;
  const second = await fetchFile(ctx, fresh.url);
  if (second.kind === 'file') return second.file;
  return second.kind === 'too-large' ? TOO_LARGE : REFUSED;
}

/** Discord signs an attachment's address anew each time the message is read. */
async function freshUrl(ctx: ActionContext, row: AttachmentRow): Promise<{ url: string } | { lost: string }> {
  try {
    const message = await getMessage(ctx.discord, row.channelId, row.messageId);
    const url = attachmentsOf(message).find(({ id }) => id === row.attachmentId)?.url;
    return url ? { url } : { lost: DELETED };
  } catch (error) {
    if (isUnknownEntity(error)) return { lost: DELETED };
    if (error instanceof DiscordError && !error.retryable) return { lost: explainDiscordError(error) };
    throw error;
  }
}

/** Those of the message itself and of messages forwarded in it. */
const attachmentsOf = (message: APIMessage): APIAttachment[] => [
  ...message.attachments,
  ...(message.message_snapshots ?? []).flatMap((snapshot) => snapshot.message.attachments),
];

async function store(ctx: ActionContext, row: AttachmentRow, file: FetchedFile): Promise<void> {
  const { files } = ctx.runtime.config;
  const key = `${recordFolder(ctx.guildId, row.recordId)}${file.sha256}`;
  const contentType = row.contentType ?? file.contentType ?? 'application/octet-stream';
  try {
    await files.put(key, file.bytes, { httpMetadata: { contentType }, sha256: file.sha256 });
  } catch (cause) {
    throw new UnavailableError('The file store does not answer.', { cause });
  }
  const updated = await ctx.db
    .update(recordAttachments)
    .set({
      state: 'stored',
      sha256: file.sha256,
      storageKey: key,
      size: file.bytes.length,
      contentType,
      lostReason: null,
    })
    .where(and(eq(recordAttachments.guildId, ctx.guildId), eq(recordAttachments.id, row.id)))
    .returning({ id: recordAttachments.id });
  if (updated.length > 0) return;
  // Undone in the meantime: the copy goes, unless another file of the record has the very same bytes.
  await dropCopies(ctx, { recordIds: [], keys: [key] });
}

async function markLost(ctx: ActionContext, row: AttachmentRow, reason: string): Promise<void> {
  await ctx.db
    .update(recordAttachments)
    .set({ state: 'lost', lostReason: reason })
    .where(and(eq(recordAttachments.guildId, ctx.guildId), eq(recordAttachments.id, row.id)));
}
