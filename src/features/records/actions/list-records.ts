import { and, asc, desc, eq, gt, lt } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type LoadedRecord, selectRecords } from '../find-record.ts';
import { recordKinds } from '../kinds.ts';
import { havingWords } from '../search-words.ts';
import { records } from '../tables.ts';

const number = v.pipe(v.number('Give a number.'), v.integer('Give a whole number.'), v.minValue(0));

export const ListRecordsInput = v.object({
  kind: v.optional(
    v.picklist(
      recordKinds.map(({ name }) => name),
      'There is no such kind of record.',
    ),
  ),
  status: v.optional(v.picklist(['open', 'closed'], 'Choose open or closed.')),
  machineId: v.optional(v.pipe(v.string(), v.uuid('That is not the id of a machine.'))),
  assigneeId: v.optional(v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'))),
  /** Words that begin one of title or fields, or are in the machine's name: each of them somewhere. */
  words: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100, 'At most 100 characters.'))),
  /** Only records with a lower number: the next page. */
  before: v.optional(number),
  /** Only records with a higher number: the page before. */
  after: v.optional(number),
  limit: v.optional(v.pipe(number, v.minValue(1, 'At least 1.'), v.maxValue(100, 'At most 100.')), 10),
});
export type ListRecordsInput = v.InferInput<typeof ListRecordsInput>;

export interface RecordPage {
  /** Newest first. */
  records: LoadedRecord[];
  /** Whether there are newer or older ones that fit. */
  newer: boolean;
  older: boolean;
}

/** One page of this guild's records, newest first. Pages go by number, so new records shift nothing. */
export async function listRecords(ctx: ActionContext, raw: ListRecordsInput): Promise<RecordPage> {
  await ctx.require('records:read');
  const input = parseInput(ListRecordsInput, raw);
  const backwards = input.after !== undefined;
  const rows = await selectRecords(
    ctx,
    and(
      input.kind === undefined ? undefined : eq(records.kind, input.kind),
      input.status === undefined ? undefined : eq(records.status, input.status),
      input.machineId === undefined ? undefined : eq(records.machineId, input.machineId),
      input.assigneeId === undefined ? undefined : eq(records.assigneeId, input.assigneeId),
      input.before === undefined ? undefined : lt(records.number, input.before),
      input.after === undefined ? undefined : gt(records.number, input.after),
      await havingWords(ctx, input.words ?? ''),
    ),
  )
    .orderBy(backwards ? asc(records.number) : desc(records.number))
    .limit(input.limit + 1);
  const more = rows.length > input.limit;
  const page = rows.slice(0, input.limit);
  if (backwards) page.reverse();
  return {
    records: page,
    newer: backwards ? more : input.before !== undefined,
    older: backwards || more,
  };
}
