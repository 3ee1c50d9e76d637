import { and, eq } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError, UnavailableError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { fileKey } from '../file-key.ts';
import { KEPT_BYTES } from '../file-limits.ts';
import { conversationAttachments } from '../tables.ts';
import { insertUpload } from '../uploads.ts';
import type { AttachmentRow } from '../views.ts';

/** Files of one author that are no message's yet; nobody of a team prepares as many. */
const MOST_UNSENT = 500;

export interface Upload {
  filename: string;
  contentType?: string | null;
  bytes: Uint8Array;
}

/** Keeps a file for a message that is yet to be written. What Discord does not take goes as a link; nobody's message within a day, it goes. */
export async function keepUpload(
  ctx: ActionContext,
  { filename, contentType = null, bytes }: Upload,
  access: Permission = 'conversations:write',
  mostUnsent = MOST_UNSENT,
): Promise<AttachmentRow> {
  await ctx.require(access);
  const name = cleanFilename(filename);
  if (bytes.length === 0) throw new InputError('The file is empty.', { file: 'It is empty.' });
  if (bytes.length > KEPT_BYTES) {
    const most = KEPT_BYTES / 1024 / 1024;
    throw new InputError(`Files of up to ${most} MB can be sent. Put it somewhere and send the link.`, {
      file: `At most ${most} MB.`,
    });
  }
  const id = ctx.newId();
  const row: AttachmentRow = {
    id,
    guildId: ctx.guildId,
    messageId: null,
    position: 0,
    filename: name,
    contentType,
    size: bytes.length,
    discordAttachmentId: null,
    url: null,
    storageKey: fileKey(ctx.guildId, id),
    state: 'stored',
    lostReason: null,
    createdBy: actorLabel(ctx.actor),
    createdAt: ctx.now(),
  };
  // First, so that no file is in the store that nothing knows of.
  await insertUpload(ctx, row, mostUnsent);
  try {
    await ctx.runtime.config.files.put(fileKey(ctx.guildId, id), bytes, {
      ...(contentType ? { httpMetadata: { contentType } } : {}),
    });
  } catch (cause) {
    await ctx.db
      .delete(conversationAttachments)
      .where(and(eq(conversationAttachments.guildId, ctx.guildId), eq(conversationAttachments.id, id)));
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
  return row;
}

/** A name without a path and without what Discord would change, or what shows another ending than it has. */
function cleanFilename(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Bidi_C}"<>|:*?]/gu, '').trim();
  // The cut may go through a sign of two halves.
  return (
    clean
      .slice(-100)
      .replace(/^[\udc00-\udfff]/, '')
      .toWellFormed() || 'file'
  );
}
