import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../database/client.ts';
import { redact } from '../log.ts';
import { jobs } from '../tables.ts';

export type JobRow = typeof jobs.$inferSelect;

/**
 * A worker that has not finished by then is taken for dead. If it still lives, what it writes is refused, because the
 * next claim has raised `attempts`; so a lease may be shorter than the 15 minutes that a consumer can run.
 */
const LEASE_MS = 3 * 60_000;

/** What a claim found: the row is now ours, or it is finished, or somebody else works on it until `retryAt`. */
export type Claim = { kind: 'ours'; job: JobRow } | { kind: 'over' } | { kind: 'busy'; retryAt: Date };

/** What a claim writes. A job that is running has lost its worker, or it could not be claimed. */
const taken = (leasedUntil: Date) => ({
  state: 'running' as const,
  attempts: sql`${jobs.attempts} + 1`,
  crashes: sql`${jobs.crashes} + case when ${jobs.state} = 'running' then 1 else 0 end`,
  leasedUntil,
});

/** Takes a job in one statement; of several workers exactly one gets it. */
export async function claimJob(db: Database, id: string, now: Date): Promise<Claim> {
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  const rows = await db
    .update(jobs)
    .set(taken(leasedUntil))
    .where(and(eq(jobs.id, id), claimable(now)))
    .returning();
  return rows[0] ? { kind: 'ours', job: rows[0] } : whyNot(db, id);
}

/** Writes down a job that exists only as a queue message so far, and takes it; one statement. */
export async function startJob(
  db: Database,
  job: { id: string; guildId: string | null; name: string; payload: Record<string, unknown> },
  now: Date,
): Promise<Claim> {
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  const rows = await db
    .insert(jobs)
    .values({ ...job, state: 'running', attempts: 1, runAt: now, leasedUntil, createdAt: now })
    .onConflictDoUpdate({
      target: jobs.id,
      set: taken(leasedUntil),
      setWhere: claimable(now),
    })
    .returning();
  return rows[0] ? { kind: 'ours', job: rows[0] } : whyNot(db, job.id);
}

/** The claim that a worker holds; all that it writes is bound to it. */
export type HeldJob = Pick<JobRow, 'id' | 'attempts'>;

export async function finishJob(db: Database, job: HeldJob, result: unknown, now: Date): Promise<void> {
  await db
    .update(jobs)
    .set({ state: 'done', result: result ?? null, error: null, leasedUntil: null, finishedAt: now })
    .where(stillHeld(job));
}

/** Puts a job back for a later attempt; `result` keeps what is already known, so that it isn't worked out again. */
export async function delayJob(
  db: Database,
  job: HeldJob,
  { runAt, error, result }: { runAt: Date; error: string; result?: unknown },
): Promise<void> {
  await db
    .update(jobs)
    .set({ state: 'queued', runAt, error: storable(error), leasedUntil: null, ...(result ? { result } : {}) })
    .where(stillHeld(job));
}

/** Puts a job back as if it had not been tried; the sweep finds it again. */
export async function pauseJob(db: Database, job: HeldJob, runAt: Date): Promise<void> {
  await db
    .update(jobs)
    .set({ state: 'queued', runAt, attempts: job.attempts - 1, leasedUntil: null })
    .where(stillHeld(job));
}

/** Gives a job up; it stays for an admin to look at and to run again. */
export async function buryJob(db: Database, job: HeldJob, because: Burial): Promise<void> {
  await burial(db, job, because);
}

interface Burial {
  error: string;
  reference: string;
  now: Date;
  /** Whose failed work it is, if it has been no server's job so far. */
  guildId?: string;
}

/** The same as a statement for a batch. */
export const burial = (db: Database, job: HeldJob, { error, reference, now, guildId }: Burial) =>
  db
    .update(jobs)
    .set({
      state: 'dead',
      ...(guildId ? { guildId } : {}),
      error: storable(error),
      reference,
      result: null,
      leasedUntil: null,
      finishedAt: now,
    })
    .where(stillHeld(job));

const storable = (error: string): string => redact(error).slice(0, 2_000);

const stillHeld = (job: HeldJob) =>
  and(eq(jobs.id, job.id), eq(jobs.state, 'running'), eq(jobs.attempts, job.attempts));

const claimable = (now: Date) => sql`(
  (${jobs.state} = 'queued' and ${jobs.runAt} <= ${now.toISOString()}::timestamptz)
  or (${jobs.state} = 'running' and ${jobs.leasedUntil} < ${now.toISOString()}::timestamptz))`;

async function whyNot(db: Database, id: string): Promise<Claim> {
  const [row] = await db.select().from(jobs).where(eq(jobs.id, id));
  if (!row || row.state === 'done' || row.state === 'dead') return { kind: 'over' };
  return { kind: 'busy', retryAt: row.state === 'running' ? (row.leasedUntil ?? row.runAt) : row.runAt };
}
