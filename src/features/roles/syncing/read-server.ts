import type { ActionContext } from '../../../core/context.ts';
import { type BotReach, compareHeight, type RoleFacts } from '../../../core/roles/role-order.ts';
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

/** Asks Discord for the server, the bot and its roles there: three calls. */
export async function readServer(ctx: ActionContext): Promise<ServerRoles> {
  const [guild, bot] = await Promise.all([getGuild(ctx.discord, ctx.guildId), getCurrentUser(ctx.discord)]);
  const { roles: roleIds } = await getMember(ctx.discord, ctx.guildId, bot.id);
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
