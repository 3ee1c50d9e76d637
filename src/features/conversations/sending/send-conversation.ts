import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { filesQuery } from '../find-files.ts';
import { conversationMessages, conversations } from '../tables.ts';
import { deliver } from './deliver.ts';
import { NOT_OURS, type Outgoing } from './settle.ts';

/** Longer than one message takes with all its ways and retries; renewed for each. */
const LEASE_MS = 2 * 60_000;
/** A run ends before its job's lease does; a new job goes on with the rest. */
const MOST = 20;

/**
 * Sends what waits in one conversation, in the order in which it was written: at-least-once to Discord and shown once.
 * One sender at a time, by a lease in the conversation's row; it stops only when the outbox is empty and nobody has
 * added to it since it looked (`outboxVersion`), so a second job may leave everything to the first. A message that
 * fails for now holds up those after it in its conversation, and nobody else's.
 */
export async function sendConversation(ctx: ActionContext, conversationId: string): Promise<void> {
  const token = ctx.newId();
  if (!(await takeLease(ctx, conversationId, token))) return;
  const until = () => new Date(ctx.now().getTime() + LEASE_MS);
  try {
    for (let count = 0; count < MOST; count++) {
      const next = await loadNext(ctx, conversationId);
      if (!next || next.conversation.senderToken !== token) return;
      if (!next.message) {
        if (await release(ctx, conversationId, token, next.conversation.outboxVersion)) return;
        continue;
      }
      try {
        const delivery = await deliver(ctx, next as Outgoing, until);
        if (delivery.kind === 'over') continue;
        const job =
          delivery.kind === 'opening'
            ? { name: 'conversations.open-dm', payload: { conversationId } }
            : { name: 'conversations.send', payload: { conversationId }, runAt: delivery.at };
        await ctx.commit({ statements: [], jobs: [job] });
        return;
      } catch (error) {
        // Taken back while it was its turn, or the lease ran out and somebody else goes on.
        if (!(error instanceof ConflictError) || error.reason !== NOT_OURS) throw error;
        if (!(await holdsLease(ctx, conversationId, token))) return;
      }
    }
    await ctx.commit({ statements: [], jobs: [{ name: 'conversations.send', payload: { conversationId } }] });
  } finally {
    // Without the database the lease ends by itself; what went wrong first is what counts.
    await release(ctx, conversationId, token).catch((error: unknown) =>
      ctx.log.warn('the lease of a conversation was not given back', { error }),
    );
  }
}

async function takeLease(ctx: ActionContext, conversationId: string, token: string): Promise<boolean> {
  const now = ctx.now();
  const rows = await ctx.db
    .update(conversations)
    .set({ senderToken: token, senderUntil: new Date(now.getTime() + LEASE_MS) })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, conversationId),
        or(isNull(conversations.senderUntil), lt(conversations.senderUntil, now)),
      ),
    )
    .returning({ id: conversations.id });
  return rows.length > 0;
}

/** Gives the lease back; with a version only if nothing was added to the outbox since. */
async function release(
  ctx: ActionContext,
  conversationId: string,
  token: string,
  outboxVersion?: number,
): Promise<boolean> {
  const rows = await ctx.db
    .update(conversations)
    .set({ senderToken: null, senderUntil: null })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, conversationId),
        eq(conversations.senderToken, token),
        ...(outboxVersion === undefined ? [] : [eq(conversations.outboxVersion, outboxVersion)]),
      ),
    )
    .returning({ id: conversations.id });
  return rows.length > 0;
}

async function holdsLease(ctx: ActionContext, conversationId: string, token: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, conversationId),
        eq(conversations.senderToken, token),
      ),
    );
  return rows.length > 0;
}

/** The conversation as it is and the oldest message of it that is due. */
async function loadNext(
  ctx: ActionContext,
  conversationId: string,
): Promise<
  | {
      conversation: Outgoing['conversation'];
      message?: Outgoing['message'];
      attachments: Outgoing['attachments'];
    }
  | undefined
> {
  const due = sql`(${conversationMessages.sendAt} is null or ${conversationMessages.sendAt} <= ${ctx.now().toISOString()}::timestamptz)`;
  const [[conversation], [message]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(conversations)
      .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversationId))),
    ctx.db
      .select()
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.conversationId, conversationId),
          inArray(conversationMessages.state, ['scheduled', 'queued', 'sending']),
          isNull(conversationMessages.deletedAt),
          due,
        ),
      )
      .orderBy(asc(conversationMessages.sequence))
      .limit(1),
  ]);
  if (!conversation) return undefined;
  if (!message) return { conversation, attachments: [] };
  const attachments = await filesQuery(ctx, [message.id]);
  return { conversation, message, attachments };
}
