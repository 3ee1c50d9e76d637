import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import {
  appendInbound,
  assignConversation,
  type ConversationRow,
  loadReach,
  openConversation,
} from '../../conversations/public.ts';
import { toldOfAssignment } from '../assignment.ts';
import { openKeyOf } from '../open-key.ts';
import { type Gathered, gatherFacts } from '../routing/gather-facts.ts';
import { chooseRoute, type Route } from '../routing/route.ts';
import { storedReason } from '../routing/stored-reason.ts';
import { inboxAgents } from '../tables.ts';
import { answerOnce } from './auto-answer.ts';
import { letIn } from './hear-in-guild.ts';
import { judge } from './judge.ts';
import { DM_TAG, LEAD_KNOWN, leadChange } from './lead-change.ts';
import type { InboundPayload } from './payload.ts';
import { routedTo, settleInbound } from './settle-inbound.ts';
import type { InboundRow } from './store-inbound.ts';

const AGENT_TAKEN = 'agent-taken';
/** A look at what another got done first leads further. */
const RACES: readonly string[] = [AGENT_TAKEN, LEAD_KNOWN, 'conversation-changed'];
/** Each round loses only to somebody who got further. */
const MOST_ROUNDS = 6;

/**
 * Brings a stored message into the right conversation of the context's server, or holds it back. Safe to run twice and
 * at once: the conversation is one by its key, the message one by Discord's id. `released`: staff let it through.
 */
export async function deliver(
  ctx: ActionContext,
  row: InboundRow & { payload: InboundPayload },
  { released = false }: { released?: boolean } = {},
): Promise<'routed' | 'held'> {
  const { payload } = row;
  const about = { personId: row.authorId, text: payload.content, replyToId: payload.replyToId };
  for (let round = 1; ; round++) {
    const gathered = await gatherFacts(ctx, about);
    const judged = released ? undefined : await judge(ctx, { personId: row.authorId, lead: gathered.lead });
    if (judged) {
      const { reason, text, windowHours } = judged;
      if (reason !== 'blocked') {
        const { authorId: personId, channelId } = row;
        await answerOnce(ctx, { kind: reason, personId, channelId, content: text, windowHours });
      }
      await settleInbound(ctx, row, { state: 'held', reason });
      return 'held';
    }
    try {
      const { payload, conversationId } = row;
      if (row.source === 'guild' && conversationId) await letIn(ctx, { ...row, payload, conversationId });
      else await append(ctx, row, gathered);
      return 'routed';
    } catch (error) {
      const raced = error instanceof ConflictError && RACES.includes(error.reason);
      if (!raced || round >= MOST_ROUNDS) throw error;
    }
  }
}

async function append(
  ctx: ActionContext,
  row: InboundRow & { payload: InboundPayload },
  gathered: Gathered,
): Promise<void> {
  const { payload } = row;
  const route = chooseRoute(gathered.facts);
  const conversation = await conversationFor(ctx, row, gathered, route);
  const person = payload.author;
  const { lead, change } = await leadChange(ctx, gathered.lead, person, payload.content);
  const { reason } = route;
  const { conversation: after, created } = await appendInbound(ctx, {
    conversationId: conversation.id,
    discordMessageId: row.source === 'command' ? null : row.messageId,
    ...(row.source === 'command' ? { key: `contact:${row.messageId}` } : {}),
    channelId:
      row.channelId || (conversation.channelId ?? (await loadReach(ctx, person.id))?.dmChannelId ?? null),
    transport: 'dm',
    author: { id: person.id, name: person.name || person.username, avatar: person.avatar },
    content: payload.content,
    at: new Date(payload.sentAt),
    replyToDiscordId: payload.replyToId,
    attachments: payload.attachments,
    stickers: payload.stickers,
    embeds: payload.embeds,
    openKey: openKeyOf(person.id),
    extra: {
      statements: [...change.statements, routedTo(ctx, row, conversation.id)],
      signals: [
        ...change.signals,
        {
          type: 'dm.received',
          subject: `conversation:${conversation.id}`,
          data: {
            discordMessageId: row.messageId,
            conversation: { id: conversation.id, number: conversation.number },
            person: { leadId: lead.id, discordUserId: person.id, name: lead.name },
            isFirst: conversation.lastInboundAt === null,
            content: payload.content,
            attachments: payload.attachments.length,
            assignee: reason.agentId
              ? { id: reason.agentId, name: reason.agentName ?? reason.agentId }
              : null,
            route: reason,
          },
        },
      ],
    },
  });
  // It was there already: whoever wrote it had no time to say so here.
  if (!created) await settleInbound(ctx, row, { state: 'routed', conversationId: after.id });
}

/** The open conversation, given to whoever has to answer now, or a new one. */
async function conversationFor(
  ctx: ActionContext,
  row: InboundRow & { payload: InboundPayload },
  { open, facts }: Gathered,
  { reason, tags, priority }: Route,
): Promise<ConversationRow> {
  const agent = reason.agentId ? { id: reason.agentId, name: reason.agentName ?? reason.agentId } : null;
  const seen = facts.agents.find(({ id }) => id === agent?.id)?.lastAssignedAt ?? null;
  // Two conversations at once must not both find the same agent idle.
  const turn =
    reason.step === 'round-robin' && agent
      ? [
          requireChange(
            ctx.db
              .update(inboxAgents)
              .set({ lastAssignedAt: ctx.now() })
              .where(
                and(
                  eq(inboxAgents.guildId, ctx.guildId),
                  eq(inboxAgents.userId, agent.id),
                  sql`date_trunc('milliseconds', ${inboxAgents.lastAssignedAt}) is not distinct from ${seen?.toISOString() ?? null}::timestamptz`,
                ),
              )
              .getSQL(),
            AGENT_TAKEN,
          ),
        ]
      : [];
  if (open) {
    if (!agent || open.assigneeId === agent.id) return open;
    const { signals } = toldOfAssignment(open, agent, { by: 'Guildhall', reason });
    const why = { reason: storedReason(reason), extra: { statements: turn, signals } };
    return assignConversation(ctx, open.id, agent, why);
  }
  const { author } = row.payload;
  const { conversation } = await openConversation(ctx, {
    feature: 'inbox',
    person: { id: author.id, name: author.name || author.username },
    transport: 'dm',
    channelId: row.channelId || null,
    openKey: openKeyOf(author.id),
    assignee: agent,
    routeReason: storedReason(reason),
    tags: [DM_TAG, ...tags],
    ...(priority ? { priority } : {}),
    extra: { statements: turn },
  });
  return conversation;
}
