import { and, eq } from 'drizzle-orm';
import { getChannel } from '../../discord/channels.ts';
import { DISCORD_ERROR_CODES, DiscordApiError } from '../../discord/errors.ts';
import { MESSAGE_LIMITS } from '../../discord/limits.ts';
import { createMessage } from '../../discord/messages.ts';
import { truncate } from '../../discord/text.ts';
import { createDm } from '../../discord/users.ts';
import type { ActionContext } from '../context.ts';
import type { RegisteredKind } from './kind.ts';
import type { DeliveryPayload } from './payload.ts';
import { commonSettings } from './settings.ts';
import { notificationContacts } from './tables.ts';

/** So long somebody whose direct messages were closed isn't tried again, in milliseconds. */
const CLOSED_MS = 7 * 24 * 60 * 60_000;
const CLOSED_CODES: readonly number[] = [
  DISCORD_ERROR_CODES.cannotMessageUser,
  DISCORD_ERROR_CODES.noMutualGuilds,
  DISCORD_ERROR_CODES.unknownUser,
];

type Sent = Pick<DeliveryPayload, 'text' | 'key' | 'userIds' | 'roleIds'>;

/** Writes to somebody. False when they take no direct messages, which is remembered for a week. */
export async function writeTo(ctx: ActionContext, userId: string, { text, key }: Sent): Promise<boolean> {
  const ofPerson = and(
    eq(notificationContacts.guildId, ctx.guildId),
    eq(notificationContacts.userId, userId),
  );
  const [known] = await ctx.db.select().from(notificationContacts).where(ofPerson);
  const now = ctx.now();
  if (known && now.getTime() - known.dmsClosedAt.getTime() < CLOSED_MS) return false;
  try {
    const dm = await createDm(ctx.discord, userId);
    const content = truncate(text, MESSAGE_LIMITS.content);
    await createMessage(ctx.discord, dm.id, { content }, { idempotencyKey: `${key}:dm:${userId}` });
  } catch (error) {
    if (!(error instanceof DiscordApiError) || !CLOSED_CODES.includes(error.code)) throw error;
    await ctx.db
      .insert(notificationContacts)
      .values({ guildId: ctx.guildId, userId, dmsClosedAt: now })
      .onConflictDoUpdate({
        target: [notificationContacts.guildId, notificationContacts.userId],
        set: { dmsClosedAt: now },
      });
    return false;
  }
  if (known) await ctx.db.delete(notificationContacts).where(ofPerson);
  return true;
}

/**
 * Posts in the kind's own channel, else in the one that the server chose, and pings nobody but those people and roles. False when
 * there is none that takes it. A channel of another server counts as none: the bot is in many.
 */
export async function postToChannel(
  ctx: ActionContext,
  kind: RegisteredKind,
  { text, key, userIds, roleIds }: Sent,
): Promise<boolean> {
  const { channel } = commonSettings(await ctx.settings(ctx.runtime.registry.notificationSettings));
  const users = userIds.slice(0, MESSAGE_LIMITS.allowedMentionIds);
  const roles = roleIds.slice(0, MESSAGE_LIMITS.allowedMentionIds);
  const pings = [...roles.map((id) => `<@&${id}> `), ...users.map((id) => `<@${id}> `)].join('');
  const body = {
    content: truncate(`${pings}${text}`, MESSAGE_LIMITS.content),
    allowed_mentions: {
      parse: [],
      ...(users.length > 0 ? { users } : {}),
      ...(roles.length > 0 ? { roles } : {}),
    },
  };
  for (const channelId of new Set([(await kind.channel?.(ctx)) ?? null, channel])) {
    if (channelId === null) continue;
    try {
      const found = await getChannel(ctx.discord, channelId);
      if (!('guild_id' in found) || found.guild_id !== ctx.guildId) continue;
      await createMessage(ctx.discord, channelId, body, { idempotencyKey: `${key}:channel` });
      return true;
    } catch (error) {
      if (!(error instanceof DiscordApiError)) throw error;
      ctx.log.warn('a notification could not be posted', { kind: kind.id, code: error.code });
    }
  }
  return false;
}
