import { and, eq } from 'drizzle-orm';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { leads } from './tables.ts';
import { type LeadRow, leadView } from './views.ts';

type Changed = Partial<
  Pick<
    LeadRow,
    'status' | 'ownerId' | 'ownerName' | 'tags' | 'blockedAt' | 'blockedBy' | 'blockedByName' | 'blockReason'
  >
>;

/** Writes one change of a lead with its signal and audit row. Throws ConflictError when somebody was faster. */
export async function changeLead(
  ctx: ActionContext,
  row: LeadRow,
  { verb, set, statements = [] }: { verb: string; set: Changed; statements?: Change['statements'] },
): Promise<LeadRow> {
  const after: LeadRow = { ...row, ...set, version: row.version + 1, updatedAt: ctx.now() };
  const update = ctx.db
    .update(leads)
    .set({ ...set, version: after.version, updatedAt: after.updatedAt })
    .where(and(eq(leads.guildId, ctx.guildId), eq(leads.id, row.id), eq(leads.version, row.version)));
  const target = `lead:${row.id}`;
  await ctx.commit({
    statements: [requireChange(update.getSQL(), 'lead-changed'), ...statements],
    signals: [
      {
        type: 'lead.changed',
        subject: target,
        data: {
          leadId: row.id,
          discordUserId: row.personId,
          name: row.name,
          status: after.status,
          ownerId: after.ownerId,
          tags: after.tags,
          blocked: after.blockedAt !== null,
        },
      },
    ],
    audit: [{ action: `inbox.${verb}`, target, before: leadView(row), after: leadView(after) }],
  });
  return after;
}
