import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { conflictFrom, requireChange, requireThat } from '../../core/database/guard.ts';
import { ConflictError, InputError } from '../../core/errors.ts';
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
  return files.map(({ id }, position) => {
    const taken = ctx.db
      .update(conversationAttachments)
      .set({ messageId, position })
      .where(and(noMessages(ctx), eq(conversationAttachments.id, id)));
    return requireChange(taken.getSQL(), 'upload-used');
  });
}

/**
 * Writes an upload down, unless its author has as many that were not sent. Of several at once no more than that are
 * kept. Not by `commit`, so that it does not count as what the form was sent for. Throws InputError.
 */
export async function insertUpload(ctx: ActionContext, row: AttachmentRow, most: number): Promise<void> {
  const unsent = ctx.db
    .select({ unsent: sql`count(*)` })
    .from(conversationAttachments)
    .where(and(noMessages(ctx), ofActor(ctx)));
  const lock = sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.guildId}:uploads:${row.createdBy}`}, 0))`;
  try {
    await ctx.db.batch([
      ctx.db.execute(lock),
      ctx.db.execute(requireThat(sql`(${unsent}) < ${most}`, TOO_MANY)),
      ctx.db.insert(conversationAttachments).values(row),
    ]);
  } catch (error) {
    const cause = conflictFrom(error);
    if (!(cause instanceof ConflictError) || cause.reason !== TOO_MANY) throw error;
    throw new InputError(
      'You have uploaded many files that you did not send. Send those first, or wait a day.',
    );
  }
}

const TOO_MANY = 'uploads-unsent';
