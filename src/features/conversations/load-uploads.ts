import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import { conversationAttachments } from './tables.ts';
import type { AttachmentRow } from './views.ts';

/** Files that were uploaded and are no message's yet. Throws InputError. */
export async function loadUploads(ctx: ActionContext, ids: readonly string[]): Promise<AttachmentRow[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(conversationAttachments)
    .where(
      and(
        eq(conversationAttachments.guildId, ctx.guildId),
        inArray(conversationAttachments.id, [...ids]),
        isNull(conversationAttachments.messageId),
      ),
    );
  if (rows.length === new Set(ids).size) return rows;
  throw new InputError('One of the files is not there, or was sent already. Upload it again.', {
    attachmentIds: 'One of them is not there.',
  });
}
