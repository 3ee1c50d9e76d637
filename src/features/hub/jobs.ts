import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

export const hubJobs = {
  'return-tokens': defineJob({
    title: 'Give back at Discord what a person had allowed',
    schema: v.object({ returnId: v.pipe(v.string(), v.uuid()) }),
    run: async (ctx, { returnId }) =>
      (await import('../../core/accounts/return-tokens.ts')).returnTokens(ctx, returnId),
  }),
  'retry-posts': defineJob({
    title: 'Try again to show messages that could not be shown',
    schema: v.looseObject({}),
    // The next change of settings, or the next ten minutes, start it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('../../core/posts/retry-posts.ts')).retryPosts(ctx),
  }),
};
