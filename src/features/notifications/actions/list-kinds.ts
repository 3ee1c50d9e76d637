import type { ActionContext } from '../../../core/context.ts';
import type { GuildChoice, RegisteredKind } from '../../../core/notifications/kind.ts';
import { guildChoice } from '../../../core/notifications/settings.ts';

export interface KindView {
  kind: string;
  title: string;
  help: string;
  audience: RegisteredKind['audience'];
  critical: boolean;
  /** Never told in a channel. */
  confidential: boolean;
  /** What the server chose, or the default of the kind. */
  server: GuildChoice;
}

/** Every kind with what the server chose for it. */
export async function listKinds(ctx: ActionContext): Promise<KindView[]> {
  await ctx.require('notifications:read');
  return viewKinds(ctx, [...ctx.runtime.registry.notifications.values()]);
}

export async function viewKinds(ctx: ActionContext, kinds: readonly RegisteredKind[]): Promise<KindView[]> {
  const values: Record<string, unknown> = await ctx.settings(ctx.runtime.registry.notificationSettings);
  return kinds.map((kind) => ({
    kind: kind.id,
    title: kind.title,
    help: kind.help,
    audience: kind.audience,
    critical: kind.critical ?? false,
    confidential: kind.confidential ?? false,
    server: guildChoice(values, kind),
  }));
}
