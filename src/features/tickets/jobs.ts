import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';
import type { Signal } from '../../core/signals/signal.ts';

/** What a job gets that a signal starts. Safe because core starts it with the signal as it was written down. */
const OfSignal = v.object({
  signal: v.custom<Signal>((value) => typeof value === 'object' && value !== null && 'data' in value),
});
const OfPanel = v.object({ panelId: v.pipe(v.string(), v.uuid()), again: v.optional(v.boolean(), false) });
const OfTicket = v.object({ ticketId: v.pipe(v.string(), v.uuid()) });

export const ticketJobs = {
  complete: defineJob({
    title: 'Make the place of a ticket in Discord',
    schema: OfTicket,
    run: async (ctx, { ticketId }) =>
      (await import('./actions/complete-ticket.ts')).completeTicket(ctx, ticketId),
  }),
  'complete-due': defineJob({
    title: 'Make places of tickets in Discord that were left behind',
    schema: v.looseObject({}),
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./opening/complete-due.ts')).completeDue(ctx),
  }),
  follow: defineJob({
    title: 'Let a ticket follow its conversation, in Discord too',
    schema: OfSignal,
    run: async (ctx, { signal }) =>
      (await import('./syncing/follow-conversation.ts')).followConversation(ctx, signal),
  }),
  mirror: defineJob({
    title: 'Show in the thread of a ticket what its member wrote elsewhere',
    schema: OfTicket,
    run: async (ctx, { ticketId }) =>
      (await import('./syncing/mirror-messages.ts')).mirrorMessages(ctx, ticketId),
  }),
  'tell-undelivered': defineJob({
    title: 'Say in the thread of a ticket that an answer has not reached its member',
    schema: OfSignal,
    run: async (ctx, { signal }) =>
      (await import('./syncing/tell-undelivered.ts')).tellUndelivered(ctx, signal),
  }),
  poll: defineJob({
    title: 'Read the threads of tickets while the gateway is silent',
    schema: v.looseObject({}),
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./syncing/poll-due.ts')).pollDue(ctx),
  }),
  'refill-gap': defineJob({
    title: 'Read in threads of tickets what the gateway missed',
    schema: OfSignal,
    run: async (ctx) => (await import('./syncing/refill-gap.ts')).refillGap(ctx),
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
