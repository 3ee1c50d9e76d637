import * as v from 'valibot';
import { type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import { statisticsCsv } from './csv.ts';
import { readStatistics, StatisticsInput } from './read-statistics.ts';

const Durations = v.object({
  count: v.number(),
  meanMs: v.pipe(v.nullable(v.number()), v.description('Milliseconds of working time.')),
  medianMs: v.nullable(v.number()),
});
const figures = {
  opened: v.number(),
  closed: v.number(),
  overdue: v.pipe(v.number(), v.description('Tickets that went over a target of theirs.')),
  firstResponse: Durations,
  resolution: Durations,
  rating: v.object({ count: v.number(), mean: v.nullable(v.number()) }),
};
const person = { id: v.nullable(v.string()), name: v.nullable(v.string()) };
const week = { week: v.pipe(v.string(), v.description('Its Monday, in the server’s time zone.')) };

/** How the desk does. */
export const statisticsRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/statistics',
    summary: 'Read first answers, solutions, ratings and volume, by person and by week',
    description:
      'Each thing counts when it happened. A first answer is whose wrote it; what was closed or rated is whose the ticket was.',
    access: 'tickets:read',
    query: StatisticsInput,
    answers: {
      200: v.object({
        from: v.string(),
        to: v.string(),
        timeZone: v.string(),
        total: v.object(figures),
        people: v.array(v.object({ ...person, ...figures })),
        weeks: v.array(v.object({ ...week, ...figures })),
        peopleByWeek: v.array(v.object({ ...week, ...person, ...figures })),
      }),
    },
    async handle({ ctx, query }) {
      const found = await readStatistics(ctx, query);
      return { ...found, from: found.from.toISOString(), to: found.to.toISOString() };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/statistics/csv',
    summary: 'Read the same as a table for spreadsheets',
    access: 'tickets:read',
    query: StatisticsInput,
    answers: { 200: v.object({ csv: v.pipe(v.string(), v.description('RFC 4180, with a line of names.')) }) },
    handle: async ({ ctx, query }) => ({ csv: statisticsCsv(await readStatistics(ctx, query)) }),
  }),
];
