import { and, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { decodeCursor, encodeCursor } from '../../../core/http/cursor.ts';
import { isUuid } from '../../../core/ids.ts';
import type { ConversationState } from '../model.ts';
import { wordsQuery } from '../search-words.ts';
import { conversationMessages, conversations, conversationWords, messageWords } from '../tables.ts';
import type { ConversationRow } from '../views.ts';

export interface ConversationFilter {
  feature?: string | undefined;
  /** Any of them; absent, all. */
  states?: readonly ConversationState[] | undefined;
  /** `none`: of nobody yet. */
  assigneeId?: string | undefined;
  personId?: string | undefined;
  tag?: string | undefined;
  /** Words of the person's name, the subject, tags or any message, each as a beginning; or a number like `#12`. */
  words?: string | undefined;
  /** What the feature that asks knows besides, about a row of `conversations`. */
  also?: SQL | undefined;
}

export interface ConversationPage {
  rows: ConversationRow[];
  next: string | null;
}

/** Messages with the words that are looked at: enough for a page, and bounded whatever the word. */
const MOST_MATCHES = 400;
const Position = v.tuple([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.check(isUuid))]);

/**
 * This guild's conversations, those with the last message first. Cost does not grow with how many there are: lists
 * walk an index, searches look at the first few hundred messages that fit.
 */
export async function listConversations(
  ctx: ActionContext,
  filter: ConversationFilter = {},
  { limit = 50, cursor }: { limit?: number; cursor?: string | undefined } = {},
  access: Permission = 'conversations:read',
): Promise<ConversationPage> {
  await ctx.require(access);
  const count = Math.min(limit, 100);
  const conditions = conditionsOf(ctx, filter);
  if (cursor) {
    const [at, id] = decodeCursor('conversations', cursor, Position);
    const before = sql`${at}::timestamptz`;
    conditions.push(sql`(${conversations.lastMessageAt}, ${conversations.id}) < (${before}, ${id}::uuid)`);
  }
  const rows = await ctx.db
    .select()
    .from(conversations)
    .where(and(eq(conversations.guildId, ctx.guildId), ...conditions))
    .orderBy(desc(conversations.lastMessageAt), desc(conversations.id))
    .limit(count + 1);
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  const next =
    rows.length > count && last
      ? encodeCursor('conversations', [last.lastMessageAt.toISOString(), last.id])
      : null;
  return { rows: shown, next };
}

function conditionsOf(ctx: ActionContext, filter: ConversationFilter): SQL[] {
  const { feature, states, assigneeId, personId, tag, words, also } = filter;
  const found: (SQL | undefined)[] = [
    feature ? eq(conversations.feature, feature) : undefined,
    states?.length ? inArray(conversations.state, [...states]) : undefined,
    assigneeId === 'none'
      ? sql`${conversations.assigneeId} is null`
      : assigneeId
        ? eq(conversations.assigneeId, assigneeId)
        : undefined,
    personId ? eq(conversations.personId, personId) : undefined,
    tag ? sql`${conversations.tags} @> ${JSON.stringify([tag])}::jsonb` : undefined,
    words?.trim() ? matching(ctx, words.trim()) : undefined,
    also,
  ];
  return found.filter((condition) => condition !== undefined);
}

/** Conversations that have the words, by themselves or in their messages. */
function matching(ctx: ActionContext, words: string): SQL | undefined {
  const number = /^#?(\d{1,9})$/.exec(words)?.[1];
  const byNumber = number === undefined ? undefined : eq(conversations.number, Number(number));
  const query = wordsQuery(ctx.guildId, words);
  if (!query) return byNumber ?? sql`false`;
  const inMessages = ctx.db
    .select({ id: conversationMessages.conversationId })
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        sql`${messageWords(conversationMessages)} @@ to_tsquery('simple', ${query})`,
      ),
    )
    .limit(MOST_MATCHES);
  return or(
    byNumber,
    sql`${conversationWords(conversations)} @@ to_tsquery('simple', ${query})`,
    inArray(conversations.id, inMessages),
  );
}
