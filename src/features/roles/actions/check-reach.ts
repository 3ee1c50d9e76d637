import { and, eq } from 'drizzle-orm';
import { coversPermission } from '../../../core/access/actor.ts';
import { isGrantable } from '../../../core/access/permission-rules.ts';
import { accessSettings } from '../../../core/access/settings.ts';
import { permissionRules } from '../../../core/access/tables.ts';
import type { ActionContext } from '../../../core/context.ts';
import { DeniedError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import {
  missingPermissions,
  type PermissionName,
  permissionLabels,
  permissionNames,
} from '../../../discord/permissions.ts';
import type { ServerRole } from '../syncing/read-server.ts';

/** What a program may never hand out: with these somebody could do everything else. */
const NOT_FOR_KEYS: readonly PermissionName[] = ['ADMINISTRATOR', 'MANAGE_GUILD', 'MANAGE_ROLES'];

/**
 * Refuses to hand out, through the bot, more than the one who asks has: a rule would give it to everybody with the
 * standing, themselves among them. In Discord for people; in scopes for keys.
 */
export async function checkReach(ctx: ActionContext, role: ServerRole): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === 'user') {
    const beyond = missingPermissions(actor.permissions, role.permissions);
    if (beyond.length === 0) return;
    throw new DeniedError(
      `The role “${role.name}” lets people do what you may not do yourself: ${permissionLabels(beyond)}. Ask somebody who has that.`,
    );
  }
  if (actor.kind !== 'key') return;
  const strong = NOT_FOR_KEYS.filter((name) => permissionNames(role.permissions).includes(name));
  if (strong.length > 0) {
    throw new DeniedError(
      `The role “${role.name}” has ${permissionLabels(strong)}, which no API key may hand out. Make this rule in the dashboard.`,
    );
  }
  const { staffRoles } = await ctx.settings(accessSettings);
  const rows = await ctx.db
    .select({ permission: permissionRules.permission })
    .from(permissionRules)
    .where(and(eq(permissionRules.guildId, ctx.guildId), eq(permissionRules.roleId, role.id)));
  const given: readonly string[] = [
    ...(staffRoles.includes(role.id) ? ['hub:settings'] : []),
    ...rows.map(({ permission }) => permission).filter((one) => isGrantable(ctx.runtime.registry, one)),
  ];
  const missing = given.find((permission) => !coversPermission(actor.scopes, permission as Permission));
  if (missing === undefined) return;
  throw new DeniedError(
    `The role “${role.name}” allows more here than this API key: ${missing}. Use a key with that scope.`,
  );
}
