import * as v from 'valibot';
import { notificationJobs } from '../../core/notifications/jobs.ts';
import { defineJob, type Job } from '../../core/queue/job.ts';

/** The engine's jobs, and removing what is old. */
export const notificationJobsOfFeature: Record<string, Job> = {
  ...notificationJobs,
  tidy: defineJob({
    title: 'Remove old notifications',
    schema: v.looseObject({}),
    run: async (ctx) => (await import('./actions/tidy-notices.ts')).tidyNotices(ctx),
  }),
};
