import { desc, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { auditLog } from '../../../core/tables.ts';

/** Choices are read off so many entries, so that a long log costs no more than a short one. */
const LOOKED_AT = 2_000;

/** Who and what there is to filter the audit log by, among what was done last. One query. */
export async function listAuditChoices(ctx: ActionContext): Promise<{ actors: string[]; actions: string[] }> {
  await ctx.require('hub:audit', 'read');
  const latest = ctx.db
    .select({ actor: auditLog.actor, action: auditLog.action })
    .from(auditLog)
    .where(eq(auditLog.guildId, ctx.guildId))
    .orderBy(desc(auditLog.createdAt))
    .limit(LOOKED_AT)
    .as('latest');
  const rows = await ctx.db
    .selectDistinct({ actor: sql<string>`${latest.actor}`, action: sql<string>`${latest.action}` })
    .from(latest);
  const distinct = (values: string[]) => [...new Set(values)].sort();
  return {
    actors: distinct(rows.map(({ actor }) => actor)),
    actions: distinct(rows.map(({ action }) => action)),
  };
}
