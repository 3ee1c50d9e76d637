import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordError } from '../../../discord/errors.ts';
import {
  type ConversationRow,
  conversationMessages,
  conversations,
  followConversation,
} from '../../conversations/public.ts';
import { type Membership, readMembership } from '../intake/is-member.ts';
import { openKeyOf } from '../open-key.ts';
import { inboxSettings } from '../settings.ts';
import { leads } from '../tables.ts';
import type { LeadRow } from '../views.ts';
import { agentFacts, selectAgents } from './load-agents.ts';
import { rulesOn, selectRules } from './load-rules.ts';
import type { RouteFacts } from './route.ts';

export interface Gathered {
  facts: RouteFacts;
  lead: LeadRow | undefined;
  open: ConversationRow | undefined;
}

/** Everything that decides where a message of somebody goes: one round trip, and at most one question to Discord. */
export async function gatherFacts(
  ctx: ActionContext,
  { personId, text, replyToId }: { personId: string; text: string; replyToId: string | null },
): Promise<Gathered> {
  const settings = await ctx.settings(inboxSettings);
  const written = and(
    eq(conversationMessages.guildId, ctx.guildId),
    eq(conversationMessages.direction, 'out'),
    eq(conversationMessages.authorKind, 'staff'),
    isNotNull(conversationMessages.authorId),
  );
  const [[current], [lead], [answered], [lastOut], allRules, agents] = await ctx.db.batch([
    ctx.db
      .select()
      .from(conversations)
      .where(
        and(
          eq(conversations.guildId, ctx.guildId),
          eq(conversations.feature, 'inbox'),
          eq(conversations.openKey, openKeyOf(personId)),
        ),
      ),
    ctx.db
      .select()
      .from(leads)
      .where(and(eq(leads.guildId, ctx.guildId), eq(leads.personId, personId))),
    ctx.db
      .select()
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.discordMessageId, replyToId ?? ''),
          eq(conversationMessages.personId, personId),
        ),
      ),
    ctx.db
      .select()
      .from(conversationMessages)
      .where(
        and(written, eq(conversationMessages.personId, personId), isNotNull(conversationMessages.sentAt)),
      )
      .orderBy(desc(conversationMessages.sequence))
      .limit(1),
    selectRules(ctx),
    selectAgents(ctx),
  ]);
  const rules = rulesOn(allRules);
  // A reply belongs where the message is that it answers, if that talk still goes on.
  const meant = answered ? await followConversation(ctx, answered.conversationId) : undefined;
  const open = meant?.feature === 'inbox' && meant.state !== 'closed' ? meant : current;
  const asksWho = rules.some(({ match }) => match.kind !== 'keyword') && !open?.assigneeId;
  const membership = asksWho ? await membershipOf(ctx, personId) : { isMember: true, roleIds: [] };
  const person = (id: string | null, name: string | null) => (id ? { id, name: name ?? id } : null);
  const author = (row: typeof answered) =>
    row?.direction === 'out' && row.authorKind === 'staff' ? person(row.authorId, row.authorName) : null;
  const replied = author(answered);
  const sender = author(lastOut);
  const owner = person(open?.assigneeId ?? null, open?.assigneeName ?? null);
  return {
    lead,
    open,
    facts: {
      ...membership,
      now: ctx.now(),
      text,
      repliedTo: replied && answered ? { agent: replied, messageId: answered.id } : null,
      owner: owner && open ? { agent: owner, number: open.number } : null,
      lastSender: sender && lastOut?.sentAt ? { agent: sender, sentAt: lastOut.sentAt } : null,
      leadOwner: person(lead?.ownerId ?? null, lead?.ownerName ?? null),
      rules,
      ...agentFacts(agents),
      mode: settings.routing,
    },
  };
}

/** A message may not wait because Discord does not say who somebody is; then rules about that do not fit. */
async function membershipOf(ctx: ActionContext, personId: string): Promise<Membership> {
  try {
    return await readMembership(ctx, personId);
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('membership not read, rules about it do not fit', { error });
    return { isMember: false, roleIds: [] };
  }
}
