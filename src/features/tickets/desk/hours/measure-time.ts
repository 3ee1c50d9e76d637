import * as v from 'valibot';
import type { ActionContext } from '../../../../core/context.ts';
import { InputError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { addWorkingTime, nextWorkingMoment, workingTime } from '../../../../core/time/working-time.ts';
import { READ } from '../../access.ts';
import { hoursFor, loadRules } from './calendar.ts';
import { CategoryKey } from './schemas.ts';

const FURTHEST_MS = 5 * 365 * 24 * 60 * 60_000;
const moment = v.pipe(v.string('Give a time.'), v.isoTimestamp('Give a time like 2026-11-27T17:00:00Z.'));

export const MeasureInput = v.object({
  category: CategoryKey,
  from: v.pipe(moment, v.description('ISO 8601.')),
  to: v.optional(v.pipe(moment, v.description('Measures up to then; at most five years.'))),
  minutes: v.optional(
    v.pipe(
      v.number('Give minutes.'),
      v.minValue(0, 'At least 0.'),
      v.maxValue(1_000_000, 'At most 1000000.'),
      v.description('Adds so many minutes of working time.'),
    ),
  ),
});

export const Measured = v.object({
  isOpen: v.pipe(v.boolean(), v.description('Whether the team works at `from`.')),
  nextOpenAt: v.pipe(
    v.nullable(v.string()),
    v.description('When it works next: `from` itself while it works; null for never.'),
  ),
  minutes: v.pipe(v.number(), v.description('Minutes of working time from `from` to `to`.')),
  to: v.pipe(v.nullable(v.string()), v.description('When they are over; null for never.')),
});

/** Says how much working time lies between two moments, or when so many minutes of it are over. */
export async function measureTime(
  ctx: ActionContext,
  raw: v.InferInput<typeof MeasureInput>,
): Promise<v.InferOutput<typeof Measured>> {
  await ctx.require(READ);
  const input = parseInput(MeasureInput, raw);
  if ((input.to === undefined) === (input.minutes === undefined))
    throw new InputError('Give either `to` or `minutes`.', { to: 'Give either this or `minutes`.' });
  const from = new Date(input.from);
  const end = input.to === undefined ? undefined : new Date(input.to);
  if (end && end.getTime() - from.getTime() > FURTHEST_MS)
    throw new InputError('to: At most five years after `from`.', { to: 'At most five years after `from`.' });
  const calendar = hoursFor(await loadRules(ctx, [input.category]), input.category);
  const next = nextWorkingMoment(from, calendar);
  const to = end ?? addWorkingTime(from, input.minutes ?? 0, calendar);
  return {
    isOpen: next?.getTime() === from.getTime(),
    nextOpenAt: next?.toISOString() ?? null,
    minutes: end ? workingTime(from, end, calendar) : (input.minutes ?? 0),
    to: to?.toISOString() ?? null,
  };
}
