import { and, desc, eq, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { likePattern } from '../../../core/database/like-pattern.ts';
import { decodeCursor, encodeCursor, pageQuery } from '../../../core/http/cursor.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { LinkRow } from '../establish-link.ts';
import { LINK_METHODS } from '../model.ts';
import { AccountId, DiscordUserId } from '../schemas.ts';
import { accountLinks } from '../tables.ts';

const LIST = 'account-links';
const Position = v.tuple([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.uuid())]);

export const ListLinksInput = v.object({
  q: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(100, 'At most 100 characters.'),
      v.description('A part of a name or id.'),
    ),
  ),
  state: v.optional(v.picklist(['live', 'ended', 'all'], 'Say live, ended or all.'), 'live'),
  method: v.optional(v.picklist(LINK_METHODS, `Say one of ${LINK_METHODS.join(', ')}.`)),
  accountId: v.optional(AccountId),
  discordUserId: v.optional(DiscordUserId),
  ...pageQuery,
});

/** Links, the newest first. */
export async function listLinks(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListLinksInput>,
): Promise<{ links: LinkRow[]; next: string | null }> {
  await ctx.require('accounts:read');
  const { q, state, method, accountId, discordUserId, limit, cursor } = parseInput(ListLinksInput, raw);
  const { endedAt, linkedAt, id } = accountLinks;
  const [at, last] = cursor ? decodeCursor(LIST, cursor, Position) : [];
  const words = q ? likePattern(q) : undefined;
  const rows = await ctx.db
    .select()
    .from(accountLinks)
    .where(
      and(
        eq(accountLinks.guildId, ctx.guildId),
        state === 'live' ? isNull(endedAt) : state === 'ended' ? isNotNull(endedAt) : undefined,
        method && eq(accountLinks.method, method),
        accountId ? eq(accountLinks.accountId, accountId) : undefined,
        discordUserId ? eq(accountLinks.userId, discordUserId) : undefined,
        words === undefined
          ? undefined
          : or(
              ilike(accountLinks.accountName, words),
              ilike(accountLinks.accountId, words),
              ilike(accountLinks.userName, words),
              eq(accountLinks.userId, q ?? ''),
            ),
        at && last ? sql`(${linkedAt}, ${id}) < (${at}::timestamptz, ${last}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(linkedAt), desc(id))
    .limit(limit + 1);
  const links = rows.slice(0, limit);
  const end = links.at(-1);
  const next = rows.length > limit && end ? encodeCursor(LIST, [end.linkedAt.toISOString(), end.id]) : null;
  return { links, next };
}
