import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { eventRow } from '../event-row.ts';
import { findConversation } from '../find-conversation.ts';
import { changed, guarded } from '../guarded-change.ts';
import { noteLastInbound } from '../last-inbound.ts';
import { conversationMessages } from '../tables.ts';
import type { ConversationRow } from '../views.ts';
import { who } from '../write-change.ts';

/**
 * Joins two conversations of one person: all that was said in `from` goes into `into`, in the order in which it was
 * said; `from` stays as a closed one that leads to the other. Throws ConflictError while either is being written to.
 */
export async function mergeConversations(
  ctx: ActionContext,
  { from, into, extra = {} }: { from: string; into: string; extra?: Partial<Change> },
  access: Permission = 'conversations:write',
): Promise<ConversationRow> {
  await ctx.require(access);
  const [source, target] = await Promise.all([findConversation(ctx, from), findConversation(ctx, into)]);
  if (source.id === target.id)
    throw new InputError('into: Give another conversation.', { into: 'It is the same.' });
  if (source.mergedIntoId || target.mergedIntoId)
    throw new ConflictError('merged', 'One of the two was merged already. Open the one that is left.');
  if (source.personId !== target.personId)
    throw new ConflictError(
      'other-person',
      'These are talks with two people, and neither may read the other’s.',
    );
  const at = ctx.now();
  const latest = source.lastMessageAt > target.lastMessageAt ? source : target;
  const after = {
    ...target,
    preview: latest.preview,
    lastMessageAt: latest.lastMessageAt,
    lastInboundAt: later(source.lastInboundAt, target.lastInboundAt),
    lastOutboundAt: later(source.lastOutboundAt, target.lastOutboundAt),
    tags: [...new Set([...target.tags, ...source.tags])],
    version: target.version + 1,
    updatedAt: at,
  };
  const ended = {
    ...source,
    state: 'closed' as const,
    closedAt: at,
    openKey: null,
    mergedIntoId: target.id,
    version: source.version + 1,
    updatedAt: at,
  };
  const said = `${who(ctx)} merged #${source.number} into this.`;
  const { preview, lastMessageAt, lastInboundAt, lastOutboundAt, tags } = after;
  await ctx.commit({
    statements: [
      guarded(ctx, source, {
        state: ended.state,
        closedAt: at,
        openKey: null,
        mergedIntoId: target.id,
      }),
      guarded(ctx, target, {
        preview,
        lastMessageAt,
        lastInboundAt,
        lastOutboundAt,
        tags,
        outboxVersion: sql`outbox_version + 1`,
      }),
      ctx.db
        .update(conversationMessages)
        .set({ conversationId: target.id })
        .where(
          and(
            eq(conversationMessages.guildId, ctx.guildId),
            eq(conversationMessages.conversationId, source.id),
          ),
        ),
      noteLastInbound(ctx, source.id),
      noteLastInbound(ctx, target.id),
      ctx.db.insert(conversationMessages).values(eventRow(ctx, target, said, 'merged')),
      ...(extra.statements ?? []),
    ],
    signals: [changed(ended, 'merged'), changed(after, 'merged'), ...(extra.signals ?? [])],
    audit: [
      {
        action: 'conversations.merge',
        target: `conversation:${target.id}`,
        after: { from: source.id, into: target.id },
      },
      ...(extra.audit ?? []),
    ],
    // What waited in the one is sent from the other.
    jobs: [{ name: 'conversations.send', payload: { conversationId: target.id } }, ...(extra.jobs ?? [])],
  });
  return after;
}

const later = (a: Date | null, b: Date | null): Date | null => (a && b ? (a > b ? a : b) : (a ?? b));
