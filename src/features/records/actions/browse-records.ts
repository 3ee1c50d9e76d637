import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type LoadedRecord, selectRecords } from '../find-record.ts';
import { recordKinds } from '../kinds.ts';
import { havingWords } from '../search-words.ts';
import { records } from '../tables.ts';

export const RECORD_ORDERS = ['newest', 'oldest', 'changed', 'title'] as const;
export type RecordOrder = (typeof RECORD_ORDERS)[number];

const BrowseRecordsInput = v.object({
  kind: v.optional(
    v.picklist(
      recordKinds.map(({ name }) => name),
      'There is no such kind of record.',
    ),
  ),
  status: v.optional(v.picklist(['open', 'closed'], 'Choose open or closed.')),
  machineId: v.optional(v.pipe(v.string(), v.uuid('That is not the id of a machine.'))),
  /** A Discord user id, or `nobody`. */
  assignee: v.optional(v.pipe(v.string(), v.regex(/^(\d{15,20}|nobody)$/, 'That is not a Discord id.'))),
  words: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100, 'At most 100 characters.'))),
  order: v.optional(v.picklist(RECORD_ORDERS, `Choose one of ${RECORD_ORDERS.join(', ')}.`), 'newest'),
  /** As given back by the page before. */
  cursor: v.optional(v.pipe(v.string(), v.maxLength(600))),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 25),
});
export type BrowseRecordsInput = v.InferInput<typeof BrowseRecordsInput>;

export interface BrowsedRecords {
  records: LoadedRecord[];
  /** For the next page; absent on the last. */
  next: string | undefined;
  /** What fits the filters except the status, by status; `COUNTED` + 1 stands for more than `COUNTED`. */
  counts: { open: number; closed: number };
}

/** Counting stops there, so that a list of 100,000 opens as fast as one of 1,000; nobody reads the difference. */
export const COUNTED = 1_000;

/** Value that the list is ordered by, and number of the last record of a page. */
const Cursor = v.tuple([
  v.string(),
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647)),
]);

/** A page of records in an order of choice, with counts by status: one round trip, and one more for words. New records shift no page. */
export async function browseRecords(ctx: ActionContext, raw: BrowseRecordsInput): Promise<BrowsedRecords> {
  await ctx.require('records:read');
  const input = parseInput(BrowseRecordsInput, raw);
  const filters = and(
    input.kind === undefined ? undefined : eq(records.kind, input.kind),
    input.machineId === undefined ? undefined : eq(records.machineId, input.machineId),
    input.assignee === undefined
      ? undefined
      : input.assignee === 'nobody'
        ? isNull(records.assigneeId)
        : eq(records.assigneeId, input.assignee),
    await havingWords(ctx, input.words ?? ''),
  );
  const status = input.status === undefined ? undefined : eq(records.status, input.status);
  const [rows, open, closed] = await ctx.db.batch([
    selectRecords(ctx, and(filters, status, after(input.order, input.cursor)))
      .orderBy(...ordering(input.order))
      .limit(input.limit + 1),
    countUpTo(ctx, and(filters, eq(records.status, 'open'))),
    countUpTo(ctx, and(filters, eq(records.status, 'closed'))),
  ]);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    records: page,
    next: rows.length > input.limit && last ? cursorAfter(input.order, last) : undefined,
    counts: { open: open[0]?.count ?? 0, closed: closed[0]?.count ?? 0 },
  };
}

function countUpTo(ctx: ActionContext, where: SQL | undefined) {
  const some = ctx.db
    .select({ one: sql<number>`1`.as('one') })
    .from(records)
    .where(and(eq(records.guildId, ctx.guildId), where))
    .limit(COUNTED + 1)
    .as('some');
  return ctx.db.select({ count: sql<number>`count(*)::int` }).from(some);
}

const lowerTitle = sql`lower(${records.title})`;

function ordering(order: RecordOrder): SQL[] {
  if (order === 'oldest') return [asc(records.number)];
  // Written to the millisecond by this program alone, so a cursor meets its row again.
  if (order === 'changed') return [desc(records.updatedAt), desc(records.number)];
  if (order === 'title') return [asc(lowerTitle), asc(records.number)];
  return [desc(records.number)];
}

/** What comes after the cursor; a cursor that was made for another order or by hand is the beginning. */
function after(order: RecordOrder, text: string | undefined): SQL | undefined {
  const cursor = readCursor(text);
  if (!cursor) return undefined;
  const [value, number] = cursor;
  if (order === 'oldest') return sql`${records.number} > ${number}`;
  if (order === 'newest') return sql`${records.number} < ${number}`;
  if (order === 'title') return sql`(${lowerTitle}, ${records.number}) > (${value}, ${number})`;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return undefined;
  return sql`(${records.updatedAt}, ${records.number}) < (${at.toISOString()}::timestamptz, ${number})`;
}

function readCursor(text: string | undefined): v.InferOutput<typeof Cursor> | undefined {
  try {
    const parsed = v.safeParse(Cursor, JSON.parse(text ?? 'null'));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function cursorAfter(order: RecordOrder, { row }: LoadedRecord): string {
  const value =
    order === 'changed' ? row.updatedAt.toISOString() : order === 'title' ? row.title.toLowerCase() : '';
  return JSON.stringify([value, row.number]);
}
