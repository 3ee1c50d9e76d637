import * as v from 'valibot';
import { defineJob } from '../../../core/queue/job.ts';

const Nothing = v.looseObject({});
const OfTicket = v.object({ ticketId: v.pipe(v.string(), v.uuid()) });
/** What a job gets that a signal of a ticket, or of its conversation, starts. */
const OfSignal = v.object({
  signal: v.looseObject({
    data: v.looseObject({
      ticket: v.optional(v.looseObject({ id: v.string() })),
      conversation: v.optional(v.looseObject({ id: v.string(), feature: v.string() })),
    }),
  }),
});

const desk = () => import('./run-desk-job.ts');

export const deskJobs = {
  'keep-clock': defineJob({
    title: 'Reckon when a ticket’s targets are due',
    schema: OfSignal,
    async run(ctx, { signal: { data } }) {
      // Messages of other features come here too, and cost nothing more.
      const isTicket = data.ticket !== undefined || data.conversation?.feature === 'tickets';
      const ticketId = data.ticket?.id ?? data.conversation?.id;
      return isTicket && ticketId ? (await desk()).keepClock(ctx, ticketId) : { counted: 0 };
    },
  }),
  recount: defineJob({
    title: 'Reckon anew when targets are due',
    schema: v.object({ after: v.optional(v.string()) }),
    run: async (ctx, payload) => (await desk()).recount(ctx, payload),
  }),
  'follow-settings': defineJob({
    title: 'Look at silent tickets as the settings want it now',
    schema: v.object({
      signal: v.looseObject({
        data: v.looseObject({ feature: v.string(), changed: v.optional(v.array(v.string()), []) }),
      }),
    }),
    async run(ctx, { signal: { data } }) {
      const isOurs = data.feature === 'tickets' && data.changed.some((name) => name.startsWith('stale'));
      return isOurs ? (await desk()).recount(ctx, {}) : { done: 0 };
    },
  }),
  'sweep-clocks': defineJob({
    title: 'Look at targets that are due, and at tickets that nobody answers',
    schema: Nothing,
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await desk()).sweepClocks(ctx),
  }),
  'after-close': defineJob({
    title: 'Make the transcript of a closed ticket, and ask how it went',
    schema: OfSignal,
    async run(ctx, { signal: { data } }) {
      return data.ticket ? (await desk()).afterClose(ctx, data.ticket.id) : undefined;
    },
  }),
  'ask-to-close': defineJob({
    title: 'Ask a member whether a ticket can be closed',
    schema: OfTicket,
    run: async (ctx, { ticketId }) => (await desk()).postCloseRequest(ctx, ticketId),
  }),
  import: defineJob({
    title: 'Bring in a file of tickets',
    schema: v.object({ importId: v.pipe(v.string(), v.uuid()) }),
    run: async (ctx, { importId }) => (await desk()).runImport(ctx, importId),
  }),
  'drop-import': defineJob({
    title: 'Drop a file of tickets that nobody wanted in',
    schema: v.object({ importId: v.pipe(v.string(), v.uuid()) }),
    run: async (ctx, { importId }) => (await desk()).dropUndecided(ctx, importId),
  }),
};

/** Once a minute, by an index. */
export const deskSchedules = [{ name: 'sweep-clocks', everyMinutes: 1, job: 'sweep-clocks' }] as const;
