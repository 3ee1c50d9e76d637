import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const Nothing = v.looseObject({});
const OfNotice = v.object({ noticeId: v.pipe(v.string(), v.uuid()) });

export const noticeJobs = {
  show: defineJob({
    title: 'Show a notice in its channel as it is now',
    schema: OfNotice,
    run: async (ctx, { noticeId }) =>
      (await import('./actions/show-in-discord.ts')).showInDiscord(ctx, noticeId),
  }),
  'run-due': defineJob({
    title: 'Remind of maintenance, begin and end it, and say alerts again',
    schema: Nothing,
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./actions/run-due.ts')).runDue(ctx),
  }),
  'tidy-drafts': defineJob({
    title: 'Remove drafts of notices that nobody posted',
    schema: Nothing,
    run: async (ctx) => (await import('./actions/tidy-drafts.ts')).tidyDrafts(ctx),
  }),
};
