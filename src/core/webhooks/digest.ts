import { sql } from 'drizzle-orm';
import type { Database } from '../database/client.ts';
import type { Signal } from '../signals/signal.ts';
import { matchesType } from './match-event.ts';
import type { NewDelivery } from './plan-deliveries.ts';
import type { Endpoint } from './tables.ts';

const MINUTE_MS = 60_000;

/**
 * Where a Discord post waits for others of the same person, or nothing if it goes out at once. Each newcomer puts the
 * whole group off by the quiet time (see `postponeDigests`), up to the cap after the first of them.
 */
export function digestOf(
  endpoint: Endpoint,
  signal: Signal,
  now: Date,
): { digestKey?: string; runAt?: Date } {
  const { digest } = endpoint;
  if (!digest || matchesType(digest.bypass, signal.type)) return {};
  return {
    digestKey: `${endpoint.id}:${signal.actor}`,
    runAt: new Date(now.getTime() + digest.quietMinutes * MINUTE_MS),
  };
}

/** Statements for the batch that adds deliveries: each digest that got a newcomer waits for quiet again, up to its cap. */
export function postponeDigests(db: Database, rows: readonly NewDelivery[], now: Date) {
  const groups = new Map(
    rows.flatMap(({ digestKey, lane }) => (digestKey && lane ? [[digestKey, lane]] : [])),
  );
  return [...groups].map(([key, lane]) =>
    db.execute(sql`update deliveries d set run_at = least(
        ${now.toISOString()}::timestamptz + make_interval(mins => (e.digest->>'quietMinutes')::int),
        first.at + make_interval(mins => (e.digest->>'capMinutes')::int))
      from webhook_endpoints e, (select min(created_at) as at from deliveries
        where lane = ${lane} and digest_key = ${key} and state = 'queued') first
      where d.lane = ${lane} and d.digest_key = ${key} and d.state = 'queued' and e.id = d.endpoint_id and e.digest is not null`),
  );
}
