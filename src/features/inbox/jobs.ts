import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { AutoAnswerPayload } from './auto-answer-payload.ts';

const Nothing = v.looseObject({});
/** What a job gets that a signal starts. Safe because core starts it with the signal as it was written down. */
const OfSignal = v.object({
  signal: v.custom<Signal>((value) => typeof value === 'object' && value !== null && 'data' in value),
});

export const inboxJobs = {
  'auto-answer': defineJob({
    title: 'Answer somebody automatically',
    schema: AutoAnswerPayload,
    run: async (ctx, payload) => (await import('./actions/send-auto-answer.ts')).sendAutoAnswer(ctx, payload),
  }),
  sweep: defineJob({
    title: 'Bring stored messages to their team, and warn of those that nobody takes',
    schema: Nothing,
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./actions/sweep-inbound.ts')).sweepInbound(ctx),
  }),
  tidy: defineJob({
    title: 'Remove what the inbox no longer needs to know',
    schema: Nothing,
    run: async (ctx) => (await import('./actions/tidy-inbox.ts')).tidyInbox(ctx),
  }),
  'keep-lead': defineJob({
    title: 'Write down whom the team wrote to',
    schema: OfSignal,
    run: async (ctx, { signal }) => (await import('./actions/keep-lead.ts')).keepLead(ctx, signal),
  }),
  'refresh-card': defineJob({
    title: 'Show a conversation in the staff channel as it is',
    schema: OfSignal,
    run: async (ctx, { signal }) => (await import('./actions/refresh-card.ts')).refreshCard(ctx, signal),
  }),
  digest: defineJob({
    title: 'Post what waits for an answer',
    schema: Nothing,
    maxAttempts: 1,
    run: async (ctx) => (await import('./actions/send-digests.ts')).sendDigests(ctx),
  }),
  receive: defineJob({
    title: 'Read direct messages while the gateway is silent',
    schema: Nothing,
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./receiving/keep-receiving.ts')).keepReceiving(ctx),
  }),
  'refill-gap': defineJob({
    title: 'Read direct messages that the gateway missed',
    schema: OfSignal,
    run: async (ctx, { signal }) => (await import('./receiving/refill-gap.ts')).refillGap(ctx, signal),
  }),
};
