import type { ActionContext } from '../../core/context.ts';
import { GuildhallError } from '../../core/errors.ts';
import type { RegisteredKind } from '../../core/notifications/kind.ts';

/** The kinds that the actor may be told of here and now: role, scopes and switches count. */
export async function kindsForActor(ctx: ActionContext): Promise<RegisteredKind[]> {
  const found: RegisteredKind[] = [];
  for (const kind of ctx.runtime.registry.notifications.values()) {
    try {
      await ctx.require(kind.access, 'read');
      found.push(kind);
    } catch (error) {
      if (!(error instanceof GuildhallError) || error.status >= 500) throw error;
    }
  }
  return found;
}
