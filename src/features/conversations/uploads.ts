import { and, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireThat } from '../../core/database/guard.ts';
import { InputError } from '../../core/errors.ts';
import { conversationAttachments } from './tables.ts';
import type { AttachmentRow } from './views.ts';

const noMessages = (ctx: ActionContext) =>
  and(eq(conversationAttachments.guildId, ctx.guildId), isNull(conversationAttachments.messageId));
const ofActor = (ctx: ActionContext) => eq(conversationAttachments.createdBy, actorLabel(ctx.actor));

/**
 * Files that were uploaded and are no message's yet, in the order of their ids. `own`: none but the actor's. Throws
 * InputError.
 */
export async function loadUploads(
  ctx: ActionContext,
  ids: readonly string[],
  { own = false }: { own?: boolean } = {},
): Promise<AttachmentRow[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(conversationAttachments)
    .where(
      and(noMessages(ctx), inArray(conversationAttachments.id, [...ids]), ...(own ? [ofActor(ctx)] : [])),
    );
  if (rows.length === new Set(ids).size) return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  throw new InputError('One of the files is not there, or was sent already. Upload it again.', {
    attachmentIds: 'One of them is not there.',
  });
}

/** Statements that make files a message's, in their order; of several messages at once, one gets them. */
export function takeUploads(
  ctx: ActionContext,
  messageId: string,
  files: readonly AttachmentRow[],
): Change['statements'] {
  if (files.length === 0) return [];
  const ids = files.map(({ id }) => id);
  const free = sql`(select count(*) from conversation_attachments where guild_id = ${ctx.guildId}
    and message_id is null and id in ${ids}) = ${ids.length}`;
  return [
    requireThat(free, 'upload-used'),
    ...ids.map((id, position) =>
      ctx.db
        .update(conversationAttachments)
        .set({ messageId, position })
        .where(and(eq(conversationAttachments.guildId, ctx.guildId), eq(conversationAttachments.id, id))),
    ),
  ];
}

/** How many files the actor has uploaded and not sent. */
export async function countUnsent(ctx: ActionContext): Promise<number> {
  const [row] = await ctx.db
    .select({ unsent: count() })
    .from(conversationAttachments)
    .where(and(noMessages(ctx), ofActor(ctx)));
  return row?.unsent ?? 0;
}
