import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { isUniqueViolation, requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { AlertDetails } from '../details.ts';
import type { NoticeRow } from '../notice-view.ts';
import { type PlannedNotice, planNotice } from '../plan-notice.ts';
import type { RaiseInput } from '../schemas.ts';
import { noticesSettings } from '../settings.ts';
import { notices } from '../tables.ts';
import { changeNotice, insertNotice } from '../write-notice.ts';

/** Alerts of one key at the same moment settle after a few rounds. */
const MOST_TRIES = 5;
/** Repeats within one such slot are shown by one edit, so that a monitor in a loop can't use up Discord's limits. */
const SLOT_MS = 10_000;

export interface Raised {
  row: NoticeRow;
  /** False for an alert whose key was open already or came back within the hold-down. */
  isNew: boolean;
}

/**
 * Raises a notice; a job posts it in the channel of its kind. An alert with a key that is open is counted and not
 * posted again.
 */
export async function raiseNotice(
  ctx: ActionContext,
  input: RaiseInput,
  first: Change['statements'] = [],
): Promise<Raised> {
  const plan = await planNotice(ctx, input);
  for (let attempt = 1; ; attempt++) {
    try {
      const known = plan.dedupeKey === null ? undefined : await latestOf(ctx, plan.dedupeKey);
      return (
        (known ? await raiseAgain(ctx, known, plan, first) : undefined) ?? {
          row: await insertNotice(ctx, plan, first),
          isNew: true,
        }
      );
    } catch (error) {
      const raced =
        (error instanceof ConflictError && error.reason === 'notice-changed') ||
        isUniqueViolation(error, 'notices_open_key');
      if (!raced || attempt >= MOST_TRIES) throw error;
    }
  }
}

async function latestOf(ctx: ActionContext, key: string): Promise<NoticeRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(notices)
    .where(and(eq(notices.guildId, ctx.guildId), eq(notices.dedupeKey, key)))
    .orderBy(desc(notices.createdAt))
    .limit(1);
  return row;
}

async function raiseAgain(
  ctx: ActionContext,
  known: NoticeRow,
  { details, message, title }: PlannedNotice,
  first: Change['statements'],
): Promise<Raised | undefined> {
  if (known.endedAt === null)
    return { row: await countAgain(ctx, known, details as AlertDetails, first), isNew: false };
  const { holdMinutes } = await ctx.settings(noticesSettings);
  if (ctx.now().getTime() - known.endedAt.getTime() >= holdMinutes * 60_000) return undefined;
  const row = await changeNotice(
    ctx,
    { ...known, title },
    {
      change: 'reopened',
      verb: 'reopen',
      set: {
        state: 'firing',
        message,
        // It goes on counting, and is said again as often as a new one.
        details: { ...(details as AlertDetails), escalatedBefore: known.escalations },
        count: known.count + 1,
        acknowledgedBy: null,
        acknowledgedByName: null,
      },
      statements: first,
    },
  );
  return { row, isNew: false };
}

/**
 * Counts in the database, so that any number of repeats at one moment all count. No signal and no audit row: a thousand
 * repeats of one alert are still one thing that happened.
 */
async function countAgain(
  ctx: ActionContext,
  row: NoticeRow,
  { lastAt }: AlertDetails,
  first: Change['statements'],
): Promise<NoticeRow> {
  const own = and(eq(notices.guildId, ctx.guildId), eq(notices.id, row.id));
  const update = ctx.db
    .update(notices)
    .set({
      count: sql`${notices.count} + 1`,
      details: sql`jsonb_set(${notices.details}, '{lastAt}', to_jsonb(${lastAt}::text))`,
    })
    .where(and(own, isNull(notices.endedAt)));
  const slot = Math.floor(ctx.now().getTime() / SLOT_MS) + 1;
  const results = await ctx.commit({
    statements: [
      ...first,
      requireChange(update.getSQL(), 'notice-changed'),
      ctx.db.select().from(notices).where(own),
    ],
    jobs: [
      {
        name: 'notices.show',
        payload: { noticeId: row.id },
        key: `${row.id}:${slot}`,
        runAt: new Date(slot * SLOT_MS),
      },
    ],
  });
  const [counted] = results.at(-1) as NoticeRow[];
  return counted ?? row;
}
