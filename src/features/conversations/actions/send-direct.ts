import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { GuildhallError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { DISCORD_ERROR_CODES as CODES, DiscordRefused, hasDiscordCode } from '../../../discord/errors.ts';
import { getGuild } from '../../../discord/guilds.ts';
import { isSnowflake } from '../../../discord/snowflake.ts';
import { getUser } from '../../../discord/users.ts';
import { INBOX, openKeyFor } from '../open-key.ts';
import { conversationReach, conversations } from '../tables.ts';
import { openConversation } from './open-conversation.ts';
import { type QueuedReply, queueReply } from './queue-reply.ts';

/** A program waits; in milliseconds. */
const QUICK = { maxWaitMs: 2_000, retries: 1 };

export type SendRefusalCode =
  | 'content_missing'
  | 'discord_user_id_missing'
  | 'not_connected'
  | 'unknown_user'
  | 'not_a_person'
  | 'bot_inactive';

const STATUSES: Record<SendRefusalCode, number> = {
  content_missing: 400,
  discord_user_id_missing: 400,
  not_connected: 400,
  unknown_user: 404,
  not_a_person: 409,
  bot_inactive: 503,
};

/** Why nothing was sent, in a word that stays. */
export class SendRefusal extends GuildhallError {
  readonly code: SendRefusalCode;
  readonly status: number;
  override readonly retryable: boolean;

  constructor(code: SendRefusalCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUSES[code];
    this.retryable = code === 'bot_inactive';
  }
}

/**
 * Writes to a person by Discord's id of them: finds or opens their conversation and queues the message. Asks Discord
 * whether such a person and the server are there, unless that is known. Throws SendRefusal.
 */
export async function sendDirect(
  ctx: ActionContext,
  input: { discordUserId?: string | null | undefined; content?: string | null | undefined },
  access: Permission = 'conversations:write',
): Promise<QueuedReply> {
  await ctx.require(access);
  const content = input.content?.trim() ?? '';
  const personId = input.discordUserId?.trim() ?? '';
  if (content === '') throw new SendRefusal('content_missing', 'content: Say what to send.');
  if (personId === '')
    throw new SendRefusal(
      'discord_user_id_missing',
      'discordUserId: Say whom to send it to, by their Discord id.',
    );
  if (!isSnowflake(personId)) throw unknownUser();
  if (!ctx.runtime.config.discord.token)
    throw new SendRefusal(
      'bot_inactive',
      'The bot is not active: no bot token is set. An admin has to set DISCORD_TOKEN.',
    );
  const name = (await knownName(ctx, personId)) ?? (await askName(ctx, personId));
  const { conversation } = await openConversation(
    ctx,
    { feature: INBOX, person: { id: personId, name }, transport: 'dm', openKey: openKeyFor(INBOX, personId) },
    access,
  );
  return queueReply(ctx, { conversationId: conversation.id, content }, access);
}

const unknownUser = () =>
  new SendRefusal(
    'unknown_user',
    'Discord knows no such user. Check the id: Discord shows it by “Copy User ID”.',
  );

/** The name of somebody who was reached before, so that nothing has to be asked. */
async function knownName(ctx: ActionContext, personId: string): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ name: conversations.personName })
    .from(conversationReach)
    .innerJoin(
      conversations,
      and(eq(conversations.guildId, ctx.guildId), eq(conversations.personId, conversationReach.personId)),
    )
    .where(
      and(
        eq(conversationReach.guildId, ctx.guildId),
        eq(conversationReach.personId, personId),
        eq(conversationReach.dmState, 'open'),
      ),
    )
    .limit(1);
  return row?.name;
}

async function askName(ctx: ActionContext, personId: string): Promise<string> {
  try {
    const [user] = await Promise.all([
      getUser(ctx.discord, personId, QUICK),
      getGuild(ctx.discord, ctx.guildId, {}, QUICK),
    ]);
    if (user.bot)
      throw new SendRefusal('not_a_person', 'That is a bot. Bots take no messages from other bots.');
    return user.global_name ?? user.username;
  } catch (error) {
    if (hasDiscordCode(error, CODES.unknownUser, CODES.invalidFormBody)) throw unknownUser();
    if (hasDiscordCode(error, CODES.unknownGuild, CODES.missingAccess))
      throw new SendRefusal(
        'not_connected',
        'The bot is not in this server. Invite it again with the link from the dashboard.',
      );
    if (error instanceof DiscordRefused || isUnauthorised(error))
      throw new SendRefusal(
        'bot_inactive',
        'The bot is not active: Discord rejects its token. An admin has to set DISCORD_TOKEN anew.',
      );
    throw error;
  }
}

const isUnauthorised = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && error.status === 401;
