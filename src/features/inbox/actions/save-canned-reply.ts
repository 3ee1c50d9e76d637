import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation, requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError, LimitError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findCanned } from '../find-desk.ts';
import { MOST_CANNED } from '../limits.ts';
import { requireKnownPlaceholders } from '../placeholders.ts';
import { CannedInput } from '../schemas.ts';
import { cannedReplies } from '../tables.ts';
import { cannedView } from '../views.ts';

type CannedRow = typeof cannedReplies.$inferSelect;

/** Keeps a text for use again; with an `id`, changes that one. A name is there once, whatever its case. */
export async function saveCannedReply(ctx: ActionContext, raw: CannedInput, id?: string): Promise<CannedRow> {
  await ctx.require('inbox:write');
  const { name, body } = parseInput(CannedInput, raw);
  requireKnownPlaceholders(body);
  const before = id === undefined ? undefined : await findCanned(ctx, id);
  const row: CannedRow = {
    id: before?.id ?? ctx.newId(),
    guildId: ctx.guildId,
    name,
    body,
    createdBy: before?.createdBy ?? actorLabel(ctx.actor),
    createdByName: before?.createdByName ?? ctx.actor.name,
    createdAt: before?.createdAt ?? ctx.now(),
    updatedAt: ctx.now(),
  };
  const change = ctx.db
    .update(cannedReplies)
    .set({ name, body, updatedAt: row.updatedAt })
    .where(and(eq(cannedReplies.guildId, ctx.guildId), eq(cannedReplies.id, row.id)));
  const enough = sql`(select count(*) from canned_replies where guild_id = ${ctx.guildId}) < ${MOST_CANNED}`;
  try {
    await ctx.commit({
      statements: before
        ? [requireChange(change.getSQL(), 'canned-gone')]
        : [requireThat(enough, 'too-many-canned'), ctx.db.insert(cannedReplies).values(row)],
      audit: [
        {
          action: before ? 'inbox.edit-canned-reply' : 'inbox.create-canned-reply',
          target: `canned-reply:${row.id}`,
          ...(before ? { before: cannedView(before) } : {}),
          after: cannedView(row),
        },
      ],
    });
  } catch (error) {
    if (isUniqueViolation(error, 'canned_replies_name')) {
      throw new ConflictError(
        'canned-name',
        `There is a canned reply called “${name}” already. Choose another name.`,
      );
    }
    if (error instanceof ConflictError && error.reason === 'too-many-canned') {
      throw new LimitError(`There are ${MOST_CANNED} canned replies already. Delete one first.`);
    }
    throw error;
  }
  return row;
}
