import { eq, sql } from 'drizzle-orm';
import { DiscordError, isUnknownEntity } from '../../discord/errors.ts';
import { getMember } from '../../discord/members.ts';
import type { Actor } from '../access/actor.ts';
import { NotFoundError } from '../errors.ts';
import { type KnownGuild, type KnownMember, sessions } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';
import { rememberNames } from './member-names.ts';
import { guildsOf, type Session } from './session.ts';

/** How long roles count as fresh, in milliseconds: so long does somebody who lost a role keep what it allowed. */
const FRESH_MS = 60_000;
/** A person waits; in milliseconds. */
const MAX_WAIT_MS = 2_000;

/** Somebody in one of their guilds, as the same actor that their interactions would have. */
export interface GuildVisit {
  guild: KnownGuild;
  actor: Extract<Actor, { kind: 'user' }>;
}

/**
 * Lets a person into a guild. Throws NotFoundError for one that they are not a member of, and for one that doesn't
 * exist or lacks the bot, so that nobody can find out which guilds there are.
 */
export async function visitGuild(
  accounts: AccountsContext,
  session: Session,
  guildId: string,
): Promise<GuildVisit> {
  const gone = new NotFoundError('There is no such server, or you are not in it, or Guildhall is not.');
  if (!/^\d{15,20}$/.test(guildId)) throw gone;
  const guilds = await guildsOf(accounts, session, guildId);
  const guild = guilds.find(({ id, hasBot }) => id === guildId && hasBot);
  if (!guild) throw gone;
  const member = await readMember(accounts, session, guildId);
  if (!member) throw gone;
  const { name, roleIds } = member;
  const permissions = BigInt(guild.permissions);
  return { guild, actor: { kind: 'user', id: session.row.userId, name, permissions, roleIds } };
}

/** The person's name and roles in the guild; undefined once they have left. While Discord is down: no roles. */
async function readMember(
  accounts: AccountsContext,
  { row }: Session,
  guildId: string,
): Promise<KnownMember | undefined> {
  const now = accounts.now().getTime();
  const known = row.members[guildId];
  if (known && now - known.at < FRESH_MS) return known;
  try {
    const found = await getMember(accounts.discord, guildId, row.userId, {
      maxWaitMs: MAX_WAIT_MS,
      retries: 1,
    });
    const name = found.nick ?? found.user.global_name ?? found.user.username;
    const member: KnownMember = { name, roleIds: found.roles, at: now };
    accounts.runtime.defer(keep(accounts, row.id, row.userId, guildId, member));
    return member;
  } catch (error) {
    if (isUnknownEntity(error)) return undefined;
    if (!(error instanceof DiscordError)) throw error;
    accounts.runtime.log.warn('roles not read', { error, guildId });
    return { name: known?.name ?? row.userName, roleIds: [], at: now };
  }
}

async function keep(
  { db }: AccountsContext,
  sessionId: string,
  userId: string,
  guildId: string,
  member: KnownMember,
): Promise<void> {
  await db.batch([
    db
      .update(sessions)
      .set({ members: sql`${sessions.members} || ${JSON.stringify({ [guildId]: member })}::jsonb` })
      .where(eq(sessions.id, sessionId)),
    rememberNames(db, guildId, [{ userId, name: member.name }], new Date(member.at)),
  ]);
}
