import { includesRole } from '../access/actor.ts';
import { roleFromDiscord } from '../access/role-from-discord.ts';
import { DeniedError } from '../errors.ts';
import type { Permission } from '../feature.ts';
import type { Interaction } from './interaction.ts';

/** Refuses before the handler runs. Asks the database only if Discord's own permissions do not settle it. */
export async function checkAccess(interaction: Interaction, permission: Permission): Promise<void> {
  if (!interaction.guildId)
    throw new DeniedError('This works only inside a server. Open one and run it there.');
  const need = interaction.runtime.registry.access.get(permission);
  if (need && includesRole(roleFromDiscord(interaction.user), need)) return;
  await (await interaction.context()).require(permission);
}
