import { DiscordApiError, isUnknownEntity } from '../../discord/errors.ts';
import { getGuild } from '../../discord/guilds.ts';
import { getMember } from '../../discord/members.ts';
import { computeGuildPermissions } from '../../discord/permissions.ts';
import type { ActionContext } from '../context.ts';
import { GuildhallError } from '../errors.ts';
import type { RegisteredKind } from './kind.ts';

type Guild = Awaited<ReturnType<typeof getGuild>>;

/**
 * Those of the people who are still members and may still be told of the kind: roles change, and what is told may be
 * no business of theirs any more. Asks Discord.
 */
export async function whoMayHear(
  ctx: ActionContext,
  kind: Pick<RegisteredKind, 'access'>,
  userIds: readonly string[],
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const guild = await getGuild(ctx.discord, ctx.guildId);
  const allowed: string[] = [];
  for (const userId of userIds) {
    if (await mayHear(ctx, kind, guild, userId)) allowed.push(userId);
  }
  return allowed;
}

async function mayHear(
  ctx: ActionContext,
  { access }: Pick<RegisteredKind, 'access'>,
  guild: Guild,
  userId: string,
): Promise<boolean> {
  try {
    const { roles: roleIds, user } = await getMember(ctx.discord, ctx.guildId, userId);
    const permissions = computeGuildPermissions(
      { userId, roleIds },
      { id: guild.id, ownerId: guild.owner_id, roles: guild.roles },
    );
    const name = user.global_name ?? user.username;
    await ctx.as({ kind: 'user', id: userId, name, permissions, roleIds }).require(access, 'read');
    return true;
  } catch (error) {
    if (error instanceof DiscordApiError && isUnknownEntity(error)) return false;
    if (error instanceof GuildhallError && error.status < 500) return false;
    throw error;
  }
}

/** Whom the server belongs to: the one person among its admins who is known without listing all members. */
export const ownerOf = async (ctx: ActionContext): Promise<string> =>
  (await getGuild(ctx.discord, ctx.guildId)).owner_id;
