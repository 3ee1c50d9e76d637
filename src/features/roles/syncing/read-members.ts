import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { isMissingAccess, isUnknownMember } from '../../../discord/errors.ts';
import { getMember, listMembers } from '../../../discord/members.ts';

/** Discord gives at most so many members a page. */
const PAGE = 1_000;
/** Up to so many people are asked for one by one; more, and whole pages are fewer calls. */
const MOST_SINGLY = 50;
/** Where Discord lists nobody, so many are asked for one by one at most. */
const MOST_WITHOUT_LIST = 500;

export interface SeenMembers {
  /** Roles by user id; whoever is absent is not in the server. */
  roles: ReadonlyMap<string, readonly string[]>;
  /** What those are called here who matter to a rule. */
  names: ReadonlyMap<string, string>;
  /** False when Discord would not list the members, so that only those were looked at who matter to a rule. */
  listed: boolean;
}

/**
 * The roles that people have now. `whom` is everybody or some; `relevant` are those who matter to a rule, and stand in
 * for everybody where the list is closed to the bot, as it is without the intent GUILD_MEMBERS.
 */
export async function readMembers(
  ctx: ActionContext,
  whom: 'everybody' | readonly string[],
  relevant: ReadonlySet<string>,
): Promise<SeenMembers> {
  if (whom !== 'everybody' && whom.length <= MOST_SINGLY) {
    return { ...(await readSingly(ctx, whom)), listed: true };
  }
  const some = whom === 'everybody' ? undefined : new Set(whom);
  try {
    return { ...(await readPages(ctx, { some, relevant })), listed: true };
  } catch (error) {
    if (!isMissingAccess(error)) throw error;
    const few = whom === 'everybody' ? [...relevant] : whom;
    if (few.length > MOST_WITHOUT_LIST) {
      throw new InputError(
        'Discord does not let Guildhall list the members. Switch on “Server Members Intent” in the developer portal, under Bot.',
      );
    }
    return { ...(await readSingly(ctx, few)), listed: false };
  }
}

type Found = Pick<SeenMembers, 'roles' | 'names'>;

/** Everybody, or `some`, from whole pages; names only of those who matter, as a large server has many others. */
async function readPages(
  ctx: ActionContext,
  { some, relevant }: { some: ReadonlySet<string> | undefined; relevant: ReadonlySet<string> },
): Promise<Found> {
  const found = { roles: new Map<string, readonly string[]>(), names: new Map<string, string>() };
  for (let after = '0'; ; ) {
    const page = await listMembers(ctx.discord, ctx.guildId, { limit: PAGE, after });
    for (const member of page) {
      const { id } = member.user;
      if (some && !some.has(id)) continue;
      found.roles.set(id, member.roles);
      if (relevant.has(id)) found.names.set(id, nameOf(member));
    }
    const last = page.at(-1)?.user.id;
    if (page.length < PAGE || !last || last === after) return found;
    after = last;
  }
}

async function readSingly(ctx: ActionContext, userIds: readonly string[]): Promise<Found> {
  const found = { roles: new Map<string, readonly string[]>(), names: new Map<string, string>() };
  for (const userId of userIds) {
    try {
      const member = await getMember(ctx.discord, ctx.guildId, userId);
      found.roles.set(userId, member.roles);
      found.names.set(userId, nameOf(member));
    } catch (error) {
      if (!isUnknownMember(error)) throw error;
    }
  }
  return found;
}

const nameOf = ({ nick, user }: Awaited<ReturnType<typeof getMember>>): string =>
  nick ?? user.global_name ?? user.username;
