import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { findLead } from '../find-lead.ts';
import { leadNotes } from '../tables.ts';
import type { LeadRow } from '../views.ts';

/** More notes than anybody reads; a limit of the answer. */
const MOST_NOTES = 100;

/** A lead with its notes, newest first. */
export async function showLead(
  ctx: ActionContext,
  reference: string,
): Promise<{ lead: LeadRow; notes: (typeof leadNotes.$inferSelect)[] }> {
  await ctx.require('inbox:read');
  const lead = await findLead(ctx, reference);
  const notes = await ctx.db
    .select()
    .from(leadNotes)
    .where(and(eq(leadNotes.guildId, ctx.guildId), eq(leadNotes.leadId, lead.id)))
    .orderBy(desc(leadNotes.createdAt), desc(leadNotes.id))
    .limit(MOST_NOTES);
  return { lead, notes };
}
