import { compareHeight, type RoleFacts } from '../../src/core/roles/role-order.ts';
import { broken, type Finding, ok } from './finding.ts';

/** Whether the bot can hand out each of the roles: Discord lets it change only what is below its highest role. */
export function judgeRoleOrder(
  guild: { id: string; name: string; roles: readonly RoleFacts[] },
  botRoleIds: readonly string[],
  handedOut: readonly string[],
): Finding[] {
  const byId = new Map(guild.roles.map((role) => [role.id, role]));
  const mine = botRoleIds.flatMap((id) => byId.get(id) ?? []);
  const highest = mine.sort(compareHeight).at(-1);
  const wanted = handedOut.flatMap((id) => byId.get(id) ?? []);
  if (wanted.length === 0) return [];
  const unreachable = wanted.filter(({ managed }) => managed);
  const above = wanted.filter((role) => !role.managed && (!highest || compareHeight(role, highest) >= 0));
  const findings = unreachable.map((role) =>
    broken(
      'role-order',
      `In "${guild.name}" the role "${role.name}" belongs to an integration, so nobody can hand it out.`,
      'Choose another role in the settings.',
    ),
  );
  if (above.length > 0) {
    findings.push(
      broken(
        'role-order',
        `In "${guild.name}" the bot's highest role "${highest?.name ?? '@everyone'}" is not above: ${names(above)}.`,
        `In Discord open Server Settings → Roles and drag "${highest?.name ?? "the bot's role"}" above ${names(above)}.`,
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [ok('role-order', `In "${guild.name}" the bot's role is above every role that it hands out.`)];
}

const names = (roles: readonly RoleFacts[]) => roles.map(({ name }) => `"${name}"`).join(', ');
