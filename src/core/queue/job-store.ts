import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../database/client.ts';
import { redact } from '../log.ts';
import { jobs } from '../tables.ts';

export type JobRow = typeof jobs.$inferSelect;

/** A worker that has not finished by then is taken for dead; queue consumers are stopped after 15 minutes at most. */
const LEASE_MS = 3 * 60_000;

/** What a claim found: the row is now ours, or it is finished, or somebody else works on it until `retryAt`. */
export type Claim = { kind: 'ours'; job: JobRow } | { kind: 'over' } | { kind: 'busy'; retryAt: Date };

/** Takes a job in one statement; of several workers exactly one gets it. */
export async function claimJob(db: Database, id: string, now: Date): Promise<Claim> {
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  const rows = await db
    .update(jobs)
    .set({ state: 'running', attempts: sql`${jobs.attempts} + 1`, leasedUntil })
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
      set: { state: 'running', attempts: sql`${jobs.attempts} + 1`, leasedUntil },
      setWhere: claimable(now),
    })
    .returning();
  return rows[0] ? { kind: 'ours', job: rows[0] } : whyNot(db, job.id);
}

export async function finishJob(db: Database, id: string, result: unknown, now: Date): Promise<void> {
  await db
    .update(jobs)
    .set({ state: 'done', result: result ?? null, error: null, leasedUntil: null, finishedAt: now })
    .where(eq(jobs.id, id));
}

/** Puts a job back for a later attempt; `result` keeps what is already known, so that it isn't worked out again. */
export async function delayJob(
  db: Database,
  id: string,
  runAt: Date,
  error: string,
  result?: unknown,
): Promise<void> {
  await db
    .update(jobs)
    .set({
      state: 'queued',
      runAt,
      error: redact(error).slice(0, 2_000),
      leasedUntil: null,
      ...(result ? { result } : {}),
    })
    .where(eq(jobs.id, id));
}

/** Gives a job up; it stays for an admin to look at and to run again. */
export async function buryJob(
  db: Database,
  id: string,
  error: string,
  reference: string,
  now: Date,
): Promise<void> {
  await db
    .update(jobs)
    .set({
      state: 'dead',
      error: redact(error).slice(0, 2_000),
      reference,
      leasedUntil: null,
      finishedAt: now,
    })
    .where(and(eq(jobs.id, id), sql`${jobs.state} <> 'done'`));
}

const claimable = (now: Date) => sql`(
  (${jobs.state} = 'queued' and ${jobs.runAt} <= ${now.toISOString()}::timestamptz)
  or (${jobs.state} = 'running' and ${jobs.leasedUntil} < ${now.toISOString()}::timestamptz))`;

async function whyNot(db: Database, id: string): Promise<Claim> {
  const [row] = await db.select().from(jobs).where(eq(jobs.id, id));
  if (!row || row.state === 'done' || row.state === 'dead') return { kind: 'over' };
  return { kind: 'busy', retryAt: row.state === 'running' ? (row.leasedUntil ?? row.runAt) : row.runAt };
}
