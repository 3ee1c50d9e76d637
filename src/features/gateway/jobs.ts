import * as v from 'valibot';
import { replayJob } from '../../core/gateway/replay-job.ts';
import { listenSettings } from '../../core/gateway/settings.ts';
import { defineJob, type Job } from '../../core/queue/job.ts';

/** What the gateway does because somebody wants it; the same is done every minute by the cron. */
export const gatewayJobs: Record<string, Job> = {
  replay: replayJob,
  reconnect: defineJob({
    title: 'Connect to Discord again',
    schema: v.object({}),
    run: async (ctx) => {
      const { reconcileGateway } = await import('../../core/gateway/reconcile.ts');
      await reconcileGateway(ctx.runtime, { again: true });
    },
  }),
  'follow-settings': defineJob({
    title: 'Listen to Discord as admins wish',
    schema: v.looseObject({ signal: v.looseObject({ data: v.looseObject({ feature: v.string() }) }) }),
    run: async (ctx, { signal }) => {
      if (signal.data.feature !== listenSettings.feature) return;
      const { reconcileGateway } = await import('../../core/gateway/reconcile.ts');
      await reconcileGateway(ctx.runtime);
    },
  }),
};
