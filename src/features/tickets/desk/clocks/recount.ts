import { and, asc, eq, gt, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { ConflictError } from '../../../../core/errors.ts';
import { MANAGE } from '../../access.ts';
import { tickets } from '../../tables.ts';
import { loadRules } from '../hours/calendar.ts';
import { keepClock } from './keep-clock.ts';

/** Tickets that are reckoned anew by one job, which then starts the next. */
const PAGE = 100;

/** Reckons anew what is due of all tickets that are not closed, because hours, targets or settings were changed. */
export async function recount(
  ctx: ActionContext,
  { after }: { after?: string | undefined },
): Promise<{ done: number }> {
  await ctx.require(MANAGE);
  const [rows, rules] = await Promise.all([
    ctx.db
      .select({ id: tickets.id })
      .from(tickets)
      .where(
        and(
          eq(tickets.guildId, ctx.guildId),
          ne(tickets.status, 'closed'),
          after ? gt(tickets.id, after) : undefined,
        ),
      )
      .orderBy(asc(tickets.id))
      .limit(PAGE),
    loadRules(ctx),
  ]);
  for (const { id } of rows) {
    try {
      await keepClock(ctx, id, { rules });
    } catch (error) {
      // Whoever was faster reckoned by the same hours.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  const last = rows.at(-1);
  if (last && rows.length === PAGE)
    await ctx.commit({ statements: [], jobs: [{ name: 'tickets.recount', payload: { after: last.id } }] });
  return { done: rows.length };
}
