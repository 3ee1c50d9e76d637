import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';

/** An announcement as signals and the API show it; a webhook's address stays secret. */
export const AnnouncementView = v.object({
  id: v.string(),
  number: v.number(),
  name: v.string(),
  state: v.picklist(['active', 'paused', 'finished']),
  message: v.object({
    content: v.string(),
    embed: v.nullable(
      v.object({
        title: v.string(),
        text: v.string(),
        colour: v.nullable(v.string()),
        image: v.nullable(v.string()),
      }),
    ),
    pings: v.array(v.string()),
  }),
  target: v.object({
    kind: v.picklist(['channel', 'webhook', 'endpoints']),
    channelId: v.nullable(v.string()),
    webhookId: v.nullable(v.string()),
  }),
  timing: v.variant('kind', [
    v.object({ kind: v.literal('once'), at: v.string() }),
    v.object({ kind: v.literal('cron'), cron: v.string() }),
  ]),
  timeZone: v.string(),
  nextRunAt: v.nullable(v.string()),
  version: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
  createdAt: v.string(),
});
export type AnnouncementView = v.InferOutput<typeof AnnouncementView>;

export const RunView = v.object({
  id: v.string(),
  dueAt: v.string(),
  trigger: v.picklist(['schedule', 'person']),
  missed: v.number(),
  state: v.picklist(['queued', 'posting', 'sent', 'failed', 'skipped']),
  channelId: v.nullable(v.string()),
  messageId: v.nullable(v.string()),
  error: v.nullable(v.string()),
});
export type RunView = v.InferOutput<typeof RunView>;

const announcement: AnnouncementView = {
  id: '0192d3a4-7c1e-7a55-8a10-3f5b6c7d8e9f',
  number: 3,
  name: 'Open workshop',
  state: 'active',
  message: { content: 'The workshop is open tonight.', embed: null, pings: [] },
  target: { kind: 'channel', channelId: '1100000000000000021', webhookId: null },
  timing: { kind: 'cron', cron: '0 18 * * FRI' },
  timeZone: 'Europe/Berlin',
  nextRunAt: '2026-11-27T17:00:00.000Z',
  version: 1,
  createdBy: 'user:1000000000000000011',
  createdByName: 'Maya',
  createdAt: '2026-11-20T18:30:00.000Z',
};
const run: RunView = {
  id: '0192d3a4-7c1e-7a55-8a10-000000000002',
  dueAt: '2026-11-27T17:00:00.000Z',
  trigger: 'schedule',
  missed: 0,
  state: 'sent',
  channelId: '1100000000000000021',
  messageId: '1300000000000000042',
  error: null,
};

const ranSchema = v.object({ announcement: AnnouncementView, run: RunView });

export const announcementSignals: Record<string, SignalDefinition> = {
  'announcement.sent': {
    title: 'An announcement was sent',
    schema: ranSchema,
    sample: { announcement, run },
  },
  'announcement.failed': {
    title: 'An announcement could not be sent',
    schema: ranSchema,
    sample: {
      announcement,
      run: { ...run, state: 'failed', messageId: null, error: 'The channel no longer exists.' },
    },
  },
  'announcement.changed': {
    title: 'An announcement was made, changed, paused, resumed, skipped once or deleted',
    schema: v.object({
      announcement: AnnouncementView,
      change: v.picklist(['created', 'edited', 'paused', 'resumed', 'skipped', 'deleted']),
    }),
    sample: { announcement, change: 'created' },
  },
};
