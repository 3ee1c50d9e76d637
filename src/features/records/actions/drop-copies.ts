import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { DropCopies } from '../jobs.ts';
import { recordFolder } from '../record-folder.ts';
import { recordAttachments, records } from '../tables.ts';

/** Deletes copies that no record has any more. At-least-once; deleting again is harmless, what is in use stays. */
export async function dropCopies(ctx: ActionContext, payload: DropCopies): Promise<{ deleted: number }> {
  const { files } = ctx.runtime.config;
  const [kept, used] = await ctx.db.batch([
    ctx.db
      .select({ id: records.id })
      .from(records)
      .where(and(eq(records.guildId, ctx.guildId), inArray(records.id, payload.recordIds))),
    ctx.db
      .select({ key: recordAttachments.storageKey })
      .from(recordAttachments)
      .where(
        and(eq(recordAttachments.guildId, ctx.guildId), inArray(recordAttachments.storageKey, payload.keys)),
      ),
  ]);
  const folders = payload.recordIds
    .filter((id) => !kept.some((record) => record.id === id))
    .map((id) => recordFolder(ctx.guildId, id));
  const own = payload.keys.filter((key) => key.startsWith(`guilds/${ctx.guildId}/`));
  const loose = own.filter((key) => !used.some((row) => row.key === key));
  let deleted = 0;
  for (const prefix of folders) {
    const { objects } = await files.list({ prefix });
    if (objects.length > 0) await files.delete(objects.map(({ key }) => key));
    deleted += objects.length;
  }
  if (loose.length > 0) await files.delete(loose);
  return { deleted: deleted + loose.length };
}
