import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';
import { ALL_STATES, NOTICE_KINDS } from './states.ts';

export const NoticeView = v.object({
  id: v.string(),
  number: v.number(),
  kind: v.picklist(NOTICE_KINDS),
  title: v.string(),
  state: v.picklist(ALL_STATES),
  message: v.string(),
  details: v.pipe(
    v.record(v.string(), v.unknown()),
    v.description(
      'What only its kind has. billing: amount, currency, type. status: impact, affected. maintenance: startsAt, endsAt, affected, servers, reminded. alert: severity, source, lastAt, escalatedBefore.',
    ),
  ),
  customerId: v.nullable(v.string()),
  key: v.nullable(v.string()),
  count: v.pipe(v.number(), v.description('How often an alert was raised.')),
  escalations: v.number(),
  acknowledgedBy: v.nullable(v.string()),
  endedAt: v.nullable(v.string()),
  version: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type NoticeView = v.InferOutput<typeof NoticeView>;

export const UpdateView = v.object({
  state: v.picklist(ALL_STATES),
  message: v.string(),
  by: v.string(),
  at: v.string(),
});
export type UpdateView = v.InferOutput<typeof UpdateView>;

/** What became of a notice. */
export const CHANGES = [
  'updated',
  'moved',
  'reminded',
  'begun',
  'ended',
  'acknowledged',
  'reopened',
] as const;
export type NoticeChange = (typeof CHANGES)[number];

export const Raised = v.object({ notice: NoticeView });
export const Updated = v.object({ notice: NoticeView, change: v.picklist(CHANGES) });
export const Unposted = v.object({
  noticeId: v.string(),
  number: v.number(),
  kind: v.picklist(NOTICE_KINDS),
  problem: v.string(),
});

const notice: NoticeView = {
  id: '0192d3a4-7c1e-7a55-8a10-3f5b6c7d8e9f',
  number: 3,
  kind: 'status',
  title: 'The panel is slow',
  state: 'investigating',
  message: 'We are looking into it.',
  details: { impact: 'minor', affected: ['Panel'] },
  customerId: null,
  key: null,
  count: 1,
  escalations: 0,
  acknowledgedBy: null,
  endedAt: null,
  version: 1,
  createdBy: 'user:1000000000000000012',
  createdByName: 'Sam',
  createdAt: '2026-11-20T18:00:00.000Z',
  updatedAt: '2026-11-20T18:00:00.000Z',
};
const alert: NoticeView = {
  ...notice,
  kind: 'alert',
  title: 'Disk full',
  state: 'firing',
  message: 'Node 4 has no space left.',
  details: { severity: 'critical', source: 'Monitor', lastAt: '2026-11-20T18:00:00.000Z' },
  key: 'disk:node-4',
};
const bill: NoticeView = {
  ...notice,
  kind: 'billing',
  title: 'Payment received: $12.50',
  state: 'booked',
  message: 'Server of November',
  details: { amount: '12.50', currency: 'USD', type: 'payment' },
  customerId: '1000000000000000011',
};

export const noticeSignals: Record<string, SignalDefinition> = {
  'notice.raised': {
    title: 'An incident, a maintenance or an alert was announced',
    schema: Raised,
    sample: { notice },
  },
  'notice.updated': {
    title: 'An incident, a maintenance or an alert went on',
    schema: Updated,
    sample: { notice: { ...notice, state: 'identified', version: 2 }, change: 'updated' },
  },
  'notice.escalated': {
    title: 'Nobody took an alert in time',
    schema: Raised,
    sample: { notice: { ...alert, escalations: 1, version: 2 } },
  },
  'notice.unposted': {
    title: 'A notice could not be posted',
    schema: Unposted,
    sample: { noticeId: notice.id, number: 3, kind: 'status', problem: 'The channel no longer exists.' },
  },
  'notice.billed': {
    title: 'Something was paid, invoiced or refunded',
    schema: Raised,
    sample: { notice: bill },
    // Endpoints never hear of it: one of them may post to a channel that everybody sees.
    mayHear: (data, { personId, grants }) => {
      const { customerId } = v.parse(Raised, data).notice;
      return grants.includes('notices:billing') || (customerId !== null && customerId === personId);
    },
  },
};
