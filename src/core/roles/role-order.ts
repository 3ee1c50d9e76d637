/** Of a Discord role, what decides whether the bot can hand it out. */
export interface RoleFacts {
  id: string;
  name: string;
  position: number;
  /** Belongs to a bot or another integration; nobody can hand it out. */
  managed: boolean;
}

/** What the bot may do with roles in one server. */
export interface BotReach {
  /** The bot's highest role; absent when it has none but \@everyone. */
  top: RoleFacts | undefined;
  /** Whether it has "Manage Roles". */
  mayManage: boolean;
}

/** Why the bot cannot hand a role out. `refused`: Discord said no although all looked right. */
export const OBSTACLES = ['gone', 'everyone', 'managed', 'no-permission', 'above-bot', 'refused'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** Of two roles at one position Discord puts the older one, which has the lower id, higher. */
export function compareHeight(
  a: Pick<RoleFacts, 'id' | 'position'>,
  b: Pick<RoleFacts, 'id' | 'position'>,
): number {
  if (a.position !== b.position) return a.position - b.position;
  return BigInt(a.id) < BigInt(b.id) ? 1 : BigInt(a.id) > BigInt(b.id) ? -1 : 0;
}

/** What keeps the bot from handing out this role; nothing when it can. */
export function obstacleOf(
  role: RoleFacts | undefined,
  guildId: string,
  { top, mayManage }: BotReach,
): Exclude<Obstacle, 'refused'> | undefined {
  if (!role) return 'gone';
  if (role.id === guildId) return 'everyone';
  if (role.managed) return 'managed';
  if (!mayManage) return 'no-permission';
  return top && compareHeight(role, top) < 0 ? undefined : 'above-bot';
}

/**
 * What is wrong and what to do about it, naming both roles; the bot's only where it is known how it is called. For plain
 * text: whoever shows it escapes it.
 */
export function explainObstacle(obstacle: Obstacle, roleName: string, botRoleName?: string): string {
  const own = botRoleName === undefined ? 'Guildhall’s own role' : `the role “${botRoleName}”`;
  switch (obstacle) {
    case 'gone':
      return `The role “${roleName}” was deleted in Discord. Choose another role for this rule.`;
    case 'everyone':
      return 'The role @everyone is everybody’s already. Choose another role for this rule.';
    case 'managed':
      return `The role “${roleName}” belongs to a bot or an integration, so nobody can hand it out. Choose another role for this rule.`;
    case 'no-permission':
      return `Guildhall lacks the permission “Manage Roles”. Give it to ${own} in Server Settings → Roles.`;
    case 'above-bot':
      return `The role “${roleName}” is not below ${own}. In Server Settings → Roles move ${own} above “${roleName}”.`;
    case 'refused':
      return `Discord refused to change the role “${roleName}” (missing permissions). Check that ${own} has “Manage Roles” and is above “${roleName}” in Server Settings → Roles, then try again.`;
  }
}
