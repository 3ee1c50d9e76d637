import { botInviteUrl, discordNeeds } from '../../../core/access/discord-needs.ts';
import { standingOf } from '../../../core/access/standing.ts';
import { DisabledError } from '../../../core/errors.ts';
import type { Interaction } from '../../../core/interactions/interaction.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { permissionLabels } from '../../../discord/permissions.ts';
import { readStatus } from '../actions/read-status.ts';
import { helpMessage } from './help-message.ts';
import { statusMessage } from './status-message.ts';

export async function help(interaction: Interaction): Promise<Reply> {
  const ctx = await interaction.context();
  const { can } = await standingOf(ctx);
  return say(helpMessage(ctx.runtime.registry.features, can));
}

export async function status(interaction: Interaction): Promise<Reply> {
  const { raw } = interaction;
  const permissions = 'app_permissions' in raw && /^\d{1,30}$/.test(String(raw.app_permissions));
  const held = permissions ? BigInt(String(raw.app_permissions)) : undefined;
  return say(statusMessage(await readStatus(await interaction.context(), held)));
}

export async function invite(interaction: Interaction): Promise<Reply> {
  const { applicationId, apiUrl } = interaction.runtime.config.discord;
  if (!applicationId) {
    throw new DisabledError(
      'There is no link yet. Whoever runs Guildhall has to set DISCORD_APPLICATION_ID.',
    );
  }
  const needs = discordNeeds(await interaction.registry());
  const url = botInviteUrl(needs, { applicationId, ...authorizePage(apiUrl) });
  return say(
    `[Add Guildhall to a server](${url})\nIt asks for: ${permissionLabels(needs.permissions)}. Using it again in a server where Guildhall is already gives it what it lacks.`,
  );
}

/** A stand-in for Discord has its pages beside its API; Discord itself needs no word. */
const authorizePage = (apiUrl: string): { authorizeUrl?: string } => {
  const url = new URL(apiUrl);
  return url.hostname === 'discord.com' ? {} : { authorizeUrl: new URL('/oauth2/authorize', url).href };
};
