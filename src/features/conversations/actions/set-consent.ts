import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { consentChange, withdrawal } from '../consent.ts';
import { requirePersonId } from '../find-conversation.ts';
import { loadReach } from '../reach.ts';

export const ConsentInput = v.object({
  state: v.picklist(['granted', 'withdrawn'], 'Say granted or withdrawn.'),
  evidence: v.pipe(
    v.string('Say what proves it.'),
    v.trim(),
    v.minLength(3, 'Say what proves it: where and when they agreed.'),
    v.maxLength(500, 'At most 500 characters.'),
  ),
});

export const ConsentView = v.object({
  personId: v.string(),
  consent: v.picklist(['none', 'granted', 'withdrawn']),
  history: v.array(
    v.object({
      state: v.picklist(['granted', 'withdrawn']),
      at: v.string(),
      evidence: v.string(),
      by: v.string(),
    }),
  ),
});
export type ConsentView = v.InferOutput<typeof ConsentView>;

/** Writes down that a person agreed to be written to, or no longer does, with what proves it. */
export async function setConsent(
  ctx: ActionContext,
  personId: string,
  raw: v.InferInput<typeof ConsentInput>,
  access: Permission = 'conversations:write',
): Promise<ConsentView> {
  await ctx.require(access);
  const id = requirePersonId(personId);
  const { state, evidence } = parseInput(ConsentInput, raw);
  const part =
    state === 'granted' ? consentChange(ctx, id, state, evidence) : await withdrawal(ctx, id, { evidence });
  await ctx.commit(part);
  return readConsent(ctx, id, access);
}

/** Whether a person may be written to unasked, and since when and why. */
export async function readConsent(
  ctx: ActionContext,
  personId: string,
  access: Permission = 'conversations:read',
): Promise<ConsentView> {
  await ctx.require(access);
  const id = requirePersonId(personId);
  const reach = await loadReach(ctx, id);
  return { personId: id, consent: reach?.consent ?? 'none', history: reach?.consentHistory ?? [] };
}
