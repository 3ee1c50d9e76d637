import { and, eq, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, UnavailableError } from '../../../core/errors.ts';
import type { GatewayEvent } from '../../../core/gateway/handler.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { noteMembership } from '../../conversations/public.ts';
import { closeTicket } from '../actions/close-ticket.ts';
import { editTicket } from '../actions/edit-ticket.ts';
import { findByStarter, findByThread, findTicket } from '../find-ticket.ts';
import { systemContext } from '../system.ts';
import { tickets } from '../tables.ts';
import { asTeam } from './as-member.ts';
import { bringBack } from './bring-back.ts';
import { followThread, lookOf, looksLike } from './follow-thread.ts';
import { loseStarter } from './lose-starter.ts';
import { loseThread } from './lose-thread.ts';
import { receiveMessage } from './receive-message.ts';
import { takeDelete, takeEdit } from './take-change.ts';

/** So long a job may take that shows a ticket in Discord. Milliseconds. */
const BUSY_MS = 15_000;

export async function hearMessage(runtime: Runtime, { data }: GatewayEvent<'MESSAGE_CREATE'>): Promise<void> {
  if (!data.guild_id) return;
  const ctx = systemContext(runtime, data.guild_id, `message-${data.id}`);
  const found = await findByThread(ctx, data.channel_id);
  if (found) await receiveMessage(ctx, found, data);
}

export async function hearEdit(
  runtime: Runtime,
  { data, receivedAt }: GatewayEvent<'MESSAGE_UPDATE'>,
): Promise<void> {
  if (!data.guild_id) return;
  const ctx = systemContext(runtime, data.guild_id, `edit-${data.id}`);
  if (!(await findByThread(ctx, data.channel_id))) return;
  await takeEdit(ctx, data, new Date(data.edited_timestamp ?? receivedAt));
}

export async function hearDelete(
  runtime: Runtime,
  { data, receivedAt }: GatewayEvent<'MESSAGE_DELETE'>,
): Promise<void> {
  if (!data.guild_id) return;
  const ctx = systemContext(runtime, data.guild_id, `delete-${data.id}`);
  await dropMessage(ctx, data.id, {
    inTicket: await isTicket(ctx, data.channel_id),
    at: new Date(receivedAt),
  });
}

/** A moderator, or a program of theirs, deleted many at once. */
export async function hearBulkDelete(
  runtime: Runtime,
  { data, receivedAt }: GatewayEvent<'MESSAGE_DELETE_BULK'>,
): Promise<void> {
  if (!data.guild_id) return;
  const ctx = systemContext(runtime, data.guild_id, `delete-${data.ids[0]}`);
  const inTicket = await isTicket(ctx, data.channel_id);
  for (const id of data.ids) await dropMessage(ctx, id, { inTicket, at: new Date(receivedAt) });
}

const isTicket = async (ctx: ActionContext, channelId: string): Promise<boolean> =>
  (await findByThread(ctx, channelId)) !== undefined;

async function dropMessage(
  ctx: ActionContext,
  id: string,
  { inTicket, at }: { inTicket: boolean; at: Date },
): Promise<void> {
  const starter = await findByStarter(ctx, id);
  if (starter) await loseStarter(ctx, starter);
  else if (inTicket) await takeDelete(ctx, id, at);
}

/** What somebody of the team means by a reaction to the ticket's message. */
const MEANINGS: Record<string, (ctx: ActionContext, id: string) => Promise<unknown>> = {
  '✅': (ctx, id) => closeTicket(ctx, id),
  '🔄': (ctx, id) => editTicket(ctx, id, { status: 'in_progress' }),
  '❗': (ctx, id) => editTicket(ctx, id, { priority: 'urgent' }),
};

/** True for those that mean something; what looks like them does not. */
const isMeant = ({ id, name }: { id: string | null; name: string | null }): boolean =>
  !id && Object.hasOwn(MEANINGS, plain(name));

/** Some clients add the sign that says “as a picture”. */
const plain = (name: string | null): string => (name ?? '').replace(/\ufe0f$/u, '');

/** A reaction of the team is as good as the button of the same sign; told twice, it changes nothing the second time. */
export async function hearReaction(
  runtime: Runtime,
  { data }: GatewayEvent<'MESSAGE_REACTION_ADD'>,
): Promise<void> {
  const { guild_id: guildId, member, user_id: userId, message_id: messageId, emoji } = data;
  if (!guildId || !isMeant(emoji) || member?.user.bot) return;
  const ctx = systemContext(runtime, guildId, `reaction-${messageId}-${userId}`);
  const found = await findByStarter(ctx, messageId);
  if (!found || found.ticket.status === 'closed') return;
  const name = member?.nick ?? member?.user.global_name ?? member?.user.username ?? userId;
  const team = await asTeam(ctx, found, { userId, name, roleIds: member?.roles });
  if (!team) return;
  try {
    await MEANINGS[plain(emoji.name)]?.(team, found.ticket.id);
  } catch (error) {
    // It is so already.
    if (!(error instanceof ConflictError)) throw error;
  }
}

export async function hearThreadUpdate(
  runtime: Runtime,
  { data }: GatewayEvent<'THREAD_UPDATE'>,
): Promise<void> {
  if (!data.guild_id) return;
  const ctx = systemContext(runtime, data.guild_id, `thread-${data.id}`);
  const found = await findByThread(ctx, data.id);
  // Most tell of what we did ourselves, or of a thread that Discord put away.
  if (!found || looksLike(found, lookOf(data))) return;
  if ((await followThread(ctx, found.ticket.id)) === 'later')
    throw new UnavailableError('The thread of this ticket is being changed just now.', {
      retryAfterMs: BUSY_MS,
    });
}

export async function hearThreadDelete(
  runtime: Runtime,
  { data }: GatewayEvent<'THREAD_DELETE'>,
): Promise<void> {
  const ctx = systemContext(runtime, data.guild_id, `thread-${data.id}`);
  const found = await findByThread(ctx, data.id);
  if (found) await loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
}

export async function hearChannelDelete(
  runtime: Runtime,
  { data }: GatewayEvent<'CHANNEL_DELETE'>,
): Promise<void> {
  const guildId = 'guild_id' in data ? data.guild_id : undefined;
  if (!guildId) return;
  const ctx = systemContext(runtime, guildId, `channel-${data.id}`);
  const rows = await ctx.db
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.guildId, guildId), eq(tickets.channelId, data.id), ne(tickets.status, 'closed')));
  for (const { id } of rows) {
    const found = await findTicket(ctx, id);
    if (found.ticket.threadId)
      await loseThread(
        ctx,
        found,
        'The channel of this ticket was deleted in Discord, and its thread with it.',
      );
  }
}

/** Who left reads no thread any more: the next answer goes as a direct message. Who is back is brought into it. */
export async function hearMembership(
  runtime: Runtime,
  { data, type }: GatewayEvent<'GUILD_MEMBER_REMOVE'> | GatewayEvent<'GUILD_MEMBER_ADD'>,
): Promise<void> {
  const ctx = systemContext(runtime, data.guild_id, `member-${data.user.id}`);
  const isBack = type === 'GUILD_MEMBER_ADD';
  await noteMembership(ctx, data.user.id, isBack);
  if (isBack) await bringBack(ctx, data.user.id);
}
