import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/client.ts';
import { requireChange } from '../database/guard.ts';
import { InputError, RepeatError, ReusedKeyError } from '../errors.ts';
import { idempotencyKeys } from '../tables.ts';

/** How long an answer is kept for repeats. */
const KEEP_MS = 24 * 60 * 60_000;
/** Longer than any request runs; after that its worker is taken for dead. */
const LEASE_MS = 60_000;
/** Guard's name when somebody else took the request over. */
export const LEASE_LOST = 'idempotency-lease';

export interface KeyedRequest {
  guildId: string;
  /** Label of the actor. */
  actor: string;
  key: string;
  requestHash: string;
}

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Claim = { kind: 'run'; lease: string } | { kind: 'answered'; answer: StoredAnswer };

/** The `Idempotency-Key` of a request, if it has one. Throws InputError for one that can't be kept. */
export function readIdempotencyKey(header: string | null): string | null {
  if (header === null || /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new InputError('Idempotency-Key: 1 to 255 visible ASCII characters, best a UUID.');
}

/**
 * Makes this try the one that runs the request, in one round trip. A finished request gives its stored answer; one
 * that runs elsewhere, or whose answer was lost in a crash after the change, throws RepeatError; the same key with
 * another request throws ReusedKeyError. With `again` repeats of the same request run too, as their action knows them.
 */
export async function claimKey(
  db: Database,
  request: KeyedRequest,
  now: Date,
  again: boolean,
): Promise<Claim> {
  const lease = crypto.randomUUID();
  const row = {
    ...request,
    state: 'running' as const,
    lease,
    leasedUntil: new Date(now.getTime() + LEASE_MS),
    status: null,
    headers: null,
    body: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + KEEP_MS),
  };
  const [, [found]] = await db.batch([
    db
      .insert(idempotencyKeys)
      .values(row)
      .onConflictDoUpdate({
        target: [idempotencyKeys.guildId, idempotencyKeys.actor, idempotencyKeys.key],
        set: row,
        setWhere: sql`${idempotencyKeys.expiresAt} <= ${now.toISOString()}::timestamptz`,
      }),
    db.select().from(idempotencyKeys).where(same(request)),
  ]);
  if (!found || found.lease === lease) return { kind: 'run', lease };
  if (found.requestHash !== request.requestHash) {
    throw new ReusedKeyError(
      'This Idempotency-Key came with another request before. Take a new one for each request.',
    );
  }
  if (again) return { kind: 'run', lease: found.lease };
  if (found.state === 'answered' && found.status !== null) {
    const { status, headers, body } = found;
    return { kind: 'answered', answer: { status, headers: headers ?? {}, body: body ?? '' } };
  }
  if (found.leasedUntil > now) throw inFlight();
  if (found.state === 'committed') {
    throw new RepeatError(
      'answer_lost',
      'This was done, but its answer was lost. Look at what is there before you send it again with a new key.',
    );
  }
  const [taken] = await db
    .update(idempotencyKeys)
    .set({ lease, leasedUntil: row.leasedUntil })
    .where(and(same(request), eq(idempotencyKeys.lease, found.lease), eq(idempotencyKeys.state, 'running')))
    .returning({ lease: idempotencyKeys.lease });
  if (!taken) throw inFlight();
  return { kind: 'run', lease };
}

export const inFlight = () =>
  new RepeatError(
    'in_flight',
    'The same request is still running. Send it again in a moment to get its answer.',
  );

/**
 * A statement for the transaction of the change: writes down that it happened, and fails it when this try no longer
 * holds the lease. So of all tries with one key exactly one changes something, whatever crashes.
 */
export function witnessOf(db: Database, request: KeyedRequest, lease: string): SQL {
  const update = db
    .update(idempotencyKeys)
    .set({ state: 'committed' })
    .where(
      and(
        same(request),
        eq(idempotencyKeys.lease, lease),
        inArray(idempotencyKeys.state, ['running', 'committed']),
      ),
    );
  return requireChange(update.getSQL(), LEASE_LOST);
}

/** Keeps the answer for repeats. If that fails, a repeat is told that the answer was lost. */
export async function storeAnswer(
  db: Database,
  request: KeyedRequest,
  lease: string,
  answer: StoredAnswer,
): Promise<void> {
  await db
    .update(idempotencyKeys)
    .set({ state: 'answered', ...answer })
    .where(and(same(request), eq(idempotencyKeys.lease, lease)));
}

/** Says that this try is over without keeping its answer, because that holds a secret. */
export async function endLease(db: Database, request: KeyedRequest, lease: string, now: Date): Promise<void> {
  await db
    .update(idempotencyKeys)
    .set({ leasedUntil: now })
    .where(and(same(request), eq(idempotencyKeys.lease, lease)));
}

/** Forgets a request that was refused, so that it can be sent again put right. One that changed something stays. */
export async function releaseKey(db: Database, request: KeyedRequest, lease: string): Promise<void> {
  await db
    .delete(idempotencyKeys)
    .where(and(same(request), eq(idempotencyKeys.lease, lease), eq(idempotencyKeys.state, 'running')));
}

const same = ({ guildId, actor, key }: KeyedRequest) =>
  and(eq(idempotencyKeys.guildId, guildId), eq(idempotencyKeys.actor, actor), eq(idempotencyKeys.key, key));
