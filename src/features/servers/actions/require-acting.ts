import type { ActionContext } from '../../../core/context.ts';

/** Who goes on with an action that was asked for: people with their own rights, programs with the scope to act. */
export const requireActing = (ctx: ActionContext): Promise<void> =>
  ctx.require(ctx.actor.kind === 'key' ? 'servers:manage' : 'servers:use', 'write');
