import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findLead } from '../find-lead.ts';
import { NOTE_MAX_LENGTH } from '../limits.ts';
import { line } from '../schemas.ts';
import { leadNotes } from '../tables.ts';

export const NoteInput = v.object({ body: line(NOTE_MAX_LENGTH, 'Write something.') });

/** Notes something about a person, for the team only. */
export async function noteLead(
  ctx: ActionContext,
  lead: string,
  raw: v.InferInput<typeof NoteInput>,
): Promise<typeof leadNotes.$inferSelect> {
  await ctx.require('inbox:write');
  const { body } = parseInput(NoteInput, raw);
  const { id: leadId } = await findLead(ctx, lead);
  const note = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    leadId,
    kind: 'note' as const,
    body,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: ctx.now(),
  };
  await ctx.commit({
    statements: [ctx.db.insert(leadNotes).values(note)],
    audit: [{ action: 'inbox.note-lead', target: `lead:${leadId}`, after: { noteId: note.id } }],
  });
  return note;
}
