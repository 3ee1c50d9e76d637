import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
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

/** Matches of a search that are put in order: enough for some pages, and bounded whatever the word. */
const MOST_MATCHES = 400;
/** Of a word that nearly every message has, the index gives about so many by chance instead of all. */
const FUZZY_LIMIT = 20_000;
/** Beginnings that are shorter fit too many messages; of names they are taken all the same. */
const SHORTEST_BEGINNING = 3;
const Position = v.tuple([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.check(isUuid))]);

/**
 * This guild's conversations, those with the last message first. Cost does not grow with how many there are: lists
 * walk an index, searches look at a few hundred of the matches.
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
  const query = ctx.db
    .select()
    .from(conversations)
    .where(and(eq(conversations.guildId, ctx.guildId), ...conditions))
    .orderBy(desc(conversations.lastMessageAt), desc(conversations.id))
    .limit(count + 1);
  const rows = filter.words?.trim() ? await boundedly(ctx, query) : await query;
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

/** Runs a search so that a word which is everywhere costs no more than another. @see https://www.postgresql.org/docs/current/gin.html#GIN-TIPS */
async function boundedly(ctx: ActionContext, query: BatchItem<'pg'>): Promise<ConversationRow[]> {
  const limit = sql`select set_config('gin_fuzzy_search_limit', ${String(FUZZY_LIMIT)}, true)`;
  const [, rows] = await ctx.db.batch([ctx.db.execute(limit), query]);
  return rows as ConversationRow[];
}

/** Conversations that have the words, by themselves or in their messages. */
function matching(ctx: ActionContext, words: string): SQL {
  const number = /^#?(\d{1,9})$/.exec(words)?.[1];
  const own = wordsQuery(ctx.guildId, words);
  const said = wordsQuery(ctx.guildId, words, SHORTEST_BEGINNING);
  const found: SQL[] = [];
  if (number !== undefined) {
    found.push(
      sql`(select id from conversations where guild_id = ${ctx.guildId} and number = ${Number(number)})`,
    );
  }
  if (own && said) {
    found.push(
      sql`(select ${conversations.id} from ${conversations} where ${conversations.guildId} = ${ctx.guildId}
        and ${conversationWords(conversations)} @@ to_tsquery('simple', ${own}) limit ${MOST_MATCHES})`,
      sql`(select ${conversationMessages.conversationId} from ${conversationMessages}
        where ${conversationMessages.guildId} = ${ctx.guildId}
        and ${messageWords(conversationMessages)} @@ to_tsquery('simple', ${said}) limit ${MOST_MATCHES})`,
    );
  }
  if (found.length === 0) return sql`false`;
  // As an array, so that each is found by its key and not by reading all conversations.
  return sql`${conversations.id} = any(array(${sql.join(found, sql` union `)}))`;
}
