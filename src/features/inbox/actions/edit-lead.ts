import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeLead } from '../change-lead.ts';
import { findLead } from '../find-lead.ts';
import { nameAgent } from '../name-agent.ts';
import { LeadStatusInput, Tags, UserId } from '../schemas.ts';
import type { LeadRow } from '../views.ts';

export const EditLeadInput = v.object({
  status: v.optional(LeadStatusInput),
  tags: v.optional(Tags),
  /** Null takes the owner away. */
  ownerId: v.optional(v.nullable(UserId)),
});
export type EditLeadInput = v.InferInput<typeof EditLeadInput>;

/** Changes what is given: status, tags (all of them), owner. `lead` is its id or the person's Discord id. */
export async function editLead(ctx: ActionContext, lead: string, raw: EditLeadInput): Promise<LeadRow> {
  await ctx.require('inbox:write');
  const input = parseInput(EditLeadInput, raw);
  if (Object.keys(input).length === 0) throw new InputError('Say what to change: status, tags or owner.');
  const row = await findLead(ctx, lead);
  const owner = input.ownerId ? await nameAgent(ctx, input.ownerId) : null;
  return changeLead(ctx, row, {
    verb: 'edit-lead',
    set: {
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(input.tags === undefined ? {} : { tags: input.tags }),
      ...(input.ownerId === undefined ? {} : { ownerId: owner?.id ?? null, ownerName: owner?.name ?? null }),
    },
  });
}
