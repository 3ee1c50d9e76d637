import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { PlanView } from '../schemas.ts';
import { computePlan } from '../syncing/compute-plan.ts';
import { withLease } from '../syncing/lease.ts';
import { startRun } from '../syncing/start-run.ts';
import { planView } from '../views.ts';

export const SyncRolesInput = v.object({
  dryRun: v.optional(
    v.pipe(v.boolean('Say true or false.'), v.description('Only look: nothing is changed.')),
    false,
  ),
  expect: v.optional(
    v.pipe(
      v.string('Give a text.'),
      v.maxLength(64, 'At most 64 characters.'),
      v.description('`fingerprint` of the plan that was looked at; if it has changed, nothing is done.'),
    ),
  ),
});
export type SyncRolesInput = v.InferInput<typeof SyncRolesInput>;

/**
 * Compares everybody's roles with their standing, and mends what differs unless it is a dry run. Gives the plan at once;
 * the calls to Discord follow from the queue. Tries again what Discord refused before. Throws ConflictError when the
 * plan is not the one expected.
 */
export async function syncRoles(ctx: ActionContext, raw: SyncRolesInput = {}): Promise<PlanView> {
  const { dryRun, expect } = parseInput(SyncRolesInput, raw);
  await ctx.require('roles:sync', dryRun ? 'read' : 'write');
  if (dryRun) return planView(ctx, await computePlan(ctx, 'everybody', { retryRefused: true }), null);
  return withLease(ctx, async () => {
    const computed = await computePlan(ctx, 'everybody', { retryRefused: true });
    if (expect !== undefined && expect !== computed.fingerprint) {
      throw new ConflictError(
        'plan-changed',
        'Something changed since you looked at this plan, so nothing was done. Look at it again.',
      );
    }
    const { runId } = await startRun(ctx, computed, { kind: 'manual' });
    return planView(ctx, computed, runId ?? null);
  });
}
