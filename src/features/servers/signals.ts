import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';
import { SERVER_STATES } from './model.ts';
import { ActionView } from './views.ts';

const action: ActionView = {
  id: '0192d3a4-7c1e-7a55-8a10-000000000031',
  serverId: 'srv-lobby',
  serverName: 'Lobby',
  accountId: 'cus_4711',
  action: 'reboot',
  state: 'requested',
  impact: { playersOnline: 3, playersMost: 20, uptimeSeconds: 86_400 },
  requestedBy: 'user:1000000000000000012',
  requestedByName: 'Robin',
  confirmUntil: '2026-11-20T18:30:30.000Z',
  approvalsNeeded: 0,
  error: null,
  createdAt: '2026-11-20T18:30:00.000Z',
  requestedAt: '2026-11-20T18:30:12.000Z',
  finishedAt: null,
};
const finishedAt = '2026-11-20T18:30:40.000Z';
const about = (title: string, sample: Partial<ActionView> = {}): SignalDefinition => ({
  title,
  schema: v.object({ action: ActionView }),
  sample: { action: { ...action, ...sample } },
});

export const serverSignals: Record<string, SignalDefinition> = {
  'server.approval-wanted': about('An action on a server waits for approval', {
    state: 'awaiting-approval',
    approvalsNeeded: 2,
    requestedAt: null,
  }),
  'server.action-requested': about('A server is to be started, stopped or rebooted'),
  'server.action-confirmed': about('An action on a server was confirmed by the panel', {
    state: 'confirmed',
    finishedAt,
  }),
  'server.action-failed': about('An action on a server was refused by the panel', {
    state: 'failed',
    error: 'The panel refused it.',
    finishedAt,
  }),
  'server.action-unconfirmed': about('The panel did not report an action in time', {
    state: 'unconfirmed',
    error: 'The panel took it, but reported nothing within 120 seconds.',
    finishedAt,
  }),
  'server.action-dropped': about('An action on a server was cancelled, rejected or not approved in time', {
    state: 'rejected',
    finishedAt,
  }),
  'server.state-changed': {
    title: 'A server went online, offline, rebooting or provisioning',
    schema: v.object({
      serverId: v.string(),
      serverName: v.string(),
      accountId: v.nullable(v.string()),
      before: v.nullable(v.picklist(SERVER_STATES)),
      state: v.picklist(SERVER_STATES),
      at: v.string(),
      eventId: v.string(),
    }),
    sample: {
      serverId: 'srv-lobby',
      serverName: 'Lobby',
      accountId: 'cus_4711',
      before: 'rebooting',
      state: 'online',
      at: '2026-11-20T18:30:40.000Z',
      eventId: 'evt-81',
    },
  },
};
