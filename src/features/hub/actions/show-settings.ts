import type { ActionContext } from '../../../core/context.ts';
import { loadView, requireDefinition, type SettingsView } from '../feature-settings.ts';

/** One feature's settings in this guild, secrets masked. */
export async function showSettings(ctx: ActionContext, feature: string): Promise<SettingsView> {
  await ctx.require('hub:settings');
  return (await loadView(ctx, requireDefinition(ctx, feature))).view;
}
