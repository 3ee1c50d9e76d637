import { and, eq, type SQL, sql } from 'drizzle-orm';
import {
  type DroppedTokens,
  hasReturn,
  isAllowedElsewhere,
  keepForReturn,
  returnJob,
} from '../../../core/accounts/return-tokens.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import type { ErasedPerson, PersonalData, PlainRow } from '../../../core/privacy/personal-data.ts';
import { changeRow, readPage } from '../person-rows.ts';
import { personalTables, shapeOf } from '../personal-tables.ts';
import { scrubRow } from '../scrub-row.ts';
import { type ErasureCounts, erasures } from '../tables.ts';

/** Rows changed in one transaction. */
const PAGE = 100;
/** Keys that R2 deletes at once. */
const MOST_KEYS = 1_000;

/**
 * Lets the audit log's trigger pass updates of who and of words, in this transaction only.
 * @see docs/decisions/0008-erasing-from-the-audit-log.md
 */
const allowErasure = sql`select set_config('guildhall.erasure', 'on', true)`;

/**
 * Takes a person out of every table, in transactions of a page each: at-least-once, and whatever is done already is not
 * found again, so a crash goes on where it stopped. Ends with one audit row and one signal that name the pseudonym, and
 * with a job that gives back at Discord what the person had allowed. That comes last, as Discord tells of it who it was.
 */
export async function erasePerson(ctx: ActionContext, erasureId: string): Promise<ErasureCounts> {
  const which = and(eq(erasures.guildId, ctx.guildId), eq(erasures.id, erasureId));
  const [erasure] = await ctx.db.select().from(erasures).where(which);
  if (!erasure?.personId || erasure.state === 'done') return erasure?.counts ?? {};
  const { personId, pseudonym, extent } = erasure;
  const person = { guildId: ctx.guildId, id: personId, pseudonym, keepFacts: extent === 'keep-facts' };
  const counts = new Map(Object.entries(erasure.counts));
  const keepsTokens = !(await isAllowedElsewhere(ctx, personId));
  for (const data of await personalTables(ctx.runtime.registry)) {
    if (data.onErase === 'keep') continue;
    await eraseFrom(ctx, data, person, async ({ done, statements, tokens }) => {
      for (const [name, more] of Object.entries(done)) counts.set(name, (counts.get(name) ?? 0) + more);
      const progress = ctx.db
        .update(erasures)
        .set({ counts: Object.fromEntries(counts) })
        .where(which);
      const kept = keepsTokens && tokens.length > 0 ? await keepForReturn(ctx, erasureId, tokens) : undefined;
      const changes = [...statements, ...(kept ? [kept] : [])].map((statement) => ctx.db.execute(statement));
      await ctx.db.batch([ctx.db.execute(allowErasure), progress, ...changes]);
    });
  }
  const told = { pseudonym, extent, counts: Object.fromEntries(counts) };
  const end = ctx.db
    .update(erasures)
    .set({ state: 'done', personId: null, finishedAt: ctx.now() })
    .where(and(which, eq(erasures.state, 'running')));
  await ctx.commit({
    statements: [requireChange(end.getSQL(), 'erasure-over')],
    signals: [{ type: 'person.erased', subject: `person:${pseudonym}`, data: told }],
    audit: [{ action: 'privacy.erase', target: `person:${pseudonym}`, after: told }],
    jobs: (await hasReturn(ctx, erasureId)) ? [returnJob(erasureId)] : [],
  });
  return told.counts;
}

/** What one transaction does: rows and files by table, and tokens that go with the rows. */
interface Step {
  done: ErasureCounts;
  statements: SQL[];
  tokens: DroppedTokens[];
}

async function eraseFrom(
  ctx: ActionContext,
  data: PersonalData,
  person: Omit<ErasedPerson, 'found'>,
  write: (step: Step) => Promise<void>,
): Promise<void> {
  const { name } = shapeOf(data.table);
  const found = data.prepare ? await ids(ctx, data.prepare(person)) : new Set<string>();
  let after: PlainRow | undefined;
  for (;;) {
    const rows = await readPage(ctx, data, person, { after, limit: PAGE });
    const files = rows.flatMap((row) => data.files?.(row) ?? []);
    for (let start = 0; start < files.length; start += MOST_KEYS) {
      await ctx.runtime.config.files.delete(files.slice(start, start + MOST_KEYS));
    }
    const statements = rows.flatMap((row): SQL[] => {
      const change = changeRow(data, row, scrubRow(data, row, { ...person, found }));
      return change ? [change] : [];
    });
    if (statements.length > 0) {
      const done = { [name]: statements.length, ...(files.length > 0 ? { files: files.length } : {}) };
      await write({ done, statements, tokens: rows.flatMap((row) => data.tokens?.(row) ?? []) });
    }
    after = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}

async function ids(ctx: ActionContext, query: SQL): Promise<Set<string>> {
  const { rows } = await ctx.db.execute<{ id: string }>(query);
  return new Set(rows.map(({ id }) => id));
}
