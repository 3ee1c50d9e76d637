import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import type { NewSignal } from '../../../core/signals/signal.ts';
import { lockMessage } from '../early-changes.ts';
import { findByDiscordMessage, findConversation } from '../find-conversation.ts';
import { previewOf } from '../preview.ts';
import { conversationEarlyChanges, conversationMessages } from '../tables.ts';
import { conversationView, type MessageRow, messageView } from '../views.ts';

/** `kept`: its message has not arrived yet; the change is applied when it does. */
export type Applied = { kind: 'applied' | 'unchanged'; message: MessageRow } | { kind: 'kept' };

const MOVED_ON = 'message-moved-on';
/** Each round loses only to somebody who got further. */
const MOST_ROUNDS = 4;

export interface EditInput {
  discordMessageId: string;
  content: string;
  /** When Discord says it was edited; an older edit than the one known is left out. */
  editedAt: Date;
  extra?: Partial<Change>;
}

/** Applies an edit that a person made in Discord; the old text stays in the history. Safe to repeat and to reorder. */
export async function applyEdit(
  ctx: ActionContext,
  input: EditInput,
  access: Permission = 'conversations:write',
): Promise<Applied> {
  await ctx.require(access);
  return inRounds(() => edit(ctx, input));
}

/** Marks a message that was deleted in Discord. Its text stays for the team, as its history does. */
export async function applyDelete(
  ctx: ActionContext,
  input: { discordMessageId: string; deletedAt: Date; extra?: Partial<Change> },
  access: Permission = 'conversations:write',
): Promise<Applied> {
  await ctx.require(access);
  return inRounds(() => remove(ctx, input));
}

async function inRounds(apply: () => Promise<Applied>): Promise<Applied> {
  for (let round = 1; ; round++) {
    try {
      return await apply();
    } catch (error) {
      if (!(error instanceof ConflictError) || error.reason !== MOVED_ON || round >= MOST_ROUNDS) throw error;
    }
  }
}

async function edit(ctx: ActionContext, { extra, ...input }: EditInput): Promise<Applied> {
  const { discordMessageId, content, editedAt } = input;
  const message = await findByDiscordMessage(ctx, discordMessageId);
  if (!message) return keep(ctx, discordMessageId, { content, editedAt });
  const stale = message.editedAt !== null && message.editedAt >= editedAt;
  if (stale || message.content === content) return { kind: 'unchanged', message };
  const set = {
    content,
    editedAt,
    history: [...message.history, { content: message.content, until: editedAt.toISOString() }],
  };
  return write(ctx, message, set, 'message.edited', extra);
}

async function remove(
  ctx: ActionContext,
  {
    discordMessageId,
    deletedAt,
    extra,
  }: { discordMessageId: string; deletedAt: Date; extra?: Partial<Change> },
): Promise<Applied> {
  const message = await findByDiscordMessage(ctx, discordMessageId);
  if (!message) return keep(ctx, discordMessageId, { deletedAt });
  if (message.deletedAt) return { kind: 'unchanged', message };
  return write(ctx, message, { deletedAt }, 'message.deleted', extra);
}

async function write(
  ctx: ActionContext,
  message: MessageRow,
  set: Partial<MessageRow>,
  type: string,
  extra: Partial<Change> = {},
): Promise<Applied> {
  const conversation = await findConversation(ctx, message.conversationId);
  // What Discord shows already needs no sending.
  const revision = message.revision + 1;
  const change = { ...set, revision, postedRevision: revision };
  const after = { ...message, ...change };
  const update = ctx.db
    .update(conversationMessages)
    .set(change)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.id, message.id),
        eq(conversationMessages.revision, message.revision),
      ),
    );
  const told: NewSignal = {
    type,
    subject: `conversation:${conversation.id}`,
    data: { conversation: conversationView(conversation), message: messageView(after) },
  };
  await ctx.commit({
    statements: [
      requireChange(update.getSQL(), MOVED_ON),
      ...(set.content === undefined ? [] : [renewPreview(ctx, after)]),
      ...(extra.statements ?? []),
    ],
    signals: [told, ...(extra.signals ?? [])],
    audit: extra.audit ?? [],
    jobs: extra.jobs ?? [],
  });
  return { kind: 'applied', message: after };
}

/** Shows the new text in lists, if the message is the last one that the person sent or got. */
export const renewPreview = (ctx: ActionContext, message: MessageRow) =>
  sql`update conversations set preview = ${previewOf(message.content, 0, message.extras)}
    where guild_id = ${ctx.guildId} and id = ${message.conversationId}::uuid and not exists (
      select 1 from conversation_messages where conversation_id = ${message.conversationId}::uuid
        and sequence > ${message.sequence} and direction in ('in', 'out'))`;

async function keep(
  ctx: ActionContext,
  discordMessageId: string,
  change: { content: string; editedAt: Date } | { deletedAt: Date },
): Promise<Applied> {
  const none = sql`not exists (select 1 from conversation_messages
    where guild_id = ${ctx.guildId} and discord_message_id = ${discordMessageId})`;
  const { editedAt } = conversationEarlyChanges;
  await ctx.commit({
    statements: [
      lockMessage(ctx, discordMessageId),
      requireThat(none, MOVED_ON),
      ctx.db
        .insert(conversationEarlyChanges)
        .values({ guildId: ctx.guildId, discordMessageId, ...change, createdAt: ctx.now() })
        .onConflictDoUpdate({
          target: [conversationEarlyChanges.guildId, conversationEarlyChanges.discordMessageId],
          set: change,
          ...('editedAt' in change
            ? {
                setWhere: sql`${editedAt} is null or ${editedAt} < ${change.editedAt.toISOString()}::timestamptz`,
              }
            : {}),
        }),
    ],
  });
  return { kind: 'kept' };
}
