import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import { requireOwnChannel } from '../own-channel.ts';
import { loadReach, upsertReach } from '../reach.ts';
import { talkLink } from '../talk-link.ts';
import type { ConversationRow } from '../views.ts';

/** Nobody is told more often that something waits. */
const QUIET_MS = 24 * 60 * 60_000;

/**
 * Tells a person in the contact channel that something waits for them; pings nobody else and says nothing of it. At
 * most once a day. True if they were told, now or before.
 */
export async function noticeInContactChannel(
  ctx: ActionContext,
  conversation: ConversationRow,
  contactChannel: string | null,
): Promise<boolean> {
  if (!contactChannel) return false;
  const { personId } = conversation;
  const reach = await loadReach(ctx, personId);
  const now = ctx.now();
  if (reach?.noticedAt && now.getTime() - reach.noticedAt.getTime() < QUIET_MS) return true;
  const link = await talkLink(ctx, conversation);
  const content = [
    `<@${personId}>, the team has an answer for you, but you take no direct messages from this server.`,
    ...(link ? [`Read it here: ${link}`] : []),
    'To get it as a message, allow direct messages in the privacy settings of this server and write to me.',
  ].join('\n');
  try {
    await requireOwnChannel(ctx, contactChannel);
    await createMessage(
      ctx.discord,
      contactChannel,
      { content, allowed_mentions: { parse: [], users: [personId] } },
      { idempotencyKey: `conversation-notice:${conversation.id}:${now.toISOString().slice(0, 10)}` },
    );
  } catch (error) {
    if (!(error instanceof DiscordApiError) && !(error instanceof NotFoundError)) throw error;
    ctx.log.warn('the contact channel takes no message', { error });
    return false;
  }
  await upsertReach(ctx, personId, { noticedAt: now });
  return true;
}
