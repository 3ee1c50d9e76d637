import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

export const hubJobs = {
  'retry-posts': defineJob({
    title: 'Try again to show messages that could not be shown',
    schema: v.looseObject({}),
    // The next change of settings, or the next ten minutes, start it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('../../core/posts/retry-posts.ts')).retryPosts(ctx),
  }),
};
