import { and, asc, eq, isNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { MachineChoice } from '../form.ts';
import type { Review } from '../review.ts';
import { machines } from '../tables.ts';
import { readReview, requireReviewId, reviewQueries } from './load-review.ts';

/** What a form needs: the review and the machines to choose from, in one round trip. */
export async function loadForm(
  ctx: ActionContext,
  analysisId: string,
): Promise<{ review: Review; machines: MachineChoice[] }> {
  await ctx.require('records:write');
  requireReviewId(analysisId);
  const [choices, ...rows] = await ctx.db.batch([machineQuery(ctx), ...reviewQueries(ctx, analysisId)]);
  return { review: readReview(ctx, rows), machines: choices };
}

/** The machines of this guild that are in use. */
export const machineQuery = ({ db, guildId }: ActionContext) =>
  db
    .select({ id: machines.id, name: machines.name, aliases: machines.aliases })
    .from(machines)
    .where(and(eq(machines.guildId, guildId), isNull(machines.archivedAt)))
    .orderBy(asc(machines.name));
