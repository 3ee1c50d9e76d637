import * as v from 'valibot';
import { type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import { Measured, MeasureInput, measureTime } from './measure-time.ts';
import { CalendarInput, CategoryKey, PriorityKey, TargetInput } from './schemas.ts';
import { readHours, removeHours, removeTarget, setHours, setTarget } from './set-hours.ts';
import { CalendarView, calendarView, TargetView, targetView } from './views.ts';

const noCategory = { 404: 'There is no such category.' };
const nothing = { 404: 'Nothing is set there.' };
const Which = v.object({ category: CategoryKey });

/** Working hours and targets of the desk. */
export const hoursRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/hours',
    summary: 'Read working hours and targets',
    description: 'Without hours the team works day and night.',
    access: 'tickets:read',
    answers: { 200: v.object({ calendars: v.array(CalendarView), targets: v.array(TargetView) }) },
    async handle({ ctx }) {
      const { calendars, targets } = await readHours(ctx);
      return { calendars: calendars.map(calendarView), targets: targets.map(targetView) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/tickets/hours',
    summary: 'Set working hours',
    description:
      'Of the category in `category`, else of all that have none of their own. What is due is reckoned anew.',
    access: 'tickets:manage',
    query: Which,
    body: CalendarInput,
    example: {
      timeZone: 'Europe/Berlin',
      week: [
        ...Array.from({ length: 5 }, () => [{ from: '09:00', to: '17:00' }]),
        [{ from: '10:00', to: '14:00' }],
        [],
      ],
      holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    },
    answers: { 200: CalendarView },
    errors: noCategory,
    handle: async ({ ctx, query, body }) => calendarView(await setHours(ctx, query.category, body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/hours',
    summary: 'Take working hours away',
    access: 'tickets:manage',
    query: Which,
    answers: { 204: null },
    errors: nothing,
    handle: ({ ctx, query }) => removeHours(ctx, query.category),
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/hours/measure',
    summary: 'Measure working time, or say when so much of it is over',
    access: 'tickets:read',
    query: MeasureInput,
    answers: { 200: Measured },
    handle: async ({ ctx, query }) => measureTime(ctx, query),
  }),
  defineRoute({
    method: 'PUT',
    path: '/tickets/targets',
    summary: 'Set how long the team may take',
    description:
      'The targets that say most of a ticket hold: category and priority, category, priority, all.',
    access: 'tickets:manage',
    body: TargetInput,
    example: { priority: 'urgent', firstResponseMinutes: 30, resolutionMinutes: 480 },
    answers: { 200: TargetView },
    errors: noCategory,
    handle: async ({ ctx, body }) => targetView(await setTarget(ctx, body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/targets',
    summary: 'Take a target away',
    access: 'tickets:manage',
    query: v.object({ category: CategoryKey, priority: PriorityKey }),
    answers: { 204: null },
    errors: nothing,
    handle: ({ ctx, query }) => removeTarget(ctx, { categoryId: query.category, priority: query.priority }),
  }),
];
