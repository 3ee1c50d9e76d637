import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { innerRow } from '../event-row.ts';
import { findMessage, followConversation } from '../find-conversation.ts';
import { sequencePatch } from '../sequence-patch.ts';
import { conversationMessages, conversations } from '../tables.ts';
import { conversationView, type MessageRow, messageView } from '../views.ts';
import type { ChangeExtra } from '../write-change.ts';

export const NoteInput = v.object({
  content: v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.minLength(1, 'Write something.'),
    v.maxLength(4_000, 'At most 4000 characters.'),
  ),
});

/** Adds a note to the timeline. Only the team sees it; nothing is ever sent of it. */
export async function addNote(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof NoteInput>,
  { extra = {} }: { extra?: Omit<ChangeExtra, 'event'> } = {},
  access: Permission = 'conversations:write',
): Promise<MessageRow> {
  await ctx.require(access);
  const { content } = parseInput(NoteInput, raw);
  const conversation = await followConversation(ctx, reference);
  const row = innerRow(ctx, conversation, { direction: 'note', content });
  const subject = `conversation:${conversation.id}`;
  const entry = { action: 'conversations.note', target: subject, after: { messageId: row.id } };
  await ctx.commit({
    statements: [
      ctx.db
        .update(conversations)
        .set({ version: sql`${conversations.version} + 1`, updatedAt: ctx.now() })
        .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversation.id))),
      ctx.db.insert(conversationMessages).values(row),
      ...(extra.statements ?? []),
    ],
    signals: [
      {
        type: 'message.noted',
        subject,
        data: {
          conversation: conversationView(conversation),
          message: messageView({ ...row, sequence: 0 }),
        },
        patches: [sequencePatch(row.id)],
      },
      ...(extra.signals ?? []),
    ],
    audit: [extra.auditAs?.(entry) ?? entry, ...(extra.audit ?? [])],
    jobs: extra.jobs ?? [],
  });
  return findMessage(ctx, row.id);
}
