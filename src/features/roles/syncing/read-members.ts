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
  /** False when Discord would not list the members, so that only those were looked at who matter to a rule. */
  listed: boolean;
}

/**
 * The roles that people have now. `whom` is everybody or some; `relevant` stands in for everybody where the list is
 * closed to the bot, as it is without the intent GUILD_MEMBERS.
 */
export async function readMembers(
  ctx: ActionContext,
  whom: 'everybody' | readonly string[],
  relevant: ReadonlySet<string>,
): Promise<SeenMembers> {
  if (whom !== 'everybody' && whom.length <= MOST_SINGLY) {
    return { roles: await readSingly(ctx, whom), listed: true };
  }
  try {
    const roles = await readPages(ctx);
    if (whom === 'everybody') return { roles, listed: true };
    const some = whom.flatMap((id): [string, readonly string[]][] => {
      const found = roles.get(id);
      return found ? [[id, found]] : [];
    });
    return { roles: new Map(some), listed: true };
  } catch (error) {
    if (!isMissingAccess(error)) throw error;
    const few = whom === 'everybody' ? [...relevant] : whom;
    if (few.length > MOST_WITHOUT_LIST) {
      throw new InputError(
        'Discord does not let Guildhall list the members. Switch on “Server Members Intent” in the developer portal, under Bot.',
      );
    }
    return { roles: await readSingly(ctx, few), listed: false };
  }
}

async function readPages(ctx: ActionContext): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (let after = '0'; ; ) {
    const page = await listMembers(ctx.discord, ctx.guildId, { limit: PAGE, after });
    for (const { user, roles } of page) found.set(user.id, roles);
    const last = page.at(-1)?.user.id;
    if (page.length < PAGE || !last || last === after) return found;
    after = last;
  }
}

async function readSingly(
  ctx: ActionContext,
  userIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const userId of userIds) {
    try {
      found.set(userId, (await getMember(ctx.discord, ctx.guildId, userId)).roles);
    } catch (error) {
      if (!isUnknownMember(error)) throw error;
    }
  }
  return found;
}
