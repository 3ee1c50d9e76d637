import type { ActionContext } from '../../../core/context.ts';
import { rolesSettings } from '../settings.ts';
import { bearing } from './bearing.ts';
import { computePlan } from './compute-plan.ts';
import { withLease } from './lease.ts';
import { startRun } from './start-run.ts';

/**
 * Compares everybody's roles with their standing and mends what differs: signals that were missed, roles changed by
 * hand. A plan with more changes than the server allows without asking is only told; so is one that gets larger.
 */
export async function checkRoles(ctx: ActionContext): Promise<{ changes: number; waits: boolean }> {
  const { mostUnasked } = await ctx.settings(rolesSettings);
  const check = async () => {
    const computed = await computePlan(ctx);
    const { add, remove, calls } = computed.plan;
    const waits = calls > mostUnasked;
    if (waits) {
      const data = { adding: add.length, removing: remove.length, limit: mostUnasked };
      await ctx.commit({
        statements: [],
        signals: [{ type: 'roles.plan-waits', subject: 'roles:plan', data }],
      });
    } else await startRun(ctx, computed, { kind: 'scheduled' });
    return { changes: calls, waits };
  };
  return bearing(ctx, { changes: 0, waits: false }, () => withLease(ctx, check));
}
