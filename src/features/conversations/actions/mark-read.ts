import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { followConversation } from '../find-conversation.ts';
import type { ConversationState } from '../model.ts';
import { conversationMessages, conversationReads, conversations } from '../tables.ts';
import { lastSequence } from './read-timeline.ts';

/** Most conversations whose unread messages are counted at once. */
const MOST = 100;
/** What came behind so many others is no news. */
const LOOKED_AT = 500;

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

/**
 * Of a row of `conversations`: whether the person has written what somebody has not read. Found as a whole and not row
 * by row: usually nearly everything is read, so that looking for the next would look at all. `states` spares looking at
 * others where the list has only those.
 */
export function unreadBy(ctx: ActionContext, userId: string, states: readonly ConversationState[] = []): SQL {
  const words = states.map((state) => sql`${state}`);
  const among = words.length > 0 ? sql`and c.state in (${sql.join(words, sql`, `)})` : sql.empty();
  return sql`${conversations.id} = any(array(select c.id from conversations c
    left join conversation_reads r on r.guild_id = c.guild_id and r.conversation_id = c.id and r.user_id = ${userId}
    where c.guild_id = ${ctx.guildId} and c.last_inbound_sequence > coalesce(r.up_to, 0) ${among}))`;
}

/**
 * How many conversations that are not closed have something that somebody has not read; 100 stands for more. Counts
 * among the `LOOKED_AT` that were active last, for it stands on every page of the inbox.
 */
export async function unreadConversations(ctx: ActionContext, userId: string): Promise<number> {
  const { rows } = await ctx.db.execute(sql`select c.id from
    (select id, last_inbound_sequence from conversations where guild_id = ${ctx.guildId} and state <> 'closed'
      order by last_message_at desc, id desc limit ${LOOKED_AT}) c
    left join conversation_reads r on r.guild_id = ${ctx.guildId} and r.conversation_id = c.id and r.user_id = ${userId}
    where c.last_inbound_sequence > coalesce(r.up_to, 0) limit ${MOST}`);
  return rows.length;
}
