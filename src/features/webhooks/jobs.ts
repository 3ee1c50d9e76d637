import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const OfSignal = v.object({
  signal: v.looseObject({ id: v.string(), type: v.string(), data: v.record(v.string(), v.unknown()) }),
});

export const webhookJobs = {
  tell: defineJob({
    title: 'Say in the channel for warnings what became of a webhook',
    schema: OfSignal,
    run: async (ctx, { signal }) => {
      const [{ postTrouble }, { readTrouble }] = await Promise.all([
        import('./actions/post-trouble.ts'),
        import('./trouble.ts'),
      ]);
      return postTrouble(ctx, readTrouble(signal));
    },
  }),
  probe: defineJob({
    title: 'Ask endpoints that were switched off whether they answer again',
    schema: v.object({}),
    run: async (ctx) => (await import('./actions/probe-endpoints.ts')).probeEndpoints(ctx),
  }),
};
