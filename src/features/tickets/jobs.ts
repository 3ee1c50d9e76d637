import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const OfTicket = v.object({ ticketId: v.pipe(v.string(), v.uuid()) });

export const ticketJobs = {
  complete: defineJob({
    title: 'Make the place of a ticket in Discord',
    schema: OfTicket,
    run: async (ctx, { ticketId }) =>
      (await import('./actions/complete-ticket.ts')).completeTicket(ctx, ticketId),
  }),
};
