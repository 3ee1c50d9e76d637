import { and, asc, eq, ilike, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation, requireChange, requireThat } from '../../../core/database/guard.ts';
import { likePattern } from '../../../core/database/like-pattern.ts';
import { ConflictError, LimitError, NotFoundError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { lengthOf } from '../../../discord/text.ts';
import { cannedReplies } from '../tables.ts';
import { requireKnownPlaceholders } from './placeholders.ts';

export const CANNED_NAME_MAX_LENGTH = 60;
export const CANNED_BODY_MAX_LENGTH = 2_000;
export const MOST_CANNED = 500;

export type CannedRow = typeof cannedReplies.$inferSelect;

const words = (max: number, missing: string) =>
  v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.minLength(1, missing),
    v.check((text) => lengthOf(text) <= max, `At most ${max} characters.`),
  );
export const CannedInput = v.object({
  name: words(CANNED_NAME_MAX_LENGTH, 'Give it a name.'),
  body: words(CANNED_BODY_MAX_LENGTH, 'Write something.'),
});
export type CannedInput = v.InferInput<typeof CannedInput>;

export const CannedView = v.object({
  id: v.string(),
  name: v.string(),
  body: v.string(),
  createdByName: v.string(),
  updatedAt: v.string(),
});
export const cannedView = (row: CannedRow): v.InferOutput<typeof CannedView> => ({
  id: row.id,
  name: row.name,
  body: row.body,
  createdByName: row.createdByName,
  updatedAt: row.updatedAt.toISOString(),
});

/** Canned replies by name; `words` narrow them by name or text. */
export async function listCannedReplies(
  ctx: ActionContext,
  { words = '', limit = MOST_CANNED }: { words?: string; limit?: number } = {},
  access: Permission = 'conversations:read',
): Promise<CannedRow[]> {
  await ctx.require(access, 'read');
  const pattern = likePattern(words.trim().slice(0, 100));
  return ctx.db
    .select()
    .from(cannedReplies)
    .where(
      and(
        eq(cannedReplies.guildId, ctx.guildId),
        or(ilike(cannedReplies.name, pattern), ilike(cannedReplies.body, pattern)),
      ),
    )
    .orderBy(asc(cannedReplies.name))
    .limit(limit);
}

/** A canned reply by id, or by name in any case. Throws NotFoundError. */
export async function findCanned(ctx: ActionContext, reference: string): Promise<CannedRow> {
  const text = reference.trim();
  const which = isUuid(text)
    ? eq(cannedReplies.id, text)
    : sql`lower(${cannedReplies.name}) = lower(${text})`;
  const [row] = await ctx.db
    .select()
    .from(cannedReplies)
    .where(and(eq(cannedReplies.guildId, ctx.guildId), which))
    .limit(1);
  if (row) return row;
  throw new NotFoundError('There is no such canned reply in this server.');
}

/** Keeps a text for use again; with an `id`, changes that one. A name is there once, whatever its case. */
export async function saveCannedReply(
  ctx: ActionContext,
  raw: CannedInput,
  id?: string,
  access: Permission = 'conversations:write',
): Promise<CannedRow> {
  await ctx.require(access, 'write');
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
          action: before ? 'conversations.edit-canned-reply' : 'conversations.create-canned-reply',
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

export async function deleteCannedReply(
  ctx: ActionContext,
  reference: string,
  access: Permission = 'conversations:write',
): Promise<void> {
  await ctx.require(access, 'write');
  const row = await findCanned(ctx, reference);
  const removal = ctx.db
    .delete(cannedReplies)
    .where(and(eq(cannedReplies.guildId, ctx.guildId), eq(cannedReplies.id, row.id)));
  await ctx.commit({
    statements: [requireChange(removal.getSQL(), 'canned-gone')],
    audit: [
      {
        action: 'conversations.delete-canned-reply',
        target: `canned-reply:${row.id}`,
        before: cannedView(row),
      },
    ],
  });
}
