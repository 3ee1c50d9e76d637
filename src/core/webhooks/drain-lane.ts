import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { type ActionContext, createContext } from '../context.ts';
import { type Database, openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import { deliveries, webhookEndpoints } from '../tables.ts';
import type { Due } from './attempt.ts';
import type { LaneMemory } from './destination-lane.ts';
import { laneKind } from './lane.ts';
import { putOff } from './put-off.ts';

/** Rows of one round. */
const ROUND = 50;
/** After so many rounds the object takes a breath, so that it can be told of new things and be moved. */
const MOST_ROUNDS = 25;
/** What is due later than this is woken by the sweep, not by the object. */
const ALARM_WITHIN_MS = 10 * 60_000;

export interface Lane {
  id: string;
  runtime: Runtime;
  db: Database;
  memory: LaneMemory;
  /** Milliseconds since something new was announced; a post that is not full may wait for more. */
  quietMs: number;
  /** Deliveries that are not packed with others any more, because one of a pack was refused. */
  alone: Set<string>;
  /** By guild. */
  contexts: Map<string, ActionContext>;
}

/** What a round of either kind of lane did: went on, or has to wait so many milliseconds. */
export type Round = { kind: 'done' } | { kind: 'wait'; ms: number };

/**
 * Sends what is due in a lane, oldest first. At-least-once: a row counts as sent only when that is written down, so a
 * crash in between sends it again, with the same id. Gives the milliseconds after which to come again, if it is not over.
 */
export async function drainLane(
  runtime: Runtime,
  id: string,
  memory: LaneMemory,
  { quietMs }: { quietMs: number },
): Promise<number | undefined> {
  if (!runtime.config.database || runtime.config.readOnly) return undefined;
  const lane: Lane = {
    id,
    runtime,
    db: openDatabase(runtime.config.database),
    memory,
    quietMs,
    alone: new Set(),
    contexts: new Map(),
  };
  const runRound =
    laneKind(id) === 'http'
      ? (await import('./http-lane.ts')).runHttpRound
      : (await import('./discord-lane.ts')).runDiscordRound;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await loadDue(lane);
    if (due.length === 0) return nextDue(lane);
    const sendable = await holdBack(lane, await putOff(lane, due));
    if (sendable.length === 0) continue;
    const did = await runRound(lane, sendable);
    if (did.kind === 'wait') return did.ms;
    if (due.length < ROUND && laneKind(id) === 'http') return nextDue(lane);
  }
  return 0;
}

async function loadDue({ db, id, runtime }: Lane): Promise<Due[]> {
  const now = new Date(runtime.outside.now());
  return db
    .select({ delivery: deliveries, endpoint: webhookEndpoints })
    .from(deliveries)
    .leftJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
    .where(and(eq(deliveries.lane, id), eq(deliveries.state, 'queued'), lte(deliveries.runAt, now)))
    .orderBy(sql`${deliveries.sequence} nulls first`, asc(deliveries.createdAt))
    .limit(ROUND);
}

async function nextDue({ db, id, runtime }: Lane): Promise<number | undefined> {
  const [row] = await db
    .select({ at: sql<string | null>`min(${deliveries.runAt})` })
    .from(deliveries)
    .where(and(eq(deliveries.lane, id), eq(deliveries.state, 'queued')));
  if (!row?.at) return undefined;
  const ms = new Date(row.at).getTime() - runtime.outside.now();
  return ms > ALARM_WITHIN_MS ? undefined : Math.max(0, ms);
}

/** Puts aside what an endpoint does not take at present, and gives what may be sent. */
async function holdBack(lane: Lane, due: Due[]): Promise<Due[]> {
  const takes = ({ delivery, endpoint }: Due) =>
    endpoint === null
      ? delivery.endpointId === null
      : endpoint.state === 'enabled' || delivery.purpose !== 'event';
  const kept = due.filter((one) => !takes(one));
  if (kept.length > 0) {
    const now = new Date(lane.runtime.outside.now());
    const ids = JSON.stringify(kept.map(({ delivery }) => delivery.id));
    await lane.db.execute(sql`update deliveries d set
        state = case when e.id is null then 'failed' else 'held' end,
        error = case when e.id is null then 'The endpoint was deleted.' else d.error end,
        finished_at = ${now.toISOString()}::timestamptz
      from deliveries o left join webhook_endpoints e on e.id = o.endpoint_id
      where o.id = d.id and d.state = 'queued' and d.id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))`);
  }
  return due.filter(takes);
}

/** A context for one delivery's guild, as the engine; kept while a lane drains, so that settings are read once. */
export function laneContext({ runtime, contexts }: Lane, { delivery }: Due): ActionContext {
  const known = contexts.get(delivery.guildId);
  if (known) return known;
  const ctx = createContext(runtime, {
    guildId: delivery.guildId,
    actor: { kind: 'system', name: 'deliveries' },
    source: 'job',
    requestId: delivery.signalId,
  });
  contexts.set(delivery.guildId, ctx);
  return ctx;
}
