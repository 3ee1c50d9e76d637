import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { upsertReach } from '../../conversations/public.ts';
import { changeLead } from '../change-lead.ts';
import { findLead } from '../find-lead.ts';
import type { LeadRow } from '../views.ts';

export const BlockLeadInput = v.object({
  reason: v.optional(
    v.pipe(v.string('Give a text.'), v.trim(), v.maxLength(300, 'At most 300 characters.')),
    '',
  ),
});

/**
 * Keeps a person's messages from the desk from now on: what they write to the bot is stored and not answered, and their
 * page takes nothing.
 */
export async function blockLead(
  ctx: ActionContext,
  lead: string,
  raw: v.InferInput<typeof BlockLeadInput> = {},
): Promise<LeadRow> {
  await ctx.require('inbox:write');
  const { reason } = parseInput(BlockLeadInput, raw);
  const row = await findLead(ctx, lead);
  if (row.blockedAt) throw new ConflictError('blocked', `${row.name} is blocked already.`);
  return changeLead(ctx, row, {
    verb: 'block-lead',
    set: {
      blockedAt: ctx.now(),
      blockedBy: actorLabel(ctx.actor),
      blockedByName: ctx.actor.name,
      blockReason: reason || null,
    },
    statements: [upsertReach(ctx, row.personId, { blockedAt: ctx.now() })],
  });
}

/** Lets a person's messages come to the desk again. What was held back meanwhile stays held until it is released. */
export async function unblockLead(ctx: ActionContext, lead: string): Promise<LeadRow> {
  await ctx.require('inbox:write');
  const row = await findLead(ctx, lead);
  if (!row.blockedAt) throw new ConflictError('not-blocked', `${row.name} is not blocked.`);
  return changeLead(ctx, row, {
    verb: 'unblock-lead',
    set: { blockedAt: null, blockedBy: null, blockedByName: null, blockReason: null },
    statements: [upsertReach(ctx, row.personId, { blockedAt: null })],
  });
}
