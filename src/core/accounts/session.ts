import { and, desc, eq, gt } from 'drizzle-orm';
import { DiscordApiError, DiscordError } from '../../discord/errors.ts';
import { UnavailableError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import { uuidv7 } from '../ids.ts';
import { wake } from '../queue/wake.ts';
import { jobs, type KnownGuild, sessions } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';
import { SESSION_MS } from './create-session.ts';
import { accessToken, endedByDiscord, type SessionRow } from './discord-tokens.ts';
import { readGuilds } from './read-guilds.ts';
import { keepForReturn, returnJob } from './return-tokens.ts';
import { sessionPurpose } from './tables.ts';

/** Somebody who is signed in. */
export interface Session {
  row: SessionRow;
  /** To be sent back with every form; other sites can't know it. */
  csrf: string;
  /** The cookie has to be set again, because the session was prolonged. */
  prolonged: boolean;
}

/** Sessions are prolonged at most so often, in milliseconds. */
const PROLONG_EVERY_MS = 60 * 60_000;
/** How long a guild list counts as fresh, and how long an old one is used while Discord is down; milliseconds. */
const FRESH_MS = 3 * 60_000;
const STALE_MS = 60 * 60_000;
/** Whoever asks for a guild that is not in the list may have joined just now; Discord is asked at most so often. */
const RECHECK_MS = 20_000;

/** The session behind a cookie's token, or nothing. One query; every visit prolongs it to 30 days. */
export async function findSession(
  accounts: AccountsContext,
  token: string | undefined,
): Promise<Session | undefined> {
  if (!token || !/^[\w-]{43}$/.test(token)) return undefined;
  const now = accounts.now();
  const [row] = await accounts.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.tokenHash, await sha256Hex(token)), gt(sessions.expiresAt, now)));
  if (!row) return undefined;
  const prolonged = now.getTime() - row.seenAt.getTime() > PROLONG_EVERY_MS;
  if (prolonged) {
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    await accounts.db.update(sessions).set({ seenAt: now, expiresAt }).where(eq(sessions.id, row.id));
  }
  return { row, prolonged, csrf: (await sha256Hex(`csrf:${token}`)).slice(0, 32) };
}

/** The person's guilds, from the session while they are fresh. Throws UnauthenticatedError when Discord ended the sign-in. */
export async function guildsOf(
  accounts: AccountsContext,
  { row }: Session,
  needed?: string,
): Promise<KnownGuild[]> {
  const age = accounts.now().getTime() - row.guildsAt.getTime();
  const usable = needed === undefined || row.guilds.some(({ id, hasBot }) => id === needed && hasBot);
  if (age < (usable ? FRESH_MS : RECHECK_MS)) return row.guilds;
  try {
    const guilds = await readGuilds(accounts, await accessToken(accounts, row), row.guilds);
    await accounts.db
      .update(sessions)
      .set({ guilds, guildsAt: accounts.now() })
      .where(eq(sessions.id, row.id));
    return guilds;
  } catch (error) {
    if (error instanceof DiscordApiError && error.status === 401) throw await endedByDiscord(accounts, row);
    if (!(error instanceof DiscordError)) throw error;
    if (age < STALE_MS) return row.guilds;
    throw new UnavailableError(
      'Discord does not say which servers you are in just now. Try again in a minute.',
    );
  }
}

export const endSession = async (accounts: AccountsContext, { row }: Session): Promise<void> => {
  await accounts.db.delete(sessions).where(eq(sessions.id, row.id));
};

/**
 * Ends every session of the person, and has a job take back Guildhall's access to their Discord account: all of it, as
 * Discord knows no part. Gives how many sessions ended.
 */
export async function endAllSessions(accounts: AccountsContext, { row }: Session): Promise<number> {
  const { db, runtime } = accounts;
  const remove = db.delete(sessions).where(eq(sessions.userId, row.userId)).returning({ id: sessions.id });
  const returnId = uuidv7(accounts.now().getTime());
  const tokens = { sealed: row.tokens, purpose: sessionPurpose(row.id) };
  const kept = await keepForReturn({ ...accounts, log: runtime.log }, returnId, [tokens]);
  if (!kept) return (await remove).length;
  const { name, payload } = returnJob(returnId);
  const at = accounts.now();
  const job = { id: returnId, name, payload, state: 'queued' as const, runAt: at, createdAt: at };
  const [gone] = await db.batch([remove, db.execute(kept), db.insert(jobs).values(job)]);
  runtime.defer(wake(runtime.config.jobs, [{ kind: 'job', id: job.id }]));
  return gone.length;
}

/** Where the person is signed in, last used first. */
export const listSessions = (accounts: AccountsContext, { row }: Session) =>
  accounts.db
    .select({ id: sessions.id, createdAt: sessions.createdAt, seenAt: sessions.seenAt })
    .from(sessions)
    .where(and(eq(sessions.userId, row.userId), gt(sessions.expiresAt, accounts.now())))
    .orderBy(desc(sessions.seenAt))
    .limit(50);
