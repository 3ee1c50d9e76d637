import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { requireChange } from '../../../../core/database/guard.ts';
import { ConflictError, NotFoundError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { MANAGE, READ } from '../../access.ts';
import { findCategory } from '../../find-category.ts';
import { ticketCalendars, ticketTargets } from '../../tables.ts';
import { type CalendarRow, loadRules, type Rules, type TargetRow } from './calendar.ts';
import { CalendarInput, readRange, TargetInput } from './schemas.ts';
import { calendarView, targetView } from './views.ts';

/** Open tickets are measured anew whenever hours or targets change. */
const RECOUNT = { name: 'tickets.recount', payload: {} };

/** Hours and targets of the server and of its categories. */
export async function readHours(ctx: ActionContext): Promise<Rules> {
  await ctx.require(READ);
  return loadRules(ctx);
}

/** Sets the hours of a category, or (null) of all that have none of their own. */
export async function setHours(
  ctx: ActionContext,
  categoryId: string | null,
  raw: CalendarInput,
): Promise<CalendarRow> {
  await ctx.require(MANAGE);
  const { week, holidays, ...input } = parseInput(CalendarInput, raw);
  const categoryKey = categoryId ? (await findCategory(ctx, categoryId)).id : '';
  const before = (await loadRules(ctx)).calendars.find((row) => row.categoryKey === categoryKey);
  const row: CalendarRow = {
    guildId: ctx.guildId,
    categoryKey,
    ...input,
    week: week.map((day) => day.map(readRange)),
    holidays: holidays
      .map((day) => ({ ...day, ranges: day.ranges.map(readRange) }))
      .sort((one, other) => (one.date < other.date ? -1 : 1)),
    updatedAt: ctx.now(),
  };
  const { guildId: _guild, categoryKey: _key, ...set } = row;
  await ctx.commit({
    statements: [
      ctx.db
        .insert(ticketCalendars)
        .values(row)
        .onConflictDoUpdate({ target: [ticketCalendars.guildId, ticketCalendars.categoryKey], set }),
    ],
    audit: [
      {
        action: 'tickets.set-hours',
        target: targetOf(categoryKey),
        ...(before ? { before: calendarView(before) } : {}),
        after: calendarView(row),
      },
    ],
    jobs: [RECOUNT],
  });
  return row;
}

/** Takes hours away: a category then has the server's, the server works day and night. */
export async function removeHours(ctx: ActionContext, categoryId: string | null): Promise<void> {
  await ctx.require(MANAGE);
  const categoryKey = categoryId ?? '';
  const before = (await loadRules(ctx)).calendars.find((row) => row.categoryKey === categoryKey);
  const removal = ctx.db
    .delete(ticketCalendars)
    .where(and(eq(ticketCalendars.guildId, ctx.guildId), eq(ticketCalendars.categoryKey, categoryKey)));
  await commitRemoval(ctx, {
    statements: [requireChange(removal.getSQL(), 'no-hours')],
    audit: [
      {
        action: 'tickets.remove-hours',
        target: targetOf(categoryKey),
        ...(before ? { before: calendarView(before) } : {}),
      },
    ],
    jobs: [RECOUNT],
  });
}

/** Sets how long the team may take. */
export async function setTarget(ctx: ActionContext, raw: TargetInput): Promise<TargetRow> {
  await ctx.require(MANAGE);
  const { categoryId, priority, ...minutes } = parseInput(TargetInput, raw);
  const categoryKey = categoryId ? (await findCategory(ctx, categoryId)).id : '';
  const priorityKey = priority ?? '';
  const row: TargetRow = { guildId: ctx.guildId, categoryKey, priorityKey, ...minutes, updatedAt: ctx.now() };
  const { targets } = await loadRules(ctx);
  const before = targets.find((one) => one.categoryKey === categoryKey && one.priorityKey === priorityKey);
  await ctx.commit({
    statements: [
      ctx.db
        .insert(ticketTargets)
        .values(row)
        .onConflictDoUpdate({
          target: [ticketTargets.guildId, ticketTargets.categoryKey, ticketTargets.priorityKey],
          set: { ...minutes, updatedAt: row.updatedAt },
        }),
    ],
    audit: [
      {
        action: 'tickets.set-target',
        target: targetOf(categoryKey),
        ...(before ? { before: targetView(before) } : {}),
        after: targetView(row),
      },
    ],
    jobs: [RECOUNT],
  });
  return row;
}

export async function removeTarget(
  ctx: ActionContext,
  { categoryId, priority }: { categoryId: string | null; priority: string | null },
): Promise<void> {
  await ctx.require(MANAGE);
  const removal = ctx.db
    .delete(ticketTargets)
    .where(
      and(
        eq(ticketTargets.guildId, ctx.guildId),
        eq(ticketTargets.categoryKey, categoryId ?? ''),
        eq(ticketTargets.priorityKey, priority ?? ''),
      ),
    );
  await commitRemoval(ctx, {
    statements: [requireChange(removal.getSQL(), 'no-target')],
    audit: [{ action: 'tickets.remove-target', target: targetOf(categoryId ?? ''), before: { priority } }],
    jobs: [RECOUNT],
  });
}

async function commitRemoval(ctx: ActionContext, change: Parameters<ActionContext['commit']>[0]) {
  try {
    await ctx.commit(change);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new NotFoundError('Nothing is set there.');
  }
}

const targetOf = (categoryKey: string): string =>
  categoryKey ? `ticket-category:${categoryKey}` : 'ticket-hours:server';
