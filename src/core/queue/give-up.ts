import { safeParse } from 'valibot';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { requireChange } from '../database/guard.ts';
import { ConflictError } from '../errors.ts';
import { PLAN_JOB } from '../notifications/register.ts';
import type { Runtime } from '../runtime.ts';
import { burial, buryJob, type JobRow } from './job-store.ts';
import { WORK_FAILED } from './signals.ts';

/** The feature that tells people of failed work; of its own failures nobody is told, as that would never end. */
const TELLING = `${PLAN_JOB.split('.')[0]}.`;

/**
 * Gives a job up and, where it is a server's or can be told to concern one, tells of it by a signal in the same
 * transaction. What concerns nobody in particular is counted in the health.
 */
export async function giveUp(
  runtime: Runtime,
  job: JobRow,
  { error, reference }: { error: string; reference: string },
): Promise<void> {
  if (!runtime.config.database) return;
  const db = openDatabase(runtime.config.database);
  const guildId = job.guildId ?? (await concernedBy(runtime, job));
  const because = { error, reference, now: new Date(runtime.outside.now()), ...(guildId ? { guildId } : {}) };
  if (!guildId || job.name.startsWith(TELLING) || !runtime.registry.signals.has(WORK_FAILED)) {
    await buryJob(db, job, because);
    return;
  }
  const ctx = createContext(runtime, {
    guildId,
    actor: { kind: 'system', name: job.name },
    source: 'job',
    requestId: reference,
  });
  const title = runtime.registry.jobs.get(job.name)?.title ?? job.name;
  try {
    await ctx.commit({
      statements: [requireChange(burial(db, job, because).getSQL(), 'job-held')],
      signals: [{ type: WORK_FAILED, subject: `job:${job.id}`, data: { job: job.name, title, reference } }],
    });
  } catch (conflict) {
    // Somebody else has it now.
    if (!(conflict instanceof ConflictError)) throw conflict;
  }
}

/** Asked of a job that has failed, so it may fail as well. */
async function concernedBy(runtime: Runtime, job: JobRow): Promise<string | null> {
  const definition = runtime.registry.jobs.get(job.name);
  const parsed = definition?.concerns && safeParse(definition.schema, job.payload);
  if (!parsed?.success) return null;
  try {
    return (await definition?.concerns?.(runtime, parsed.output)) ?? null;
  } catch (cause) {
    runtime.log.warn('whose failed work this is cannot be told', { job: job.name, error: cause });
    return null;
  }
}
