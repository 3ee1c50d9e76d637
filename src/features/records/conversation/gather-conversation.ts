import type { APIMessage } from 'discord-api-types/v10';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { getChannel } from '../../../discord/channels.ts';
import {
  DiscordApiError,
  DiscordError,
  isUnknownChannel,
  isUnknownEntity,
  isUnknownMessage,
} from '../../../discord/errors.ts';
import { getMessage, listMessages } from '../../../discord/messages.ts';
import { missingPermissions, type PermissionName } from '../../../discord/permissions.ts';
import { compareSnowflakes } from '../../../discord/snowflake.ts';
import type { ConversationMessage } from '../suggestion.ts';
import { maintainers } from '../tables.ts';
import {
  conversationMessage,
  isContentWithheld,
  repliesTo,
  writtenMessages,
} from './conversation-message.ts';
import { followReplies } from './follow-replies.ts';

export const MAX_PRIOR = 30;
/** The most that Discord lists at once: a thread is read whole up to this. */
const MAX_THREAD = 100;
const READING: readonly PermissionName[] = ['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY'];
const THREAD_TYPES: readonly number[] = [10, 11, 12];

export interface GatherInput {
  channelId: string;
  /** As the interaction brought it. */
  target: APIMessage;
  /** The channel as the interaction brought it; without it Discord is asked whether this is a thread. */
  channel?: { type: number; parent_id?: string | null };
  /** What the bot may do in the channel, as the interaction brought it. */
  appPermissions?: string;
  /** Gets sentences for the person about what could not be read. */
  note?: (sentence: string) => void;
}

/**
 * What was said up to the target, oldest first: up to 30 messages before it, what it answers however far back, and in a
 * thread the whole thread with the message that it hangs on. Usually one call to Discord. Where the bot may not read, the
 * target alone; what may work later (429, 5xx, network) is thrown as Discord's error.
 */
export async function gatherConversation(
  ctx: ActionContext,
  input: GatherInput,
): Promise<ConversationMessage[]> {
  const { target } = input;
  const [found, trusted] = await Promise.all([readMessages(ctx, input), linkedUsers(ctx)]);
  if (isContentWithheld(found, target.id)) input.note?.(CONTENT_WITHHELD);
  const messages = new Map(found.map((message) => [message.id, message]));
  messages.set(target.id, target);
  return [...messages.values()]
    .sort((a, b) => compareSnowflakes(a.id, b.id))
    .map((message) => conversationMessage(message, { targetId: target.id, trusted }));
}

async function readMessages(ctx: ActionContext, input: GatherInput): Promise<APIMessage[]> {
  const { target, appPermissions } = input;
  try {
    const around = await readAround(ctx, input);
    // Without the history Discord gives an empty list instead of an error, which looks like a quiet channel.
    const isBarred = appPermissions ? missingPermissions(appPermissions, READING).length > 0 : false;
    if (isBarred && around.length === 0) input.note?.(NOT_READABLE);
    const known = new Map(around.map((message) => [message.id, message]));
    const chain = await followReplies(target, repliesTo, async (id, child) => {
      if (known.has(id)) return known.get(id);
      // Null says that it was deleted; undefined that Discord did not look.
      if (child.referenced_message !== undefined) return child.referenced_message ?? undefined;
      return orNothing(getMessage(ctx.discord, input.channelId, id));
    });
    return [...around, ...chain];
  } catch (error) {
    if (!(error instanceof DiscordError) || error.retryable) throw error;
    ctx.log.warn('conversation not readable', { channelId: input.channelId, error });
    input.note?.(whyUnread(error));
    return answeredMessage(target);
  }
}

function whyUnread(error: DiscordError): string {
  if (isUnknownChannel(error)) return CHANNEL_GONE;
  if (isUnknownMessage(error)) return MESSAGE_GONE;
  return error instanceof DiscordApiError && error.status !== 401 ? NOT_READABLE : NO_TOKEN;
}

/** Discord sends along what the target answers. */
const answeredMessage = (target: APIMessage): APIMessage[] =>
  repliesTo(target) && target.referenced_message ? [target.referenced_message] : [];

async function readAround(ctx: ActionContext, input: GatherInput): Promise<APIMessage[]> {
  const { channelId, target } = input;
  const before = () => listMessages(ctx.discord, channelId, { before: target.id, limit: MAX_PRIOR });
  if (input.channel) {
    if (!isThread(input.channel)) return writtenMessages(await before());
    return readThread(ctx, channelId, target, input.channel.parent_id);
  }
  // Messages can be read without the channel; it only tells whether there is a thread to read whole.
  const [channel, prior] = await Promise.all([orNothing(getChannel(ctx.discord, channelId)), before()]);
  if (!channel || !isThread(channel)) return writtenMessages(prior);
  return readThread(ctx, channelId, target, 'parent_id' in channel ? channel.parent_id : undefined);
}

const isThread = ({ type }: { type: number }): boolean => THREAD_TYPES.includes(type);

/** A long thread is read around its end, and around the target where that lies further back. */
async function readThread(
  ctx: ActionContext,
  threadId: string,
  target: APIMessage,
  parentId: string | null | undefined,
): Promise<APIMessage[]> {
  const newest = await listMessages(ctx.discord, threadId, { limit: MAX_THREAD });
  const isWhole = newest.length < MAX_THREAD;
  const at = newest.findIndex(({ id }) => id === target.id);
  const isDeep = !isWhole && (at < 0 || newest.length - at <= MAX_PRIOR);
  const prior = isDeep
    ? await listMessages(ctx.discord, threadId, { before: target.id, limit: MAX_PRIOR })
    : [];
  const messages = writtenMessages([...newest, ...prior]);
  // A thread has the id of the message that it hangs on; a forum post's first message lies in the thread itself.
  if (messages.some(({ id }) => id === threadId)) return messages;
  const starter =
    (parentId ? await orNothing(getMessage(ctx.discord, parentId, threadId)) : undefined) ??
    (isWhole ? undefined : await orNothing(getMessage(ctx.discord, threadId, threadId)));
  return starter ? [...messages, starter] : messages;
}

/** Deleted, or out of our sight: the conversation goes on without it. */
async function orNothing<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isUnknownEntity(error) || (error instanceof DiscordApiError && [403, 404].includes(error.status)))
      return undefined;
    throw error;
  }
}

/** The Discord users who are linked with somebody of the roster. */
async function linkedUsers(ctx: ActionContext): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ userId: maintainers.discordUserId })
    .from(maintainers)
    .where(and(eq(maintainers.guildId, ctx.guildId), isNotNull(maintainers.discordUserId)));
  return new Set(rows.flatMap(({ userId }) => (userId ? [userId] : [])));
}

const NOT_READABLE =
  "I can't read this channel, so only the message itself was looked at. With *View Channel* and *Read Message History* I can take in what was said before.";
const CHANNEL_GONE =
  'This channel is no longer there on Discord, so only the message itself was looked at. What it says can still be saved.';
const MESSAGE_GONE =
  'A message before this one is no longer there on Discord, so only the message itself was looked at.';
const NO_TOKEN =
  'The bot is not signed in to Discord, so only the message itself was looked at. An admin has to check its token.';
const CONTENT_WITHHELD =
  "Discord gave the earlier messages without their text, so only the message itself was looked at. An admin can switch on the *Message Content Intent* in Discord's Developer Portal.";
