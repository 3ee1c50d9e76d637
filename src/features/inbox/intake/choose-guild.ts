import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { conversationMessages, conversations } from '../../conversations/public.ts';
import { leads } from '../tables.ts';
import { readMembership } from './is-member.ts';
import { listTakers } from './list-takers.ts';
import { systemContext } from './open-context.ts';

/** Servers asked at once whether somebody is a member; Discord's limit is 50 calls a second. */
const AT_ONCE = 5;

export type GuildChoice =
  | { kind: 'guild'; guildId: string }
  /** Several teams may be meant; only the person knows which. */
  | { kind: 'ask'; guildIds: string[] }
  | { kind: 'none' };

/**
 * Whose a direct message is: of the team whose message it replies to, whose conversation with the person is open, who
 * talked to them last, whose server they are in. A server that shares nothing with the person gets it only if it said
 * that it takes strangers.
 */
export async function chooseGuild(
  ctx: ActionContext,
  { personId, replyToId }: { personId: string; replyToId: string | null },
): Promise<GuildChoice> {
  const [takers, known] = await Promise.all([
    listTakers(ctx),
    ctx.db.select({ guildId: leads.guildId }).from(leads).where(eq(leads.personId, personId)),
  ]);
  const talked = await talkedLast(ctx, {
    personId,
    replyToId,
    guildIds: known.map(({ guildId }) => guildId),
  });
  for (const { guildId, isOpen } of talked) {
    // What was begun is ended where it was begun, even if nothing new is taken there.
    if (isOpen ? await isUsable(ctx, guildId) : takers.some((taker) => taker.guildId === guildId))
      return { kind: 'guild', guildId };
  }
  const shared: string[] = [];
  for (let start = 0; start < takers.length; start += AT_ONCE) {
    const some = takers.slice(start, start + AT_ONCE);
    const found = await Promise.all(
      some.map(async ({ guildId }) => {
        const guild = systemContext(ctx.runtime, guildId, ctx.requestId);
        return (await readMembership(guild, personId)).isMember ? [guildId] : [];
      }),
    );
    shared.push(...found.flat());
  }
  const [only, ...others] = shared;
  if (only !== undefined) {
    return others.length === 0 ? { kind: 'guild', guildId: only } : { kind: 'ask', guildIds: shared };
  }
  const host = takers.find(({ strangers }) => strangers);
  return host ? { kind: 'guild', guildId: host.guildId } : { kind: 'none' };
}

/** Servers that talked with the person, in the order in which they may be meant. */
async function talkedLast(
  ctx: ActionContext,
  { personId, replyToId, guildIds }: { personId: string; replyToId: string | null; guildIds: string[] },
): Promise<{ guildId: string; isOpen: boolean }[]> {
  if (guildIds.length === 0) return [];
  const isOpen = sql<boolean>`${conversations.state} <> 'closed'`;
  const answered = replyToId
    ? await ctx.db
        .select({ guildId: conversationMessages.guildId })
        .from(conversationMessages)
        .where(
          and(
            inArray(conversationMessages.guildId, guildIds),
            eq(conversationMessages.discordMessageId, replyToId),
            eq(conversationMessages.personId, personId),
          ),
        )
        .limit(1)
    : [];
  const talked = await ctx.db
    .select({ guildId: conversations.guildId, isOpen })
    .from(conversations)
    .where(
      and(
        inArray(conversations.guildId, guildIds),
        eq(conversations.personId, personId),
        eq(conversations.feature, 'inbox'),
        ne(conversations.transport, 'thread'),
      ),
    )
    .orderBy(desc(isOpen), desc(conversations.lastMessageAt))
    .limit(10);
  return [...answered.map(({ guildId }) => ({ guildId, isOpen: true })), ...talked];
}

const isUsable = async (ctx: ActionContext, guildId: string): Promise<boolean> =>
  (await systemContext(ctx.runtime, guildId, ctx.requestId).featureState('inbox')) !== 'off';
