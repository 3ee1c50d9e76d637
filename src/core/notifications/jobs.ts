import * as v from 'valibot';
import { defineJob, type Job } from '../queue/job.ts';
import type { Signal } from '../signals/signal.ts';
import { DeliveryPayload } from './payload.ts';

/** What a job gets that a signal starts. Safe because core starts it with the signal as it was written down. */
const OfSignal = v.object({
  signal: v.custom<Signal>((value) => typeof value === 'object' && value !== null && 'data' in value),
});

/** The jobs behind PLAN_JOB and DELIVER_JOB. */
export const notificationJobs: Record<'plan' | 'deliver', Job> = {
  plan: defineJob({
    title: 'Decide who is told of something and where',
    schema: OfSignal,
    run: async (ctx, { signal }) => (await import('./plan-signal.ts')).planSignal(ctx, signal),
  }),
  deliver: defineJob({
    title: 'Tell somebody of something',
    schema: DeliveryPayload,
    run: async (ctx, payload) => (await import('./deliver.ts')).deliver(ctx, payload),
  }),
};
