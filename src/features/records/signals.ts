import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';

/** A record as signals, webhooks and the API show it. */
export const RecordView = v.object({
  id: v.string(),
  number: v.number(),
  kind: v.string(),
  title: v.string(),
  fields: v.record(v.string(), v.string()),
  status: v.picklist(['open', 'closed']),
  machine: v.nullable(v.object({ id: v.string(), name: v.string() })),
  parentId: v.nullable(v.string()),
  assigneeId: v.nullable(v.string()),
  origin: v.picklist(['discord', 'api', 'dashboard']),
  channelId: v.nullable(v.string()),
  messageId: v.nullable(v.string()),
  createdBy: v.string(),
  createdByName: v.string(),
  createdAt: v.string(),
  closedAt: v.nullable(v.string()),
});
export type RecordView = v.InferOutput<typeof RecordView>;

const sample: RecordView = {
  id: '0192d3a4-7c1e-7a55-8a10-3f5b6c7d8e9f',
  number: 12,
  kind: 'problem',
  title: 'Left flipper stays up',
  fields: { details: 'Sticks after a few minutes of play.', priority: 'high' },
  status: 'open',
  machine: { id: '0192d3a4-7c1e-7a55-8a10-000000000001', name: 'Medieval Madness' },
  parentId: null,
  assigneeId: null,
  origin: 'discord',
  channelId: '1100000000000000021',
  messageId: '1300000000000000042',
  createdBy: 'user:1000000000000000011',
  createdByName: 'Maya',
  createdAt: '2026-11-20T18:30:00.000Z',
  closedAt: null,
};

const changed = (title: string, extra: Record<string, unknown> = {}): SignalDefinition => ({
  title,
  schema: v.looseObject({ record: RecordView }),
  sample: { record: sample, ...extra },
  message: async (signal) => (await import('./discord/signal-message.ts')).recordSignalMessage(signal, title),
});

export const recordSignals: Record<string, SignalDefinition> = {
  'record.created': changed('A record was created'),
  'record.updated': changed('A record was changed'),
  'record.closed': changed('A record was closed', { reason: 'Replaced the coil stop.' }),
  'record.reopened': changed('A closed record was opened again'),
  'record.assigned': changed('A record was given to somebody'),
  'record.commented': changed('A record was commented on', {
    comment: { body: 'Part has arrived.', author: 'Sam' },
  }),
  'record.retracted': changed('A record was undone shortly after it was made'),
};
