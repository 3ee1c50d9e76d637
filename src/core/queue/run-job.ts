import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { isRetryable, retryAfterMs } from '../interactions/present.ts';
import { describeError } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { jobs } from '../tables.ts';
import { backoffMs, DEFAULT_MAX_ATTEMPTS } from './job.ts';
import { buryJob, claimJob, delayJob, finishJob } from './job-store.ts';

/**
 * Runs one job: at-least-once, one worker at a time by lease. A failure puts it back with backoff until its attempts
 * are used up; then it is dead and waits for an admin, who can run it again. Returns milliseconds to come again, if any.
 */
export async function runJob(runtime: Runtime, id: string): Promise<number | undefined> {
  if (!runtime.config.database) return backoffMs(5);
  const db = openDatabase(runtime.config.database);
  const now = () => new Date(runtime.outside.now());
  const claim = await claimJob(db, id, now());
  if (claim.kind === 'over') return undefined;
  if (claim.kind === 'busy') return Math.max(1_000, claim.retryAt.getTime() - runtime.outside.now());

  const { job } = claim;
  const definition = runtime.registry.jobs.get(job.name);
  const requestId = `job-${job.id.slice(0, 13)}`;
  const log = runtime.log.with({ requestId, job: job.name });
  try {
    if (!definition) throw new Error(`no feature declares the job ${job.name}`);
    const payload = v.parse(definition.schema, job.payload);
    const ctx = createContext(runtime, {
      guildId: job.guildId ?? '',
      actor: { kind: 'system', name: job.name },
      source: 'job',
      requestId,
    });
    const result = await definition.run(ctx, payload);
    await finishJob(db, id, result, now());
    return undefined;
  } catch (error) {
    const said = JSON.stringify(describeError(error));
    const most = definition?.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
    if (!definition || error instanceof v.ValiError || job.attempts >= most) {
      log.error('job is dead', { attempts: job.attempts, error });
      await buryJob(db, id, said, requestId, now());
      return undefined;
    }
    const delayMs = retryAfterMs(error) ?? backoffMs(job.attempts);
    log.warn('job failed, will run again', {
      attempts: job.attempts,
      delayMs,
      retryable: isRetryable(error),
      error,
    });
    await delayJob(db, id, new Date(runtime.outside.now() + delayMs), said);
    return delayMs;
  }
}

/** Puts a dead job back in the queue with fresh attempts; for the admin's *Run again*. */
export async function reviveJob(runtime: Runtime, guildId: string, id: string): Promise<boolean> {
  if (!runtime.config.database) return false;
  const db = openDatabase(runtime.config.database);
  const [row] = await db.select().from(jobs).where(eq(jobs.id, id));
  if (row?.guildId !== guildId || row.state !== 'dead' || row.name === 'interaction') return false;
  await db
    .update(jobs)
    .set({ state: 'queued', attempts: 0, runAt: new Date(runtime.outside.now()), finishedAt: null })
    .where(eq(jobs.id, id));
  runtime.defer(runtime.config.jobs.send({ kind: 'job', id }));
  return true;
}
