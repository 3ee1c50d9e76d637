import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

export const privacyJobs = {
  erase: defineJob({
    title: 'Erase a person’s data',
    schema: v.object({ erasureId: v.pipe(v.string(), v.uuid()) }),
    // What is left behind of an erasure weighs more than a few more tries.
    maxAttempts: 20,
    run: async (ctx, { erasureId }) =>
      (await import('./actions/erase-person.ts')).erasePerson(ctx, erasureId),
  }),
  'tidy-exports': defineJob({
    title: 'Delete exports whose links have expired',
    schema: v.looseObject({}),
    run: async (ctx) => (await import('./actions/tidy-exports.ts')).tidyExports(ctx),
  }),
};
