import { and, asc, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { ALWAYS, type WorkingCalendar, type WorkingRange } from '../../../../core/time/working-time.ts';
import { ticketCalendars, ticketTargets } from '../../tables.ts';
import type { Targets } from '../clocks/clock.ts';

export type CalendarRow = typeof ticketCalendars.$inferSelect;
export type TargetRow = typeof ticketTargets.$inferSelect;

/** What targets are measured by: hours and targets of a server, with those of its categories. */
export interface Rules {
  calendars: readonly CalendarRow[];
  targets: readonly TargetRow[];
}

/** A row as core reckons with it: there weeks begin on Sunday. */
export function calendarOf(row: CalendarRow | undefined): WorkingCalendar {
  if (!row || row.isAlways) return { ...ALWAYS, timeZone: row?.timeZone ?? 'UTC' };
  const sunday: WorkingRange[] = row.week[6] ?? [];
  return {
    timeZone: row.timeZone,
    week: [sunday, ...row.week.slice(0, 6)],
    days: Object.fromEntries(row.holidays.map(({ date, ranges = [] }) => [date, ranges])),
  };
}

/** Hours and targets of a server in one round trip; without `categoryIds` those of all categories. */
export async function loadRules(
  ctx: ActionContext,
  categoryIds?: readonly (string | null)[],
): Promise<Rules> {
  const keys = categoryIds && [...new Set(['', ...categoryIds.map((id) => id ?? '')])];
  const [calendars, targets] = await ctx.db.batch([
    ctx.db
      .select()
      .from(ticketCalendars)
      .where(
        and(
          eq(ticketCalendars.guildId, ctx.guildId),
          keys ? inArray(ticketCalendars.categoryKey, keys) : undefined,
        ),
      )
      .orderBy(asc(ticketCalendars.categoryKey)),
    ctx.db
      .select()
      .from(ticketTargets)
      .where(
        and(
          eq(ticketTargets.guildId, ctx.guildId),
          keys ? inArray(ticketTargets.categoryKey, keys) : undefined,
        ),
      )
      .orderBy(asc(ticketTargets.categoryKey), asc(ticketTargets.priorityKey)),
  ]);
  return { calendars, targets };
}

/** The hours of a category: its own, else the server's, else day and night. */
export function hoursFor({ calendars }: Rules, categoryId: string | null): WorkingCalendar {
  const of = (key: string) => calendars.find(({ categoryKey }) => categoryKey === key);
  return calendarOf((categoryId ? of(categoryId) : undefined) ?? of(''));
}

/** The targets that say most of a ticket: its category's and priority's, its category's, its priority's, the server's. */
export function targetsFor(
  { targets }: Rules,
  { categoryId, priority }: { categoryId: string | null; priority: string },
): Targets {
  const of = (category: string, priorityKey: string) =>
    targets.find((row) => row.categoryKey === category && row.priorityKey === priorityKey);
  const own = categoryId ? (of(categoryId, priority) ?? of(categoryId, '')) : undefined;
  const row = own ?? of('', priority) ?? of('', '');
  return {
    firstResponseMinutes: row?.firstResponseMinutes ?? null,
    resolutionMinutes: row?.resolutionMinutes ?? null,
  };
}
