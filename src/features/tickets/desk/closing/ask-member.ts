import type { ActionContext } from '../../../../core/context.ts';
import type { OutgoingMessage } from '../../../../core/interactions/reply.ts';
import { findPosted, isOwn } from '../../../../core/posts/find-posted.ts';
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

/** A run that comes so late may be the second one, and Discord may have forgotten the nonce of the first. Milliseconds. */
const LATE_MS = 60_000;

/**
 * Puts a question with buttons to the member, by the first of the ways that leads to them. At least once, seen once: the
 * key makes Discord drop what comes again within minutes, and later it is looked for. `since`: when it arose. Its first
 * line tells it from other questions.
 */
export async function askMember(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  message: Pick<OutgoingMessage, 'content' | 'components'>,
  { ways, key, since }: { ways: readonly ('thread' | 'dm')[]; key: string; since: Date },
): Promise<Asked> {
  const { content = '', components = [] } = message;
  const ping = `<@${conversation.personId}> `;
  const mayRepeat = ctx.now().getTime() - since.getTime() > LATE_MS;
  for (const way of ways) {
    if (way === 'thread' && (!ticket.threadId || ticket.threadGoneAt)) continue;
    try {
      const isThread = way === 'thread';
      const channelId =
        isThread && ticket.threadId
          ? ticket.threadId
          : (await createDm(ctx.discord, conversation.personId)).id;
      const words = `${isThread ? ping : ''}${content}`;
      if (mayRepeat && (await isAsked(ctx, channelId, words, since))) return way;
      await createMessage(
        ctx.discord,
        channelId,
        {
          content: words,
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

/** The rest of the words may lead to a page by a link, which is another one each time. */
async function isAsked(ctx: ActionContext, channelId: string, words: string, since: Date): Promise<boolean> {
  const [line] = words.split('\n');
  const found = await findPosted(ctx, channelId, {
    since,
    isIt: (message) => isOwn(ctx, message) && message.content.split('\n')[0] === line,
    taken: async () => new Set(),
  });
  return found !== undefined;
}
