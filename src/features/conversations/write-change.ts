import { and, eq } from 'drizzle-orm';
import type { ActionContext, AuditEntry, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { authorOf } from './author.ts';
import { eventRow } from './event-row.ts';
import type { ConversationChange } from './signals.ts';
import { conversationMessages, conversations } from './tables.ts';
import { type ConversationRow, conversationView } from './views.ts';

/** What a feature adds to a change of one of its conversations; all of it happens together. */
export interface ChangeExtra extends Partial<Change> {
  /** How it is called in the audit log, where the caller's own word says more: there is one row for it all. */
  auditAs?: (entry: AuditEntry) => AuditEntry;
  /** A sentence for the timeline in place of the usual one. */
  event?: string;
}

interface StateChange {
  /** As in the audit action `conversations.<verb>`. */
  verb: string;
  said: ConversationChange;
  set: Partial<ConversationRow>;
  /** A sentence for the timeline; absent where it would only be noise. */
  event?: string;
  extra?: ChangeExtra | undefined;
}

/**
 * Writes one change of a conversation with its signal, its audit row and its line in the timeline, all or nothing.
 * Throws ConflictError when somebody changed the conversation since it was loaded.
 */
export async function writeChange(
  ctx: ActionContext,
  row: ConversationRow,
  { verb, said, set, event, extra = {} }: StateChange,
): Promise<ConversationRow> {
  const after = { ...row, ...set, version: row.version + 1, updatedAt: ctx.now() };
  const update = ctx.db
    .update(conversations)
    .set({ ...set, version: row.version + 1, updatedAt: after.updatedAt })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, row.id),
        eq(conversations.version, row.version),
      ),
    );
  const subject = `conversation:${row.id}`;
  const entry = {
    action: `conversations.${verb}`,
    target: subject,
    before: pick(row, set),
    after: pick(after, set),
  };
  const sentence = extra.event ?? event;
  await ctx.commit({
    statements: [
      requireChange(update.getSQL(), 'conversation-changed'),
      ...(sentence ? [ctx.db.insert(conversationMessages).values(eventRow(ctx, row, sentence, said))] : []),
      ...(extra.statements ?? []),
    ],
    signals: [
      {
        type: 'conversation.changed',
        subject,
        data: { conversation: conversationView(after), change: said },
      },
      ...(extra.signals ?? []),
    ],
    audit: [extra.auditAs?.(entry) ?? entry, ...(extra.audit ?? [])],
    jobs: extra.jobs ?? [],
  });
  return after;
}

const pick = (row: ConversationRow, set: Partial<ConversationRow>): Record<string, unknown> =>
  Object.fromEntries(Object.keys(set).map((key) => [key, row[key as keyof ConversationRow]]));

/** Who acts, for sentences of the timeline. */
export const who = (ctx: ActionContext): string => authorOf(ctx.actor).name;
