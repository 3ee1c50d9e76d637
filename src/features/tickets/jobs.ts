import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const OfPanel = v.object({ panelId: v.pipe(v.string(), v.uuid()), again: v.optional(v.boolean(), false) });
const OfTicket = v.object({ ticketId: v.pipe(v.string(), v.uuid()) });

export const ticketJobs = {
  complete: defineJob({
    title: 'Make the place of a ticket in Discord',
    schema: OfTicket,
    run: async (ctx, { ticketId }) =>
      (await import('./actions/complete-ticket.ts')).completeTicket(ctx, ticketId),
  }),
  'post-panel': defineJob({
    title: 'Show a panel of tickets in Discord as it is',
    schema: OfPanel,
    run: async (ctx, panel) => (await import('./actions/post-panel.ts')).postPanel(ctx, panel),
  }),
  'remove-panel': defineJob({
    title: 'Remove a panel of tickets from Discord',
    schema: v.object({ channelId: v.string(), messageId: v.string() }),
    run: async (ctx, message) => (await import('./actions/post-panel.ts')).removePanel(ctx, message),
  }),
};
