import { and, desc, eq, ne } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { InputError, NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { isSnowflake } from '../../discord/snowflake.ts';
import { conversationMessages, conversations } from './tables.ts';
import type { ConversationRow, MessageRow } from './views.ts';

/** Postgres' integer ends there; a longer number is no conversation's. */
const LARGEST_NUMBER = 2_147_483_647;
/** A conversation that was merged into one that was merged …: nobody does that more often. */
const MOST_MERGES = 10;

/** One of this guild's conversations by id or number (`12`, `#12`), as it is. Throws NotFoundError. */
export async function findConversation(ctx: ActionContext, reference: string): Promise<ConversationRow> {
  const text = reference.trim().toLowerCase();
  const number = Number(/^#?(\d{1,10})$/.exec(text)?.[1] ?? -1);
  const which = isUuid(text)
    ? eq(conversations.id, text)
    : number >= 0 && number <= LARGEST_NUMBER
      ? eq(conversations.number, number)
      : undefined;
  const [row] = which
    ? await ctx.db
        .select()
        .from(conversations)
        .where(and(eq(conversations.guildId, ctx.guildId), which))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such conversation in this server.');
}

/** The conversation, or the one that it was merged into. */
export async function followConversation(ctx: ActionContext, reference: string): Promise<ConversationRow> {
  let row = await findConversation(ctx, reference);
  for (let step = 0; row.mergedIntoId && step < MOST_MERGES; step++) {
    row = await findConversation(ctx, row.mergedIntoId);
  }
  return row;
}

/** The conversation that is held in a channel or thread and not closed; else the last one that was. */
export async function findByChannel(
  ctx: ActionContext,
  channelId: string,
): Promise<ConversationRow | undefined> {
  const rows = await ctx.db
    .select()
    .from(conversations)
    .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.channelId, channelId)))
    .orderBy(desc(conversations.lastMessageAt))
    .limit(5);
  return rows.find(({ state }) => state !== 'closed') ?? rows[0];
}

/** The person's conversation of a feature that is not closed, and the last one that is. */
export async function findByPerson(
  ctx: ActionContext,
  { feature, personId }: { feature: string; personId: string },
): Promise<{ open: ConversationRow | undefined; closed: ConversationRow | undefined }> {
  const of = (state: ReturnType<typeof eq>) =>
    ctx.db
      .select()
      .from(conversations)
      .where(
        and(
          eq(conversations.guildId, ctx.guildId),
          eq(conversations.personId, personId),
          eq(conversations.feature, feature),
          state,
        ),
      )
      .orderBy(desc(conversations.lastMessageAt))
      .limit(1);
  const [[open], [closed]] = await ctx.db.batch([
    of(ne(conversations.state, 'closed')),
    of(eq(conversations.state, 'closed')),
  ]);
  return { open, closed };
}

/** A message of this guild by id. Throws NotFoundError. */
export async function findMessage(ctx: ActionContext, id: string): Promise<MessageRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(conversationMessages)
        .where(and(eq(conversationMessages.guildId, ctx.guildId), eq(conversationMessages.id, id)))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such message in this server.');
}

/** A message by Discord's id of it, e.g. the one that somebody replied to: its author is whom they mean. */
export async function findByDiscordMessage(
  ctx: ActionContext,
  discordMessageId: string,
): Promise<MessageRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.discordMessageId, discordMessageId),
      ),
    );
  return row;
}

/** Throws InputError for what is no Discord id. */
export function requirePersonId(id: string): string {
  if (isSnowflake(id)) return id;
  throw new InputError('personId: That is not a Discord id.', { personId: 'That is not a Discord id.' });
}
