import type { APIGuild } from 'discord-api-types/v10';
import { botInviteUrl, discordNeeds, type NeedsOfFeatures } from '../../src/core/access/discord-needs.ts';
import {
  DiscordError,
  explainDiscordError,
  isMissingAccess,
  isUnknownEntity,
} from '../../src/discord/errors.ts';
import { getGuild } from '../../src/discord/guilds.ts';
import { getMember } from '../../src/discord/members.ts';
import {
  computeGuildPermissions,
  missingPermissions,
  permissionLabels,
} from '../../src/discord/permissions.ts';
import { listCurrentUserGuilds } from '../../src/discord/users.ts';
import { authorizeUrl, type DoctorContext } from './context.ts';
import { broken, type Finding, ok } from './finding.ts';
import { judgeRoleOrder } from './judge-role-order.ts';

/** A page of Discord's; looking at every one of more guilds would take minutes. */
const MAX_GUILDS = 200;

/** Whether the bot is where it should be, may do what the features need, and stands high enough. */
export async function checkGuilds(context: DoctorContext): Promise<Finding[]> {
  const application = await context.application();
  const botId = application.bot?.id ?? application.id;
  const needs = discordNeeds(context.registry);
  const invite = (guildId?: string, permissions = needs.bits) =>
    botInviteUrl(needs, {
      applicationId: application.id,
      authorizeUrl: authorizeUrl(context.apiUrl),
      permissions: permissions | needs.bits,
      ...(guildId ? { guildId } : {}),
    });
  const guildIds = context.guildId
    ? [context.guildId]
    : (await listCurrentUserGuilds(context.rest, { limit: MAX_GUILDS })).map(({ id }) => id);
  if (guildIds.length === 0) {
    return [broken('guilds', 'The bot is in no server.', `Invite it: ${invite()}`)];
  }
  const findings = [ok('invite', `This link adds the bot to another server: ${invite()}`)];
  // One after the other: the answers share one rate limit.
  for (const guildId of guildIds) {
    findings.push(...(await checkGuild(context, guildId, botId, needs, (bits) => invite(guildId, bits))));
  }
  return findings;
}

async function checkGuild(
  context: DoctorContext,
  guildId: string,
  botId: string,
  needs: NeedsOfFeatures,
  invite: (permissions?: bigint) => string,
): Promise<Finding[]> {
  let guild: APIGuild;
  let roleIds: string[];
  try {
    guild = await getGuild(context.rest, guildId);
    roleIds = (await getMember(context.rest, guildId, botId)).roles;
  } catch (error) {
    if (isUnknownEntity(error) || isMissingAccess(error)) {
      return [broken('guilds', `The bot is not in the server ${guildId}.`, `Invite it: ${invite()}`)];
    }
    if (!(error instanceof DiscordError)) throw error;
    return [
      broken(
        'guilds',
        `The server ${guildId} could not be read: ${explainDiscordError(error)}`,
        'Try again.',
      ),
    ];
  }
  const granted = computeGuildPermissions(
    { userId: botId, roleIds },
    { id: guild.id, ownerId: guild.owner_id, roles: guild.roles },
  );
  const missing = missingPermissions(granted, needs.bits);
  return [
    missing.length === 0
      ? ok('permissions', `In "${guild.name}" the bot may do everything that the features need.`)
      : broken(
          'permissions',
          `In "${guild.name}" the bot lacks: ${permissionLabels(missing)}.`,
          `Open this link and press Authorize, which adds them: ${invite(granted)}`,
        ),
    ...judgeRoleOrder(guild, roleIds, context.roleIds ?? []),
  ];
}
