import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import type { DiscordFile } from '../../../discord/rest.ts';
import type { AttachmentRow } from '../views.ts';

/** The files of a message out of the bucket; one that is gone is named in `missing`. */
export async function loadFiles(
  ctx: ActionContext,
  attachments: readonly AttachmentRow[],
): Promise<{ files: DiscordFile[]; missing: string[] }> {
  const files: DiscordFile[] = [];
  const missing: string[] = [];
  // One after the other, because each may take 10 MB of memory.
  for (const { storageKey, filename, contentType } of attachments) {
    const bytes = storageKey ? await readFile(ctx, storageKey) : undefined;
    if (bytes) files.push({ name: filename, data: bytes, ...(contentType ? { contentType } : {}) });
    else missing.push(filename);
  }
  return { files, missing };
}

async function readFile(ctx: ActionContext, key: string): Promise<Uint8Array | undefined> {
  try {
    const object = await ctx.runtime.config.files.get(key);
    return object ? new Uint8Array(await object.arrayBuffer()) : undefined;
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
}
