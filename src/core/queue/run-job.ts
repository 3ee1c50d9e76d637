import * as v from 'valibot';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { isRetryable, retryAfterMs } from '../interactions/present.ts';
import { describeError } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { giveUp } from './give-up.ts';
import { backoffMs, DEFAULT_MAX_ATTEMPTS } from './job.ts';
import { claimJob, delayJob, finishJob, type JobRow, pauseJob } from './job-store.ts';
import { isPaused, PAUSE_MS } from './paused.ts';

/** How long something outside may be down before the jobs that need it are given up. */
const OUTAGE_MS = 24 * 60 * 60_000;
/** A job that took its worker down this often is not started again. */
const MOST_CRASHES = 12;

/**
 * Runs one job: at-least-once, one worker at a time by lease. A failure puts it back with backoff: for a day while
 * something outside is down, else until its attempts are used up. Then it is dead and waits for an admin, who can run
 * it again. While its feature is switched off it waits and uses up nothing. Returns the milliseconds after which to
 * come again, if it is not over.
 */
export async function runJob(runtime: Runtime, id: string): Promise<number | undefined> {
  if (!runtime.config.database) return backoffMs(5);
  if (runtime.config.readOnly) return undefined;
  const db = openDatabase(runtime.config.database);
  const now = () => new Date(runtime.outside.now());
  const claim = await claimJob(db, id, now());
  if (claim.kind === 'over') return undefined;
  if (claim.kind === 'busy') return Math.max(1_000, claim.retryAt.getTime() - runtime.outside.now());

  const { job } = claim;
  const definition = runtime.registry.jobs.get(job.name);
  const requestId = `job-${job.id.slice(-13)}`;
  const log = runtime.log.with({ requestId, job: job.name });
  let result: unknown;
  try {
    if (!definition) throw new Error(`no feature declares the job ${job.name}`);
    if (job.crashes >= MOST_CRASHES) throw new Error('its workers stopped each time');
    const ctx = createContext(runtime, {
      guildId: job.guildId ?? '',
      actor: { kind: 'system', name: job.name },
      source: 'job',
      requestId,
    });
    if (await isPaused(ctx, job.name.split('.')[0] ?? '', 'job')) {
      await pauseJob(db, job, new Date(runtime.outside.now() + PAUSE_MS));
      return undefined;
    }
    const payload = v.parse(definition.schema, job.payload);
    result = await definition.run(ctx, payload);
  } catch (error) {
    const said = JSON.stringify(describeError(error));
    if (isOver(job, error, now(), definition?.maxAttempts)) {
      log.error('job is dead', { attempts: job.attempts, error });
      await giveUp(runtime, job, { error: said, reference: requestId });
      return undefined;
    }
    const delayMs = retryAfterMs(error) ?? backoffMs(job.attempts);
    log.warn('job failed, will run again', { attempts: job.attempts, delayMs, error });
    await delayJob(db, job, { runAt: new Date(runtime.outside.now() + delayMs), error: said });
    return delayMs;
  }
  await finishJob(db, job, result, now());
  return undefined;
}

function isOver(job: JobRow, error: unknown, now: Date, maxAttempts = DEFAULT_MAX_ATTEMPTS): boolean {
  if (error instanceof v.ValiError || job.crashes >= MOST_CRASHES) return true;
  if (isRetryable(error)) return now.getTime() - job.createdAt.getTime() > OUTAGE_MS;
  return job.attempts >= maxAttempts;
}
