import type { Connection } from './connection.ts';
import type { LocalGateway } from './gateway.ts';
import type { SessionStartLimit } from './identify-budget.ts';
import { intentNames } from './intents.ts';
import type { Presence } from './presence.ts';
import type { GatewaySession } from './session.ts';
import type { GatewaySettings } from './settings.ts';

export interface SessionReport {
  id: string;
  shard: [number, number];
  intents: number;
  intentNames: string[];
  /** Number of the latest event. */
  seq: number;
  /** What the client's latest heartbeat named. */
  acked: number | null;
  resumes: number;
  /** detached: without a connection, still to be resumed. */
  state: 'connected' | 'detached';
  connection: number | null;
  presence: Presence;
}

export interface ConnectionReport {
  id: number;
  path: string;
  query: Record<string, string>;
  userAgent: string | null;
  /** Null until it identified or resumed. */
  session: string | null;
}

export interface GatewayReport {
  sessions: SessionReport[];
  connections: ConnectionReport[];
  settings: GatewaySettings;
  limit: SessionStartLimit;
}

export function reportGateway(gateway: LocalGateway): GatewayReport {
  return {
    sessions: gateway.living().map(reportSession),
    connections: [...gateway.connections].map(reportConnection),
    settings: { ...gateway.settings },
    limit: gateway.sessionStartLimit(),
  };
}

function reportSession(session: GatewaySession): SessionReport {
  const { id, shard, intents, seq, acked, resumes, connection, presence } = session;
  return {
    id,
    shard,
    intents,
    intentNames: intentNames(intents),
    seq,
    acked,
    resumes,
    state: connection ? 'connected' : 'detached',
    connection: connection?.id ?? null,
    presence,
  };
}

function reportConnection({ id, path, query, userAgent, session }: Connection): ConnectionReport {
  return { id, path, query, userAgent, session: session?.id ?? null };
}
