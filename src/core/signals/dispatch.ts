import { and, eq, isNull } from 'drizzle-orm';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { derivedUuid } from '../ids.ts';
import { wake } from '../queue/wake.ts';
import type { Runtime } from '../runtime.ts';
import { deliveries, jobs, signals } from '../tables.ts';
import { postponeDigests } from '../webhooks/digest.ts';
import { planDeliveries } from '../webhooks/plan-deliveries.ts';
import type { Signal } from './signal.ts';

/**
 * Turns one signal into the jobs and deliveries that follow from it, in one transaction that also marks it dispatched.
 * Safe to run twice and at once: what follows has ids derived from the signal, so a second run adds nothing.
 */
export async function dispatchSignal(runtime: Runtime, id: string): Promise<void> {
  if (!runtime.config.database || runtime.config.readOnly) return;
  const db = openDatabase(runtime.config.database);
  const [stored] = await db
    .select()
    .from(signals)
    .where(and(eq(signals.id, id), isNull(signals.dispatchedAt)));
  if (!stored) return;
  const { sequence, dispatchedAt: _dispatchedAt, createdAt, ...told } = stored;
  const signal: Signal = { ...told, createdAt: createdAt.toISOString() };
  const ctx = createContext(runtime, {
    guildId: stored.guildId,
    actor: { kind: 'system', name: 'signals' },
    source: 'job',
    requestId: stored.requestId,
  });
  const at = ctx.now();

  const jobRows = await Promise.all(
    (runtime.registry.hears.get(signal.type) ?? []).map(async (name) => ({
      id: await derivedUuid(`${id}:${name}`),
      guildId: stored.guildId,
      name,
      payload: { signal },
      state: 'queued' as const,
      runAt: at,
      createdAt: at,
    })),
  );
  const deliveryRows = await planDeliveries(ctx, signal, Number(sequence));

  await db.batch([
    db.update(signals).set({ dispatchedAt: at }).where(eq(signals.id, id)),
    ...(jobRows.length > 0 ? [db.insert(jobs).values(jobRows).onConflictDoNothing()] : []),
    ...(deliveryRows.length > 0 ? [db.insert(deliveries).values(deliveryRows).onConflictDoNothing()] : []),
    ...postponeDigests(db, deliveryRows, at),
  ]);
  await wake(
    runtime.config.jobs,
    jobRows.map(({ id }) => ({ kind: 'job', id })),
  );
  const lanes = new Set(
    deliveryRows.flatMap(({ state, lane }) => (state === 'queued' && lane ? [lane] : [])),
  );
  await wake(
    runtime.config.deliveries,
    [...lanes].map((lane) => ({ kind: 'lane', lane })),
  );
}
