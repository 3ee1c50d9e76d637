import { eq } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import type { Permission } from '../feature.ts';
import type { Registry } from '../registry.ts';
import { permissionRules } from './tables.ts';

/** Role id → what people with that role may do besides. */
type Rules = ReadonlyMap<string, ReadonlySet<string>>;

/** A change takes effect everywhere within this time; where it was made, at once. */
const REMEMBER_MS = 3_000;
const MOST_GUILDS = 1_000;

/** By guild. Plain values that only save a query, so an isolate may keep them between requests. */
const remembered = new Map<string, { rules: Rules; until: number }>();

/**
 * Whether a Discord role can be given this permission: those that staff have. What only admins may do (settings, keys,
 * rules themselves, privacy) is never given by a role; whoever is to do that is let manage the server in Discord.
 */
export const isGrantable = ({ access }: Pick<Registry, 'access'>, permission: string): boolean =>
  access.get(permission) === 'staff';

/** Permissions that the roles give, mostly without a query; those that no longer can be given are left out. */
export async function permissionsOfRoles(
  ctx: ActionContext,
  roleIds: readonly string[],
): Promise<ReadonlySet<Permission>> {
  if (roleIds.length === 0) return new Set();
  const rules = await rulesOf(ctx);
  const { registry } = ctx.runtime;
  const given = roleIds.flatMap((id) => [...(rules.get(id) ?? [])]);
  return new Set(given.filter((permission) => isGrantable(registry, permission)) as Permission[]);
}

export const forgetPermissionRules = (guildId: string): boolean => remembered.delete(guildId);

async function rulesOf(ctx: ActionContext): Promise<Rules> {
  const now = ctx.now().getTime();
  const known = remembered.get(ctx.guildId);
  if (known && known.until > now && known.until <= now + REMEMBER_MS) return known.rules;
  const rows = await ctx.db
    .select({ roleId: permissionRules.roleId, permission: permissionRules.permission })
    .from(permissionRules)
    .where(eq(permissionRules.guildId, ctx.guildId));
  const rules = new Map<string, Set<string>>();
  for (const { roleId, permission } of rows) {
    const set = rules.get(roleId) ?? new Set();
    rules.set(roleId, set.add(permission));
  }
  if (remembered.size >= MOST_GUILDS) remembered.clear();
  remembered.set(ctx.guildId, { rules, until: now + REMEMBER_MS });
  return rules;
}
