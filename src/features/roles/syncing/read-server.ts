import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { type BotReach, compareHeight, type RoleFacts } from '../../../core/roles/role-order.ts';
import { isMissingAccess, isUnknownEntity } from '../../../discord/errors.ts';
import { getGuild } from '../../../discord/guilds.ts';
import { getMember } from '../../../discord/members.ts';
import { computeGuildPermissions, hasPermission } from '../../../discord/permissions.ts';
import { getCurrentUser } from '../../../discord/users.ts';

export interface ServerRole extends RoleFacts {
  /** Decimal, as Discord sends it. */
  permissions: string;
}

/** The roles of a server and what the bot may do with them. */
export interface ServerRoles {
  roles: readonly ServerRole[];
  bot: BotReach;
  /** The bot's highest role, as people see it in Discord. */
  botRoleName: string;
}

/** The bot was taken out of the server: nothing there can be read or changed. */
export class BotGoneError extends NotFoundError {}

/** Asks Discord for the server, the bot and its roles there: three calls. Throws BotGoneError if it is not in it. */
export async function readServer(ctx: ActionContext): Promise<ServerRoles> {
  const [guild, bot, roleIds] = await readBot(ctx).catch((error: unknown) => {
    if (!isUnknownEntity(error) && !isMissingAccess(error)) throw error;
    throw new BotGoneError('The bot is not in this server any more. Invite it again.');
  });
  const roles = guild.roles.map(({ id, name, position, managed, permissions }) => ({
    id,
    name,
    position,
    managed,
    permissions,
  }));
  const top = roles
    .filter(({ id }) => roleIds.includes(id))
    .sort(compareHeight)
    .at(-1);
  const permissions = computeGuildPermissions(
    { userId: bot.id, roleIds },
    { id: guild.id, ownerId: guild.owner_id, roles },
  );
  return {
    roles,
    bot: { top, mayManage: hasPermission(permissions, 'MANAGE_ROLES') },
    botRoleName: top?.name ?? bot.username,
  };
}

async function readBot({ discord, guildId }: ActionContext) {
  const [guild, bot] = await Promise.all([getGuild(discord, guildId), getCurrentUser(discord)]);
  return [guild, bot, (await getMember(discord, guildId, bot.id)).roles] as const;
}
