import { and, eq, gt, isNull, or } from 'drizzle-orm';
import type { Actor } from '../access/actor.ts';
import { openAccounts } from '../accounts/accounts-context.ts';
import { readRequestCookie } from '../accounts/cookies.ts';
import { visitGuild } from '../accounts/guild-visit.ts';
import { findSession, type Session } from '../accounts/session.ts';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { DeniedError, GuildhallError, UnauthenticatedError } from '../errors.ts';
import type { Permission } from '../feature.ts';
import { authenticateKey } from '../http/authenticate-key.ts';
import { countRefusedKey } from '../http/rate-limit.ts';
import type { Runtime } from '../runtime.ts';
import { apiKeys, sessions } from '../tables.ts';
import { grantsOf, LIVE } from './grants.ts';

/** By what a reader was let in; it is looked at again while the stream lasts. */
export type Credential = { kind: 'session'; id: string } | { kind: 'key'; id: string };

/** Somebody who reads the stream of one guild. */
export interface Reader {
  guildId: string;
  credential: Credential;
  /** Absent for programs. */
  person: { id: string; name: string } | undefined;
  grants: readonly Permission[];
}

/**
 * Lets the sender of a request read a guild's stream, by API key or by the dashboard's session. Throws
 * UnauthenticatedError, DeniedError, or NotFoundError for a guild that the person is not in.
 */
export async function admitReader(runtime: Runtime, request: Request, guildId: string): Promise<Reader> {
  const header = request.headers.get('authorization');
  if (header !== null) {
    try {
      const { actor } = await authenticateKey(runtime, header, guildId);
      return await readerFrom(runtime, guildId, actor, { kind: 'key', id: idOf(actor) });
    } catch (error) {
      if (error instanceof UnauthenticatedError) await countRefusedKey(runtime, request);
      throw error;
    }
  }
  requireOwnPage(runtime, request);
  const accounts = openAccounts(runtime);
  const session = await findSession(accounts, readRequestCookie(request, 'guildhall'));
  if (!session)
    throw new UnauthenticatedError('Sign in, or send an API key as `Authorization: Bearer gh_…`.');
  const { actor } = await visitGuild(accounts, session, guildId);
  return readerFrom(runtime, guildId, actor, { kind: 'session', id: session.row.id });
}

/** The same reader with what they may see now; undefined once their session, key or membership has ended. */
export async function readmitReader(
  runtime: Runtime,
  { guildId, credential }: Reader,
): Promise<Reader | undefined> {
  try {
    const actor = await actorBehind(runtime, guildId, credential);
    return actor && (await readerFrom(runtime, guildId, actor, credential));
  } catch (error) {
    if (error instanceof GuildhallError && error.status < 500) return undefined;
    throw error;
  }
}

async function readerFrom(
  runtime: Runtime,
  guildId: string,
  actor: Actor,
  credential: Credential,
): Promise<Reader> {
  const ctx = createContext(runtime, { guildId, actor, source: 'api', requestId: 'live' });
  await ctx.require(LIVE, 'read');
  const grants = await grantsOf(ctx);
  if (grants.length === 0) throw new DeniedError('You may see nothing of what this stream tells.');
  const person = actor.kind === 'user' ? { id: actor.id, name: actor.name } : undefined;
  return { guildId, credential, person, grants };
}

async function actorBehind(
  runtime: Runtime,
  guildId: string,
  { kind, id }: Credential,
): Promise<Actor | undefined> {
  const now = new Date(runtime.outside.now());
  if (kind === 'session') {
    const accounts = openAccounts(runtime);
    const [row] = await accounts.db
      .select()
      .from(sessions)
      .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now)));
    if (!row) return undefined;
    const session: Session = { row, csrf: '', prolonged: false };
    return (await visitGuild(accounts, session, guildId)).actor;
  }
  if (!runtime.config.database) return undefined;
  const [key] = await openDatabase(runtime.config.database)
    .select()
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.id, id),
        eq(apiKeys.guildId, guildId),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    );
  return key && { kind: 'key', id: key.id, name: key.name, scopes: key.scopes };
}

/** A browser sends cookies with sockets that any site opens, but it says which site that is. */
function requireOwnPage({ config }: Runtime, request: Request): void {
  const origin = request.headers.get('origin');
  const own = [new URL(request.url).origin, ...(config.publicUrl ? [new URL(config.publicUrl).origin] : [])];
  if (origin !== null ? own.includes(origin) : request.headers.get('upgrade') === null) return;
  throw new DeniedError('This stream was asked for from another site. Programs send an API key.');
}

const idOf = (actor: Actor): string => (actor.kind === 'key' ? actor.id : '');
