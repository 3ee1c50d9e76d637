import { and, asc, eq, ilike, or } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { InputError, NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { maintainers } from './tables.ts';
import type { MaintainerView } from './workshop-signals.ts';

export type MaintainerRow = typeof maintainers.$inferSelect;

/** Finds one person of this guild's roster by id, username, or name. Throws NotFoundError, or InputError when several fit. */
export async function findMaintainer(ctx: ActionContext, reference: string): Promise<MaintainerRow> {
  const text = reference.trim();
  const fits = isUuid(text)
    ? eq(maintainers.id, text)
    : or(eq(maintainers.username, text.toLowerCase()), ilike(maintainers.name, likePattern(text)));
  const rows = await ctx.db
    .select()
    .from(maintainers)
    .where(and(eq(maintainers.guildId, ctx.guildId), fits))
    .orderBy(asc(maintainers.name))
    .limit(2);
  const exact = rows.find(({ username }) => username === text.toLowerCase());
  const [first, second] = rows;
  if (!first) throw new NotFoundError('Nobody on the roster is called that. See `/maintainer list`.');
  if (second && !exact)
    throw new InputError('Several people fit that name. Pick one from the list while typing.');
  return exact ?? first;
}

export const maintainerView = ({ id, name, username, discordUserId }: MaintainerRow): MaintainerView => ({
  id,
  name,
  username,
  discordUserId,
});
