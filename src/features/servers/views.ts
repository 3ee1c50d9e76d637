import * as v from 'valibot';
import { ACTION_STATES, SERVER_ACTIONS, SERVER_STATES } from './model.ts';

const Nullable = v.nullable(v.number());
export const ImpactView = v.object({
  playersOnline: Nullable,
  playersMost: Nullable,
  uptimeSeconds: Nullable,
});

/** An action as signals and the API show it. Times are ISO 8601. */
export const ActionView = v.object({
  id: v.string(),
  serverId: v.string(),
  serverName: v.string(),
  accountId: v.nullable(v.string()),
  action: v.picklist(SERVER_ACTIONS),
  state: v.picklist(ACTION_STATES),
  impact: ImpactView,
  requestedBy: v.string(),
  requestedByName: v.string(),
  confirmUntil: v.nullable(v.string()),
  approvalsNeeded: v.number(),
  error: v.nullable(v.string()),
  createdAt: v.string(),
  requestedAt: v.nullable(v.string()),
  finishedAt: v.nullable(v.string()),
});
export type ActionView = v.InferOutput<typeof ActionView>;

/** A server as the panel shows it now. */
export const ServerView = v.object({
  id: v.string(),
  name: v.string(),
  accountId: v.string(),
  state: v.picklist(SERVER_STATES),
  stateAt: v.string(),
  impact: ImpactView,
});

/** A server as it was last heard of. */
export const KnownServerView = v.object({
  id: v.string(),
  name: v.string(),
  accountId: v.nullable(v.string()),
  state: v.nullable(v.picklist(SERVER_STATES)),
  stateAt: v.nullable(v.string()),
});

export const StateEventView = v.object({
  eventId: v.string(),
  state: v.picklist(SERVER_STATES),
  at: v.string(),
  receivedAt: v.string(),
});
