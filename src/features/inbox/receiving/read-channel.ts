import { eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { listMessages } from '../../../discord/messages.ts';
import { compareSnowflakes } from '../../../discord/snowflake.ts';
import { conversationReach } from '../../conversations/public.ts';
import { isFromPerson, readPayload } from '../intake/payload.ts';
import { routeInbound } from '../intake/route-inbound.ts';
import { storeInbound } from '../intake/store-inbound.ts';

/** Pages of one channel at a time; what is left is read in the next minute. */
const MOST_PAGES = 10;

/**
 * Reads what was said in a direct channel after a message, oldest first, and brings what people wrote to their teams.
 * Discord's ids are the key, so what came by the gateway as well is there once. Moves the cursor behind what is stored.
 */
export async function readChannel(
  ctx: ActionContext,
  channelId: string,
  after: string,
): Promise<{ found: number }> {
  let cursor = after;
  let found = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const messages = await readPage(ctx, channelId, cursor);
    const last = messages.at(-1);
    if (!last) break;
    const people = messages.filter(isFromPerson);
    const fresh = await storeInbound(
      ctx,
      people.map((message) => ({
        messageId: message.id,
        channelId,
        source: 'poll' as const,
        payload: readPayload(message),
      })),
    );
    cursor = last.id;
    await ctx.db
      .update(conversationReach)
      .set({ pollCursor: cursor, polledAt: ctx.now() })
      .where(eq(conversationReach.dmChannelId, channelId));
    for (const { id } of people.filter((message) => fresh.has(message.id))) {
      found += 1;
      // It is stored; what fails now is brought on by the sweep.
      await routeInbound(ctx.runtime, id).catch((error: unknown) =>
        ctx.log.error('a message that was read was not routed', { messageId: id, error }),
      );
    }
    if (messages.length < MESSAGE_LIMITS.listPage) break;
  }
  await ctx.db
    .update(conversationReach)
    // Where nothing was ever said, this is from when on nothing was.
    .set({ polledAt: ctx.now(), pollCursor: sql`coalesce(${conversationReach.pollCursor}, ${cursor})` })
    .where(eq(conversationReach.dmChannelId, channelId));
  return { found };
}

async function readPage(ctx: ActionContext, channelId: string, after: string) {
  try {
    const messages = await listMessages(ctx.discord, channelId, { after, limit: MESSAGE_LIMITS.listPage });
    return messages.toSorted((a, b) => compareSnowflakes(a.id, b.id));
  } catch (error) {
    // The account is gone, or the channel is: nothing will ever be read there.
    if (error instanceof DiscordApiError) return [];
    throw error;
  }
}
