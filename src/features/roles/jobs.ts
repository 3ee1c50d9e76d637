import * as v from 'valibot';
import { defineJob, type Job } from '../../core/queue/job.ts';
import type { Signal } from '../../core/signals/signal.ts';

const Nothing = v.looseObject({});
/** What a job gets that a signal starts. Safe because core starts it with the signal as it was written down. */
const OfSignal = v.object({
  signal: v.custom<Signal>((value) => typeof value === 'object' && value !== null && 'data' in value),
});
const sync = () => import('./syncing/jobs.ts');

export const roleJobs: Record<string, Job> = {
  react: defineJob({
    title: 'Look at the roles of somebody whose standing changed',
    schema: OfSignal,
    run: async (ctx, { signal }) => (await sync()).reactToSignal(ctx, signal),
  }),
  work: defineJob({
    title: 'Give and take roles in Discord',
    schema: Nothing,
    run: async (ctx) => (await sync()).workOnRoles(ctx),
  }),
  check: defineJob({
    title: 'Compare everybody’s roles with their standing',
    schema: Nothing,
    run: async (ctx) => (await sync()).checkRoles(ctx),
  }),
  watch: defineJob({
    title: 'Start what is due for roles, and tell when they lag behind',
    schema: Nothing,
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await sync()).watchRoles(ctx),
  }),
};
