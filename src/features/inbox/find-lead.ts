import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { isSnowflake } from '../../discord/snowflake.ts';
import { leads } from './tables.ts';
import type { LeadRow } from './views.ts';

/** A lead by its id or by the Discord id of the person. Throws NotFoundError. */
export async function findLead(ctx: ActionContext, reference: string): Promise<LeadRow> {
  const text = reference.trim();
  const which = isUuid(text) ? eq(leads.id, text) : isSnowflake(text) ? eq(leads.personId, text) : undefined;
  const [row] = which
    ? await ctx.db
        .select()
        .from(leads)
        .where(and(eq(leads.guildId, ctx.guildId), which))
        .limit(1)
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such lead in this server.');
}
