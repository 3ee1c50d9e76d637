import { includesRole } from '../access/actor.ts';
import { recallSwitches, refuseBy, stateFrom } from '../access/feature-switches.ts';
import { roleFromDiscord } from '../access/role-from-discord.ts';
import { DeniedError } from '../errors.ts';
import type { Permission } from '../feature.ts';
import type { Interaction } from './interaction.ts';

/** How long a switch that is not known yet may hold up an answer; the action behind it looks again. */
const SWITCH_WAIT_MS = 500;

/**
 * Refuses before the handler runs. Asks the database only if Discord's own permissions do not settle it; gives nothing
 * to wait for if they do.
 */
export function checkAccess(
  interaction: Interaction,
  { access: permission, inDirectMessages }: { access: Permission; inDirectMessages?: true },
): Promise<void> | undefined {
  if (!interaction.guildId) {
    if (inDirectMessages && interaction.runtime.registry.access.get(permission) === 'member')
      return undefined;
    throw new DeniedError('This works only inside a server. Open one and run it there.');
  }
  const need = interaction.runtime.registry.access.get(permission);
  if (need === 'member' || (need && includesRole(roleFromDiscord(interaction.user), need))) {
    return refuseSwitchedOff(interaction, permission);
  }
  // Whether something is only looked at is known to the action alone, unless the permission says that it writes.
  const intent = permission.endsWith(':write') ? 'write' : 'read';
  return interaction.context().then((ctx) => ctx.require(permission, intent));
}

/** Says that a feature is switched off before a form is opened for nothing. When that is not known, it goes on. */
function refuseSwitchedOff(interaction: Interaction, permission: Permission): Promise<void> | undefined {
  const { registry } = interaction.runtime;
  const feature = permission.slice(0, permission.indexOf(':'));
  if (!Object.hasOwn(registry.switches.fields, feature)) return undefined;
  return refuseByFeature(interaction, permission, feature);
}

async function refuseByFeature(
  interaction: Interaction,
  permission: Permission,
  feature: string,
): Promise<void> {
  const { runtime, guildId } = interaction;
  const { registry, outside } = runtime;
  const known = recallSwitches(guildId, outside.now());
  const asked = async () => (await interaction.context()).featureState(feature);
  const state = known
    ? stateFrom(known, registry.switches, feature)
    : await Promise.race([
        asked().catch(() => undefined),
        outside.sleep(SWITCH_WAIT_MS).then(() => undefined),
      ]);
  if (state) refuseBy(state, permission.endsWith(':write') ? 'write' : 'read', registry, feature);
}
