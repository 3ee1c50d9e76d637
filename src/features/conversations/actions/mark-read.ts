import { and, eq, gt, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { followConversation } from '../find-conversation.ts';
import { conversationMessages, conversationReads, conversations } from '../tables.ts';
import { lastSequence } from './read-timeline.ts';

/** Most conversations whose unread messages are counted at once. */
const MOST = 100;

/** Marks a conversation as read by somebody, up to a message or to its end. Others' marks stay. */
export async function markRead(
  ctx: ActionContext,
  reference: string,
  { userId, upTo }: { userId: string; upTo?: number },
  access: Permission = 'conversations:read',
): Promise<void> {
  await ctx.require(access);
  const conversation = await followConversation(ctx, reference);
  await mark(ctx, conversation.id, userId, upTo ?? lastSequence(conversation.id));
}

/** Marks a conversation as unread from its last message of the person on. */
export async function markUnread(
  ctx: ActionContext,
  reference: string,
  { userId }: { userId: string },
  access: Permission = 'conversations:read',
): Promise<void> {
  await ctx.require(access);
  const conversation = await followConversation(ctx, reference);
  const before = sql`(select coalesce(max(sequence), 1) - 1 from conversation_messages
    where conversation_id = ${conversation.id}::uuid and direction = 'in')`;
  await mark(ctx, conversation.id, userId, before);
}

/** Who reads has to be a person: keys and jobs see without reading. */
export function requireReader(ctx: ActionContext, userId: string | undefined): string {
  const id = userId ?? (ctx.actor.kind === 'user' ? ctx.actor.id : undefined);
  if (id && /^\d{15,20}$/.test(id)) return id;
  throw new InputError('userId: Say who has read it, by their Discord id.', { userId: 'This is required.' });
}

async function mark(
  ctx: ActionContext,
  conversationId: string,
  userId: string,
  upTo: number | ReturnType<typeof sql>,
): Promise<void> {
  const set = { upTo: sql`${upTo}::bigint`, updatedAt: ctx.now() };
  await ctx.db
    .insert(conversationReads)
    .values({ guildId: ctx.guildId, conversationId, userId, ...set })
    .onConflictDoUpdate({
      target: [conversationReads.guildId, conversationReads.conversationId, conversationReads.userId],
      set,
    });
}

/** How many messages of the person somebody has not read, by conversation; those with none are left out. */
export async function unreadCounts(
  ctx: ActionContext,
  conversationIds: readonly string[],
  userId: string,
): Promise<Map<string, number>> {
  if (conversationIds.length === 0) return new Map();
  const upTo = sql`coalesce((select up_to from conversation_reads r where r.guild_id = ${ctx.guildId}
    and r.conversation_id = ${conversationMessages.conversationId} and r.user_id = ${userId}), 0)`;
  const rows = await ctx.db
    .select({ id: conversationMessages.conversationId, count: sql<string>`count(*)` })
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        inArray(conversationMessages.conversationId, conversationIds.slice(0, MOST)),
        eq(conversationMessages.direction, 'in'),
        gt(conversationMessages.sequence, upTo),
      ),
    )
    .groupBy(conversationMessages.conversationId);
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

/** Of a row of `conversations`: whether the person has written something that somebody has not read. */
export const unreadBy = (ctx: ActionContext, userId: string): SQL =>
  sql`${conversations.lastInboundSequence} > 0 and not exists (select 1 from ${conversationReads}
    where ${conversationReads.guildId} = ${ctx.guildId} and ${conversationReads.conversationId} = ${conversations.id}
      and ${conversationReads.userId} = ${userId} and ${conversationReads.upTo} >= ${conversations.lastInboundSequence})`;

/** How many conversations that are not closed have something that somebody has not read; 100 stands for more. */
export async function unreadConversations(ctx: ActionContext, userId: string): Promise<number> {
  const unread = ctx.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(eq(conversations.guildId, ctx.guildId), ne(conversations.state, 'closed'), unreadBy(ctx, userId)),
    )
    .limit(MOST);
  return (await unread).length;
}
