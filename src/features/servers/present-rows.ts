import type * as v from 'valibot';
import type { PanelServer } from './panel/server-provider.ts';
import type { ActionRow, ServerEventRow, ServerRow } from './tables.ts';
import type { ActionView, KnownServerView, ServerView, StateEventView } from './views.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const actionView = (row: ActionRow): ActionView => ({
  id: row.id,
  serverId: row.serverId,
  serverName: row.serverName,
  accountId: row.accountId,
  action: row.action,
  state: row.state,
  impact: row.impact,
  requestedBy: row.requestedBy,
  requestedByName: row.requestedByName,
  confirmUntil: iso(row.confirmUntil),
  approvalsNeeded: row.approvalsNeeded,
  error: row.error,
  createdAt: row.createdAt.toISOString(),
  requestedAt: iso(row.requestedAt),
  finishedAt: iso(row.finishedAt),
});

export const serverView = (server: PanelServer): v.InferOutput<typeof ServerView> => ({
  id: server.id,
  name: server.name,
  accountId: server.accountId,
  state: server.state,
  stateAt: server.stateAt.toISOString(),
  impact: server.impact,
});

export const knownServerView = (row: ServerRow): v.InferOutput<typeof KnownServerView> => ({
  id: row.serverId,
  name: row.name,
  accountId: row.accountId,
  state: row.state,
  stateAt: iso(row.stateAt),
});

export const stateEventView = (row: ServerEventRow): v.InferOutput<typeof StateEventView> => ({
  eventId: row.eventId,
  state: row.state,
  at: row.at.toISOString(),
  receivedAt: row.receivedAt.toISOString(),
});
