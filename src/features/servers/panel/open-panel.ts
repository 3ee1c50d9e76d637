import type { ActionContext } from '../../../core/context.ts';
import { DisabledError } from '../../../core/errors.ts';
import { serversSettings } from '../settings.ts';
import { createHttpProvider } from './http-provider.ts';
import type { ServerProvider } from './server-provider.ts';

/** The panel of this server. Throws DisabledError while an admin has not set it up. */
export async function openPanel(ctx: ActionContext): Promise<ServerProvider> {
  const { panelUrl, panelSecret } = await ctx.settings(serversSettings);
  if (panelUrl && panelSecret) return createHttpProvider(ctx, { url: panelUrl, secret: panelSecret });
  throw new DisabledError(
    'No server panel is connected yet. An admin sets its address and secret with `/settings change`.',
  );
}
