import type { ActionContext } from '../../../core/context.ts';

/**
 * Tries again what stopped for good or waits, with as many shards as Discord recommends now. A connection that stands
 * is left alone, so every admin may do this at any time; the budget of sessions holds here too.
 */
export async function reconnectGateway(ctx: ActionContext): Promise<void> {
  await ctx.require('gateway:control');
  await ctx.commit({
    statements: [],
    audit: [{ action: 'gateway.reconnect', target: 'gateway:all' }],
    jobs: [{ name: 'gateway.reconnect', payload: {} }],
  });
}
