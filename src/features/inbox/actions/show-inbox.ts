import { and, desc, eq } from 'drizzle-orm';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { type MessageView, readTimeline } from '../../conversations/public.ts';
import { findInbox } from '../find-inbox.ts';
import { leadNotes } from '../tables.ts';
import { entriesOf, type InboxEntry } from './list-inbox.ts';

const LAST_NOTES = 10;

export interface InboxDetails extends InboxEntry {
  notes: (typeof leadNotes.$inferSelect)[];
  /** Oldest first. */
  messages: MessageView[];
}

/** A conversation with its lead, the last notes about them, and the last messages. */
export async function showInbox(
  ctx: ActionContext,
  reference: string,
  { lastMessages = 10 }: { lastMessages?: number } = {},
): Promise<InboxDetails> {
  await ctx.require('inbox:read');
  const conversation = await findInbox(ctx, reference);
  const [[entry], { messages }] = await Promise.all([
    entriesOf(ctx, [conversation], actorUserId(ctx.actor)),
    readTimeline(ctx, conversation.id, { limit: lastMessages }, 'inbox:read'),
  ]);
  const lead = entry?.lead;
  const notes = lead
    ? await ctx.db
        .select()
        .from(leadNotes)
        .where(and(eq(leadNotes.guildId, ctx.guildId), eq(leadNotes.leadId, lead.id)))
        .orderBy(desc(leadNotes.createdAt), desc(leadNotes.id))
        .limit(LAST_NOTES)
    : [];
  return { conversation, lead, unread: entry?.unread ?? null, notes, messages: messages.toReversed() };
}
