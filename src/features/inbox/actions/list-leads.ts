import { and, desc, eq, ilike, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { likePattern } from '../../../core/database/like-pattern.ts';
import { decodeCursor, encodeCursor, pageQuery } from '../../../core/http/cursor.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { LeadStatusInput, Tag, UserId } from '../schemas.ts';
import { leads } from '../tables.ts';
import type { LeadRow } from '../views.ts';

export const ListLeadsInput = v.object({
  status: v.optional(LeadStatusInput),
  ownerId: v.optional(UserId),
  tag: v.optional(Tag),
  blocked: v.optional(v.boolean('Say true or false.')),
  q: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(100, 'At most 100 characters.'),
      v.description('A part of the name or username.'),
    ),
  ),
  ...pageQuery,
});

const Position = v.tuple([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.uuid())]);
/** To the millisecond, as JavaScript reads it, so that a cursor meets its row again. */
const seenAt = sql`date_trunc('milliseconds', coalesce(${leads.lastContactAt}, ${leads.createdAt}))`;

/** Leads, the last contact first. */
export async function listLeads(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListLeadsInput>,
): Promise<{ leads: LeadRow[]; next: string | null }> {
  await ctx.require('inbox:read');
  const input = parseInput(ListLeadsInput, raw);
  const after = input.cursor ? decodeCursor('leads', input.cursor, Position) : undefined;
  const pattern = likePattern(input.q ?? '');
  const rows = await ctx.db
    .select()
    .from(leads)
    .where(
      and(
        eq(leads.guildId, ctx.guildId),
        input.status ? eq(leads.status, input.status) : undefined,
        input.ownerId ? eq(leads.ownerId, input.ownerId) : undefined,
        input.tag ? sql`${leads.tags} ? ${input.tag}` : undefined,
        input.blocked === undefined ? undefined : sql`(${leads.blockedAt} is not null) = ${input.blocked}`,
        input.q ? or(ilike(leads.name, pattern), ilike(leads.username, pattern)) : undefined,
        after ? sql`(${seenAt}, ${leads.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(seenAt), desc(leads.id))
    .limit(input.limit + 1);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const next =
    rows.length > input.limit && last
      ? encodeCursor('leads', [(last.lastContactAt ?? last.createdAt).toISOString(), last.id])
      : null;
  return { leads: page, next };
}
