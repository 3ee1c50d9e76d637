import type { AccessRole, Permission } from '../feature.ts';

/** Who acts. Written as `kind:id` into signals and the audit log. */
export type Actor =
  | { kind: 'user'; id: string; name: string; permissions: bigint; roleIds: readonly string[] }
  | { kind: 'key'; id: string; name: string; scopes: readonly string[] }
  | { kind: 'system'; name: string };

export function actorLabel(actor: Actor): string {
  return actor.kind === 'system' ? `system:${actor.name}` : `${actor.kind}:${actor.id}`;
}

/** The Discord user behind the actor, if there is one. */
export const actorUserId = (actor: Actor): string | undefined =>
  actor.kind === 'user' ? actor.id : undefined;

const ADMINISTRATOR = 1n << 3n;
const MANAGE_GUILD = 1n << 5n;
const ORDER: readonly AccessRole[] = ['member', 'staff', 'admin', 'owner'];

/** Admins are those whom Discord lets manage the server: nobody has to be made one twice. */
export const isDiscordAdmin = (permissions: bigint): boolean =>
  (permissions & (ADMINISTRATOR | MANAGE_GUILD)) !== 0n;

export const includesRole = (have: AccessRole, need: AccessRole): boolean =>
  ORDER.indexOf(have) >= ORDER.indexOf(need);

/** True when a scope list such as `['records:read', 'tickets:*']` covers the permission. */
export function coversPermission(scopes: readonly string[], permission: Permission): boolean {
  const [feature] = permission.split(':');
  return scopes.includes('*') || scopes.includes(permission) || scopes.includes(`${feature}:*`);
}
