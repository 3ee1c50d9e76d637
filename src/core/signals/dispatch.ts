import { and, eq, isNull } from 'drizzle-orm';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { derivedUuid } from '../ids.ts';
import { wake } from '../queue/wake.ts';
import type { Runtime } from '../runtime.ts';
import { deliveries, jobs, signals } from '../tables.ts';
import type { Signal } from './signal.ts';

/**
 * Turns one signal into the jobs and deliveries that follow from it, in one transaction that also marks it dispatched.
 * Safe to run twice and at once: what follows has ids derived from the signal, so a second run adds nothing.
 */
export async function dispatchSignal(runtime: Runtime, id: string): Promise<void> {
  if (!runtime.config.database) return;
  const db = openDatabase(runtime.config.database);
  const [row] = await db
    .select()
    .from(signals)
    .where(and(eq(signals.id, id), isNull(signals.dispatchedAt)));
  if (!row) return;
  const signal: Signal = { ...row, createdAt: row.createdAt.toISOString() };
  const ctx = createContext(runtime, {
    guildId: row.guildId,
    actor: { kind: 'system', name: 'signals' },
    source: 'job',
    requestId: row.requestId,
  });
  const at = ctx.now();

  const jobRows = await Promise.all(
    (runtime.registry.hears.get(signal.type) ?? []).map(async (name) => ({
      id: await derivedUuid(`${id}:${name}`),
      guildId: row.guildId,
      name,
      payload: { signal },
      state: 'queued' as const,
      runAt: at,
      createdAt: at,
    })),
  );
  const planned = [...runtime.registry.notices].filter(([, notice]) => notice.signal === signal.type);
  const deliveryRows = await Promise.all(
    planned.map(async ([name, notice]) => {
      const message = await notice.message(signal, ctx);
      if (!message) return [];
      const deliveryId = await derivedUuid(`${id}:${name}`);
      const body = message as Record<string, unknown>;
      const common = { guildId: row.guildId, signalId: id, notice: name, body, runAt: at, createdAt: at };
      return [{ ...common, id: deliveryId, state: 'queued' as const }];
    }),
  ).then((rows) => rows.flat());

  await db.batch([
    db.update(signals).set({ dispatchedAt: at }).where(eq(signals.id, id)),
    ...(jobRows.length > 0 ? [db.insert(jobs).values(jobRows).onConflictDoNothing()] : []),
    ...(deliveryRows.length > 0 ? [db.insert(deliveries).values(deliveryRows).onConflictDoNothing()] : []),
  ]);
  await wake(
    runtime.config.jobs,
    jobRows.map(({ id }) => ({ kind: 'job', id })),
  );
  await wake(
    runtime.config.deliveries,
    deliveryRows.map(({ id }) => ({ kind: 'delivery', id })),
  );
}
