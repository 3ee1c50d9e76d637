import type { ActionContext } from '../../core/context.ts';

/** Address of the page on which the person reads and answers; they sign in with Discord. Null without a public URL. */
export function talkLink(ctx: ActionContext, conversationId: string): string | null {
  const { publicUrl } = ctx.runtime.config;
  return publicUrl ? `${publicUrl}/guilds/${ctx.guildId}/talk/${conversationId}` : null;
}
