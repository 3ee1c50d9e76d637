import { and, eq, isNull } from 'drizzle-orm';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { derivedUuid } from '../ids.ts';
import { isRetryable } from '../interactions/present.ts';
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
  const [stored] = await db
    .select()
    .from(signals)
    .where(and(eq(signals.id, id), isNull(signals.dispatchedAt)));
  if (!stored) return;
  const { sequence: _sequence, dispatchedAt: _dispatchedAt, createdAt, ...told } = stored;
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
  const planned = [...runtime.registry.notices].filter(([, notice]) => notice.signal === signal.type);
  const deliveryRows = await Promise.all(
    planned.map(async ([name, notice]) => {
      const row = {
        id: await derivedUuid(`${id}:${name}`),
        guildId: stored.guildId,
        signalId: id,
        notice: name,
      };
      try {
        const message = await notice.message(signal, ctx);
        if (!message) return [];
        return [{ ...row, body: { ...message }, state: 'queued' as const, runAt: at, createdAt: at }];
      } catch (error) {
        if (isRetryable(error)) throw error;
        // One notice that can't be made may not hold up the others; it waits for an admin instead.
        ctx.log.error('notice failed', { notice: name, signal: id, error });
        const said = 'The post could not be put together. Report it with the reference of the log.';
        return [
          {
            ...row,
            body: {},
            state: 'failed' as const,
            error: said,
            runAt: at,
            createdAt: at,
            finishedAt: at,
          },
        ];
      }
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
    deliveryRows.flatMap(({ id, state }) => (state === 'queued' ? [{ kind: 'delivery' as const, id }] : [])),
  );
}
