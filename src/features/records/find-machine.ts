import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { InputError, NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import type { MachineRow } from './record-view.ts';
import { machines } from './tables.ts';

/** True for a machine whose name or one of whose aliases is this text, whatever its case. */
export const isCalled = (name: string) => {
  const lower = name.toLowerCase();
  return or(
    sql`lower(${machines.name}) = ${lower}`,
    sql`exists (select 1 from jsonb_array_elements_text(${machines.aliases}) alias where lower(alias) = ${lower})`,
  );
};

/** True for a machine whose name or aliases contain the words. */
export const soundsLike = (words: string) =>
  or(
    sql`${machines.name} ilike ${likePattern(words)}`,
    sql`${machines.aliases}::text ilike ${likePattern(words)}`,
  );

/**
 * Finds one machine of this guild by id, by name or alias, or by a part of the name that only one has.
 * One query. Throws NotFoundError, or InputError when several fit. Archived ones are found only by id or full name.
 */
export async function findMachine(ctx: ActionContext, reference: string): Promise<MachineRow> {
  const text = reference.trim();
  if (text === '') throw new InputError('Say which machine.');
  const inGuild = eq(machines.guildId, ctx.guildId);
  if (isUuid(text.toLowerCase())) {
    const [found] = await ctx.db
      .select()
      .from(machines)
      .where(and(inGuild, eq(machines.id, text.toLowerCase())));
    if (!found) throw new NotFoundError('There is no such machine in this server.');
    return found;
  }
  const exact = isCalled(text);
  const rows = await ctx.db
    .select({ machine: machines, exact: sql<boolean>`${exact}` })
    .from(machines)
    .where(and(inGuild, or(exact, and(isNull(machines.archivedAt), soundsLike(text)))))
    .orderBy(sql`${exact} desc`, sql`${machines.archivedAt} is not null`, asc(machines.name))
    .limit(2);
  const [first, second] = rows;
  if (!first)
    throw new NotFoundError('There is no machine of that name. Staff can add it with `/machine add`.');
  if (!first.exact && second)
    throw new InputError('Several machines fit that name. Pick one from the list while typing.');
  return first.machine;
}
