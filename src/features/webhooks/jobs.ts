import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const Told = v.object({
  signal: v.looseObject({
    id: v.string(),
    type: v.string(),
    data: v.looseObject({
      endpoint: v.optional(
        v.looseObject({
          id: v.string(),
          name: v.string(),
          kind: v.optional(v.picklist(['http', 'discord-webhook']), 'http'),
        }),
      ),
      title: v.optional(v.string()),
      reason: v.optional(v.nullable(v.string())),
      lastError: v.optional(v.nullable(v.string())),
      attempts: v.optional(v.number()),
      failed: v.optional(v.number()),
      missed: v.optional(v.number()),
    }),
  }),
});

export const webhookJobs = {
  tell: defineJob({
    title: 'Tell people what became of a webhook',
    schema: Told,
    run: async (ctx, { signal: { id, type, data } }) => {
      const { tellPeople } = await import('./actions/tell-people.ts');
      return tellPeople(ctx, {
        signalId: id,
        type,
        endpointId: data.endpoint?.id ?? null,
        kind: data.endpoint?.kind ?? 'discord-webhook',
        name: data.endpoint?.name ?? data.title ?? 'Webhook',
        reason: data.reason ?? data.lastError ?? null,
        attempts: data.attempts ?? 0,
        failed: data.failed ?? 0,
        missed: data.missed ?? 0,
      });
    },
  }),
  probe: defineJob({
    title: 'Ask endpoints that were switched off whether they answer again',
    schema: v.object({}),
    run: async (ctx) => (await import('./actions/probe-endpoints.ts')).probeEndpoints(ctx),
  }),
};
