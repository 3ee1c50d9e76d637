import { and, desc, eq, ne, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { wake } from '../../../core/queue/wake.ts';
import { deliveries, jobs } from '../../../core/tables.ts';

/** Something of a guild that was given up and waits for somebody to look at it. */
export interface FailedWork {
  kind: 'job' | 'delivery';
  id: string;
  /** Job name, or the notice that was to be posted. */
  name: string;
  error: string;
  attempts: number;
  failedAt: Date;
}

const SHOWN = 20;

/** The guild's dead jobs and failed deliveries, newest first. A dead interaction told its person already. */
export async function listFailedWork(ctx: ActionContext): Promise<FailedWork[]> {
  await ctx.require('hub:settings');
  const [deadJobs, failedDeliveries] = await ctx.db.batch([
    ctx.db
      .select()
      .from(jobs)
      .where(and(eq(jobs.guildId, ctx.guildId), eq(jobs.state, 'dead'), ne(jobs.name, 'interaction')))
      .orderBy(desc(jobs.createdAt))
      .limit(SHOWN),
    ctx.db
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.guildId, ctx.guildId), eq(deliveries.state, 'failed')))
      .orderBy(desc(deliveries.createdAt))
      .limit(SHOWN),
  ]);
  const work: FailedWork[] = [
    ...deadJobs.map((row) => ({ ...common(row), kind: 'job' as const, name: row.name })),
    ...failedDeliveries.map((row) => ({
      ...common(row),
      kind: 'delivery' as const,
      name: row.notice || row.eventType,
    })),
  ];
  return work.sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime()).slice(0, SHOWN);
}

/** Puts failed work back in its queue with fresh attempts. Throws NotFoundError for what is not there or not failed. */
export async function retryFailedWork(
  ctx: ActionContext,
  kind: FailedWork['kind'],
  id: string,
): Promise<void> {
  await ctx.require('hub:settings');
  const gone = new NotFoundError(
    'This is not waiting any more: somebody ran it again, or it was tidied away.',
  );
  if (kind === 'delivery' && !isUuid(id)) throw gone;
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const change =
    kind === 'job'
      ? sql`update jobs set state = 'queued', attempts = 0, crashes = 0, run_at = ${now}, finished_at = null
          where guild_id = ${ctx.guildId} and id = ${id} and state = 'dead' and name <> 'interaction'`
      : sql`update deliveries set state = 'queued', attempts = 0, run_at = ${now}, finished_at = null
          where guild_id = ${ctx.guildId} and id = ${id}::uuid and state = 'failed'`;
  try {
    await ctx.commit({
      statements: [requireChange(change, 'not-failed')],
      audit: [{ action: `hub.retry-${kind}`, target: `${kind}:${id}` }],
    });
  } catch (error) {
    throw error instanceof ConflictError ? gone : error;
  }
  const { jobs: jobQueue, deliveries: deliveryQueue } = ctx.runtime.config;
  ctx.runtime.defer(kind === 'job' ? wake(jobQueue, [{ kind, id }]) : wake(deliveryQueue, [{ kind, id }]));
}

const common = (row: {
  id: string;
  error: string | null;
  attempts: number;
  finishedAt: Date | null;
  createdAt: Date;
}) => ({
  id: row.id,
  error: row.error ?? '',
  attempts: row.attempts,
  failedAt: row.finishedAt ?? row.createdAt,
});
