import type { ActionContext } from '../../../core/context.ts';
import { messagePayload } from '../../../core/interactions/message-payload.ts';
import {
  DISCORD_ERROR_CODES as CODES,
  hasDiscordCode,
  isMissingAccess,
  isMissingPermissions,
  isUnknownMember,
  isUnknownMessage,
} from '../../../discord/errors.ts';
import { createMessage, listMessages } from '../../../discord/messages.ts';
import { snowflakeAt } from '../../../discord/snowflake.ts';
import {
  addThreadMember,
  listActiveThreads,
  startThread,
  startThreadFromMessage,
} from '../../../discord/threads.ts';
import { threadName } from '../discord/thread-name.ts';
import type { Ticket } from '../views.ts';
import type { CalledIn } from './called-in.ts';
import { drawTicket } from './draw.ts';

const PRIVATE_THREAD = 12;
/** The longest that Discord keeps a thread open without a word, in minutes. */
export const WEEK_MINUTES = 10_080;
/** Clocks of Discord and ours may differ by so much. */
const SLACK_MS = 10_000;
const PATIENCE = { maxWaitMs: 3_000, retries: 1 };

/** An earlier run may have got further than it could write down. */
const isRepeated = ({ ticket }: Ticket): boolean => ticket.setupAttempts > 1;

/**
 * Posts the ticket's message, once however often it is tried: by its nonce, which Discord knows for minutes, and by
 * looking for it in the channel when an earlier attempt may have posted it. What was looked for and is gone gets a
 * nonce of its own, because Discord may answer the old one with the message that was deleted.
 */
export async function postStarter(
  ctx: ActionContext,
  found: Ticket,
  channelId: string,
  { content, ...called }: CalledIn,
): Promise<string> {
  const { ticket } = found;
  const before = isRepeated(found) ? await findStarter(ctx, found, channelId) : undefined;
  if (before?.id) return before.id;
  const body = messagePayload(await drawTicket(ctx, found), 'everyone');
  const posted = await createMessage(
    ctx.discord,
    channelId,
    { ...body, ...called, ...(content ? { content } : {}) },
    { ...PATIENCE, idempotencyKey: `ticket:${ticket.id}:${channelId}:${before ? ticket.setupAttempts : ''}` },
  );
  return posted.id;
}

/** Without an id it is not there; undefined: nobody can say. */
async function findStarter(
  ctx: ActionContext,
  { ticket }: Ticket,
  channelId: string,
): Promise<{ id: string | undefined } | undefined> {
  const after = snowflakeAt(ticket.createdAt.getTime() - SLACK_MS);
  try {
    const seen = await listMessages(ctx.discord, channelId, { after, limit: 100 }, PATIENCE);
    // Only its own buttons carry the id of the ticket.
    const own = seen.find(
      ({ author, components }) => author.bot === true && JSON.stringify(components ?? []).includes(ticket.id),
    );
    return { id: own?.id };
  } catch (error) {
    // Without leave to read the history only the nonce is left.
    if (isMissingAccess(error) || isMissingPermissions(error)) return undefined;
    throw error;
  }
}

/** The thread below the ticket's message. A message has one at most, with its own id. */
export async function startPublicThread(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  messageId: string,
): Promise<string | 'message-gone'> {
  const name = threadName(conversation.number, conversation.subject);
  try {
    const thread = await startThreadFromMessage(
      ctx.discord,
      ticket.channelId ?? '',
      messageId,
      { name, auto_archive_duration: WEEK_MINUTES },
      { ...PATIENCE, reason: `Ticket #${conversation.number}` },
    );
    return thread.id;
  } catch (error) {
    if (hasDiscordCode(error, CODES.messageHasThread)) return messageId;
    if (isUnknownMessage(error)) return 'message-gone';
    throw error;
  }
}

/** A private thread; when an earlier attempt may have made it, it is looked for by its name first. */
export async function startPrivateThread(ctx: ActionContext, found: Ticket): Promise<string> {
  const { ticket, conversation } = found;
  const name = threadName(conversation.number, conversation.subject);
  const parentId = ticket.channelId ?? '';
  if (isRepeated(found)) {
    const { threads } = await listActiveThreads(ctx.discord, ctx.guildId, PATIENCE);
    // The number alone: it may have been renamed meanwhile.
    const mine = (name: string | null) => `${name}-`.startsWith(`ticket-${conversation.number}-`);
    const before = threads.find(
      (thread) => 'parent_id' in thread && thread.parent_id === parentId && mine(thread.name),
    );
    if (before) return before.id;
  }
  const thread = await startThread(
    ctx.discord,
    parentId,
    { name, type: PRIVATE_THREAD, invitable: false, auto_archive_duration: WEEK_MINUTES },
    { ...PATIENCE, reason: `Ticket #${conversation.number}` },
  );
  return thread.id;
}

/** False when the person is not in the server any more. */
export async function addMember(ctx: ActionContext, threadId: string, userId: string): Promise<boolean> {
  try {
    await addThreadMember(ctx.discord, threadId, userId, PATIENCE);
    return true;
  } catch (error) {
    if (isUnknownMember(error)) return false;
    throw error;
  }
}
