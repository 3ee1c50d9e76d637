import type { ActionContext } from '../../core/context.ts';

/** A link can be used for so long; whoever is in the server needs none. */
const LIFE_MS = 14 * 24 * 60 * 60_000;
const PURPOSE = 'conversations.talk-link';

/** What a link says of itself: sealed, so that nobody can make or alter one. */
interface Pass {
  guildId: string;
  conversationId: string;
  personId: string;
  /** Unix milliseconds. */
  until: number;
}

/** The name of the link's part that lets in; see `guestOf`. */
export const PASS = 'pass';

/**
 * Address of the page on which the person reads and answers, for two weeks, also when they have left the server. They
 * sign in with Discord: the link lets in nobody else. Null without a public URL.
 */
export async function talkLink(
  ctx: ActionContext,
  conversation: { id: string; personId: string },
): Promise<string | null> {
  return signed(ctx, conversation, '');
}

/** Address of a file of the conversation, for the person alone as the page is. */
export const fileLink = (
  ctx: ActionContext,
  conversation: { id: string; personId: string },
  fileId: string,
): Promise<string | null> => signed(ctx, conversation, `/files/${fileId}`);

/** Address of a file for the team, who sign in to the dashboard. Null without a public URL. */
export function teamFileLink(ctx: ActionContext, fileId: string): string | null {
  const { publicUrl } = ctx.runtime.config;
  return publicUrl ? `${publicUrl}/guilds/${ctx.guildId}/conversation-files/${fileId}` : null;
}

async function signed(
  ctx: ActionContext,
  conversation: { id: string; personId: string },
  path: string,
): Promise<string | null> {
  const { publicUrl, encryptionKeys } = ctx.runtime.config;
  if (!publicUrl) return null;
  const page = `${publicUrl}/guilds/${ctx.guildId}/talk/${conversation.id}${path}`;
  // Without keys nothing can be sealed; the page is then only for members.
  if (!encryptionKeys) return page;
  const pass: Pass = {
    guildId: ctx.guildId,
    conversationId: conversation.id,
    personId: conversation.personId,
    until: ctx.now().getTime() + LIFE_MS,
  };
  return `${page}?${PASS}=${encodeURIComponent(await ctx.secrets.seal(JSON.stringify(pass), PURPOSE))}`;
}

/** Whether a link's pass is for this page and this person, and has not run out. Never throws. */
export async function isGuest(
  ctx: ActionContext,
  { pass, conversationId, userId }: { pass: string | undefined; conversationId: string; userId: string },
): Promise<boolean> {
  if (!pass) return false;
  try {
    const told: Partial<Pass> = JSON.parse(await ctx.secrets.open(pass, PURPOSE));
    return (
      told.guildId === ctx.guildId &&
      told.conversationId === conversationId &&
      told.personId === userId &&
      typeof told.until === 'number' &&
      ctx.now().getTime() < told.until
    );
  } catch {
    return false;
  }
}
