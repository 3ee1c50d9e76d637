import { includesRole } from '../access/actor.ts';
import { type AccessTables, recallSwitches, refuseBy, stateFrom } from '../access/feature-switches.ts';
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
  tables: AccessTables,
): Promise<void> | undefined {
  const need = tables.access.get(permission);
  if (!interaction.guildId) {
    if (inDirectMessages && need === 'member') return undefined;
    throw new DeniedError('This works only inside a server. Open one and run it there.');
  }
  if (need === 'member' || (need && includesRole(roleFromDiscord(interaction.user), need))) {
    // Nothing is switched off that no switch is there for.
    const feature = permission.slice(0, permission.indexOf(':'));
    if (!Object.hasOwn(tables.switches.fields, feature)) return undefined;
    return refuseSwitchedOff(interaction, permission, feature, tables);
  }
  // Whether something is only looked at is known to the action alone, unless the permission says that it writes.
  const intent = permission.endsWith(':write') ? 'write' : 'read';
  return interaction.context().then((ctx) => ctx.require(permission, intent));
}

/** Says that a feature is switched off before a form is opened for nothing. When that is not known, it goes on. */
async function refuseSwitchedOff(
  interaction: Interaction,
  permission: Permission,
  feature: string,
  tables: AccessTables,
): Promise<void> {
  const { runtime, guildId } = interaction;
  const { outside } = runtime;
  const known = recallSwitches(guildId, outside.now());
  const asked = async () => (await interaction.context()).featureState(feature);
  const state = known
    ? stateFrom(known, tables.switches, feature)
    : await Promise.race([
        asked().catch(() => undefined),
        outside.sleep(SWITCH_WAIT_MS).then(() => undefined),
      ]);
  if (state) refuseBy(state, permission.endsWith(':write') ? 'write' : 'read', tables, feature);
}
