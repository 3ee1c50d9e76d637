import { and, eq, inArray, sql } from 'drizzle-orm';
import { DiscordError, isUnknownEntity } from '../../discord/errors.ts';
import { getMember } from '../../discord/members.ts';
import type { ActionContext } from '../context.ts';
import type { Database } from '../database/client.ts';
import { memberNames } from '../tables.ts';

/** Members that Discord is asked for at most for one page; the rest are shown by their id until next time. */
const MOST_ASKED = 8;
const MAX_WAIT_MS = 1_500;
const FORGET_MS = 7 * 24 * 60 * 60_000;

/**
 * What people are called in this guild, by their id. One query for those who were seen within a week; Discord is asked
 * for a few of the others. Who can't be named is absent.
 */
export async function nameMembers(
  ctx: ActionContext,
  ids: Iterable<string | null | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].filter((id): id is string => !!id && /^\d{15,20}$/.test(id));
  if (wanted.length === 0) return new Map();
  const rows = await ctx.db
    .select()
    .from(memberNames)
    .where(and(eq(memberNames.guildId, ctx.guildId), inArray(memberNames.userId, wanted)));
  const oldest = ctx.now().getTime() - FORGET_MS;
  const names = new Map(rows.map(({ userId, name }) => [userId, name]));
  const fresh = new Set(rows.filter(({ seenAt }) => seenAt.getTime() > oldest).map(({ userId }) => userId));
  const asked = await Promise.all(
    wanted
      .filter((id) => !fresh.has(id))
      .slice(0, MOST_ASKED)
      .map(async (id) => ({ id, name: await askName(ctx, id) })),
  );
  const found = asked.flatMap(({ id, name }) => (name === undefined ? [] : [{ userId: id, name }]));
  for (const { userId, name } of found) names.set(userId, name);
  if (found.length > 0) ctx.runtime.defer(rememberNames(ctx.db, ctx.guildId, found, ctx.now()));
  return names;
}

/** Keeps what people are called; a statement, also for a batch. Takes each person once. */
export const rememberNames = (
  db: Database,
  guildId: string,
  people: readonly { userId: string; name: string }[],
  seenAt: Date,
) =>
  db
    .insert(memberNames)
    .values(people.map(({ userId, name }) => ({ guildId, userId, name, seenAt })))
    .onConflictDoUpdate({
      target: [memberNames.guildId, memberNames.userId],
      set: { name: sql`excluded.name`, seenAt: sql`excluded.seen_at` },
    });

async function askName(ctx: ActionContext, id: string): Promise<string | undefined> {
  try {
    const member = await getMember(ctx.discord, ctx.guildId, id, { maxWaitMs: MAX_WAIT_MS, retries: 1 });
    return member.nick ?? member.user.global_name ?? member.user.username;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    if (!isUnknownEntity(error)) ctx.log.warn('a member has no name', { error });
    return undefined;
  }
}
