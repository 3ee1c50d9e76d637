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

/** Gives a job up and, where it is a server's, tells of it by a signal in the same transaction. */
export async function giveUp(
  runtime: Runtime,
  job: JobRow,
  { error, reference }: { error: string; reference: string },
): Promise<void> {
  if (!runtime.config.database) return;
  const db = openDatabase(runtime.config.database);
  const because = { error, reference, now: new Date(runtime.outside.now()) };
  if (!job.guildId || job.name.startsWith(TELLING) || !runtime.registry.signals.has(WORK_FAILED)) {
    await buryJob(db, job, because);
    return;
  }
  const ctx = createContext(runtime, {
    guildId: job.guildId,
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
