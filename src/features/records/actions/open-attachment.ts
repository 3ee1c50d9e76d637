import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError, UnavailableError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { recordAttachments } from '../tables.ts';

export interface OpenedAttachment {
  filename: string;
  contentType: string | null;
  size: number;
  body: ReadableStream;
}

/** The kept copy of a file of this guild's records. Throws NotFoundError when there is none. */
export async function openAttachment(ctx: ActionContext, id: string): Promise<OpenedAttachment> {
  await ctx.require('records:read');
  const gone = new NotFoundError('There is no such file, or no copy of it was kept.');
  if (!isUuid(id)) throw gone;
  const [row] = await ctx.db
    .select()
    .from(recordAttachments)
    .where(and(eq(recordAttachments.guildId, ctx.guildId), eq(recordAttachments.id, id)));
  if (row?.state !== 'stored' || !row.storageKey) throw gone;
  const { filename, contentType, size, storageKey } = row;
  let object: Awaited<ReturnType<typeof ctx.runtime.config.files.get>>;
  try {
    object = await ctx.runtime.config.files.get(storageKey);
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
  if (!object) throw gone;
  // Safe because workerd's stream is the same as the one in the DOM's types.
  return { filename, contentType, size, body: object.body as unknown as ReadableStream };
}
