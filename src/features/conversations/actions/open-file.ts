import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError, UnavailableError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { isUuid } from '../../../core/ids.ts';
import { conversationAttachments } from '../tables.ts';

export interface OpenedFile {
  filename: string;
  contentType: string | null;
  size: number;
  messageId: string | null;
  body: ReadableStream;
}

/** The kept copy of a file of this guild's conversations. Throws NotFoundError when there is none. */
export async function openFile(
  ctx: ActionContext,
  id: string,
  access: Permission = 'conversations:read',
): Promise<OpenedFile> {
  await ctx.require(access);
  const gone = new NotFoundError('There is no such file, or no copy of it was kept.');
  if (!isUuid(id)) throw gone;
  const [row] = await ctx.db
    .select()
    .from(conversationAttachments)
    .where(and(eq(conversationAttachments.guildId, ctx.guildId), eq(conversationAttachments.id, id)));
  if (row?.state !== 'stored' || !row.storageKey) throw gone;
  const { filename, contentType, size, storageKey, messageId } = row;
  let object: Awaited<ReturnType<typeof ctx.runtime.config.files.get>>;
  try {
    object = await ctx.runtime.config.files.get(storageKey);
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
  if (!object) throw gone;
  // Safe because workerd's stream is the same as the one in the DOM's types.
  return { filename, contentType, size, messageId, body: object.body as unknown as ReadableStream };
}
