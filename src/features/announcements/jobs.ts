import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const Nothing = v.looseObject({});

export const announcementJobs = {
  'send-due': defineJob({
    title: 'Start the announcements whose time has come',
    schema: Nothing,
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./actions/send-due.ts')).sendDue(ctx),
  }),
  send: defineJob({
    title: 'Post an announcement',
    schema: v.object({ runId: v.pipe(v.string(), v.uuid()) }),
    run: async (ctx, { runId }) => (await import('./actions/send-run.ts')).sendRun(ctx, runId),
  }),
  'tidy-drafts': defineJob({
    title: 'Remove drafts of announcements that nobody saved',
    schema: Nothing,
    run: async (ctx) => (await import('./actions/tidy-drafts.ts')).tidyDrafts(ctx),
  }),
};
