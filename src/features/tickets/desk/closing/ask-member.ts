import type { ActionContext } from '../../../../core/context.ts';
import type { OutgoingMessage } from '../../../../core/interactions/reply.ts';
import { DISCORD_ERROR_CODES, DiscordApiError } from '../../../../discord/errors.ts';
import { createMessage } from '../../../../discord/messages.ts';
import { createDm } from '../../../../discord/users.ts';
import type { Ticket } from '../../views.ts';

export type Asked = 'thread' | 'dm' | 'nowhere';

/** What says that a way does not lead to the member; anything else may work later. */
const CLOSED_WAYS: readonly number[] = [
  DISCORD_ERROR_CODES.cannotMessageUser,
  DISCORD_ERROR_CODES.noMutualGuilds,
  DISCORD_ERROR_CODES.unknownUser,
  DISCORD_ERROR_CODES.unknownChannel,
  DISCORD_ERROR_CODES.missingAccess,
  DISCORD_ERROR_CODES.missingPermissions,
];

/**
 * Puts a question with buttons to the member, by the first of the ways that leads to them. At least once; the key makes
 * Discord drop what comes again within minutes.
 */
export async function askMember(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  message: Pick<OutgoingMessage, 'content' | 'components'>,
  { ways, key }: { ways: readonly ('thread' | 'dm')[]; key: string },
): Promise<Asked> {
  const { content = '', components = [] } = message;
  const ping = `<@${conversation.personId}> `;
  for (const way of ways) {
    if (way === 'thread' && (!ticket.threadId || ticket.threadGoneAt)) continue;
    try {
      const isThread = way === 'thread';
      const channelId =
        isThread && ticket.threadId
          ? ticket.threadId
          : (await createDm(ctx.discord, conversation.personId)).id;
      await createMessage(
        ctx.discord,
        channelId,
        {
          content: `${isThread ? ping : ''}${content}`,
          components: [...components],
          allowed_mentions: { parse: [], ...(isThread ? { users: [conversation.personId] } : {}) },
        },
        { idempotencyKey: `${key}:${way}` },
      );
      return way;
    } catch (error) {
      if (!(error instanceof DiscordApiError) || !CLOSED_WAYS.includes(error.code)) throw error;
    }
  }
  return 'nowhere';
}
