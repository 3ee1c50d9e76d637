import type { ActionContext } from '../../../core/context.ts';
import { type GatewayFacts, gatewayFacts } from '../../../core/gateway/facts.ts';
import { gatewayStatus } from '../../../core/gateway/reconcile.ts';
import { listenSettings } from '../../../core/gateway/settings.ts';

export interface GatewayView extends GatewayFacts {
  /** Whether this server is listened to, as its admins wish. */
  listens: boolean;
}

/** How the connection to Discord's gateway is. Asks its objects, nothing outside. */
export async function readGateway(ctx: ActionContext): Promise<GatewayView> {
  await ctx.require('gateway:read');
  const [status, { listen }] = await Promise.all([gatewayStatus(ctx.runtime), ctx.settings(listenSettings)]);
  return { ...gatewayFacts(status, ctx.now().getTime()), listens: listen };
}
