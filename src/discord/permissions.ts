/** A permission of Discord's: its bit, and the words its own settings show people. */
interface PermissionDescription {
  bit: bigint;
  label: string;
}

function at(position: number, label: string): PermissionDescription {
  return { bit: 1n << BigInt(position), label };
}

/** Every permission, by Discord's name. @see https://docs.discord.com/developers/topics/permissions */
export const PERMISSIONS = {
  CREATE_INSTANT_INVITE: at(0, 'Create Invite'),
  KICK_MEMBERS: at(1, 'Kick Members'),
  BAN_MEMBERS: at(2, 'Ban Members'),
  ADMINISTRATOR: at(3, 'Administrator'),
  MANAGE_CHANNELS: at(4, 'Manage Channels'),
  MANAGE_GUILD: at(5, 'Manage Server'),
  ADD_REACTIONS: at(6, 'Add Reactions'),
  VIEW_AUDIT_LOG: at(7, 'View Audit Log'),
  PRIORITY_SPEAKER: at(8, 'Priority Speaker'),
  STREAM: at(9, 'Video'),
  VIEW_CHANNEL: at(10, 'View Channels'),
  SEND_MESSAGES: at(11, 'Send Messages'),
  SEND_TTS_MESSAGES: at(12, 'Send Text-to-Speech Messages'),
  MANAGE_MESSAGES: at(13, 'Manage Messages'),
  EMBED_LINKS: at(14, 'Embed Links'),
  ATTACH_FILES: at(15, 'Attach Files'),
  READ_MESSAGE_HISTORY: at(16, 'Read Message History'),
  MENTION_EVERYONE: at(17, 'Mention @everyone, @here and All Roles'),
  USE_EXTERNAL_EMOJIS: at(18, 'Use External Emoji'),
  VIEW_GUILD_INSIGHTS: at(19, 'View Server Insights'),
  CONNECT: at(20, 'Connect'),
  SPEAK: at(21, 'Speak'),
  MUTE_MEMBERS: at(22, 'Mute Members'),
  DEAFEN_MEMBERS: at(23, 'Deafen Members'),
  MOVE_MEMBERS: at(24, 'Move Members'),
  USE_VAD: at(25, 'Use Voice Activity'),
  CHANGE_NICKNAME: at(26, 'Change Nickname'),
  MANAGE_NICKNAMES: at(27, 'Manage Nicknames'),
  MANAGE_ROLES: at(28, 'Manage Roles'),
  MANAGE_WEBHOOKS: at(29, 'Manage Webhooks'),
  MANAGE_GUILD_EXPRESSIONS: at(30, 'Manage Expressions'),
  USE_APPLICATION_COMMANDS: at(31, 'Use Application Commands'),
  REQUEST_TO_SPEAK: at(32, 'Request to Speak'),
  MANAGE_EVENTS: at(33, 'Manage Events'),
  MANAGE_THREADS: at(34, 'Manage Threads'),
  CREATE_PUBLIC_THREADS: at(35, 'Create Public Threads'),
  CREATE_PRIVATE_THREADS: at(36, 'Create Private Threads'),
  USE_EXTERNAL_STICKERS: at(37, 'Use External Stickers'),
  SEND_MESSAGES_IN_THREADS: at(38, 'Send Messages in Threads'),
  USE_EMBEDDED_ACTIVITIES: at(39, 'Use Activities'),
  MODERATE_MEMBERS: at(40, 'Timeout Members'),
  VIEW_CREATOR_MONETIZATION_ANALYTICS: at(41, 'View Server Subscription Insights'),
  USE_SOUNDBOARD: at(42, 'Use Soundboard'),
  CREATE_GUILD_EXPRESSIONS: at(43, 'Create Expressions'),
  CREATE_EVENTS: at(44, 'Create Events'),
  USE_EXTERNAL_SOUNDS: at(45, 'Use External Sounds'),
  SEND_VOICE_MESSAGES: at(46, 'Send Voice Messages'),
  SET_VOICE_CHANNEL_STATUS: at(48, 'Set Voice Channel Status'),
  SEND_POLLS: at(49, 'Create Polls'),
  USE_EXTERNAL_APPS: at(50, 'Use External Apps'),
  PIN_MESSAGES: at(51, 'Pin Messages'),
  BYPASS_SLOWMODE: at(52, 'Bypass Slowmode'),
} as const satisfies Record<string, PermissionDescription>;

export type PermissionName = keyof typeof PERMISSIONS;
/** Permission bits as Discord sends them (a decimal string) or as we count with them. */
export type PermissionBits = bigint | string;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as PermissionName[];
const ALL_PERMISSIONS = sum(PERMISSION_NAMES);
const ADMINISTRATOR = PERMISSIONS.ADMINISTRATOR.bit;

/** The sum of some permissions, as the decimal string that Discord's API and invite links take. */
export function permissionBits(names: Iterable<PermissionName>): string {
  return String(sum(names));
}

/** The names in a permission integer, lowest bit first; bits newer than this list are left out. */
export function permissionNames(bits: PermissionBits): PermissionName[] {
  const value = BigInt(bits);
  return PERMISSION_NAMES.filter((name) => (value & PERMISSIONS[name].bit) !== 0n);
}

/** What `need` asks for and `have` lacks. Administrator has everything. */
export function missingPermissions(
  have: PermissionBits,
  need: Iterable<PermissionName> | PermissionBits,
): PermissionName[] {
  const held = BigInt(have);
  if ((held & ADMINISTRATOR) !== 0n) return [];
  const wanted = typeof need === 'bigint' || typeof need === 'string' ? BigInt(need) : sum(need);
  return permissionNames(wanted & ~held);
}

export function hasPermission(have: PermissionBits, name: PermissionName): boolean {
  return missingPermissions(have, [name]).length === 0;
}

/** The words of Discord's own settings, e.g. "Manage Roles, Pin Messages". */
export function permissionLabels(names: Iterable<PermissionName>): string {
  return [...names].map((name) => PERMISSIONS[name].label).join(', ');
}

export interface OverwriteLike {
  id: string;
  /** 0 role, 1 member. */
  type: number;
  allow: PermissionBits;
  deny: PermissionBits;
}

const NEEDS_SEND: readonly PermissionName[] = [
  'MENTION_EVERYONE',
  'SEND_TTS_MESSAGES',
  'ATTACH_FILES',
  'EMBED_LINKS',
];
const KEPT_IN_TIMEOUT: readonly PermissionName[] = ['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY'];

/**
 * What a member may do in a channel, in Discord's order: roles, owner, administrator, overwrites of
 * \@everyone, of the roles together, of the member; then what a hidden or read-only channel takes along.
 * Threads use the overwrites of their parent channel.
 * @see https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function computeChannelPermissions(
  member: { userId: string; roleIds: readonly string[]; timedOut?: boolean },
  guild: { id: string; ownerId: string; roles: readonly { id: string; permissions: PermissionBits }[] },
  overwrites: readonly OverwriteLike[],
): bigint {
  const base = computeGuildPermissions(member, guild);
  if ((base & ADMINISTRATOR) !== 0n) return ALL_PERMISSIONS;

  const mine = new Set(member.roleIds);
  const ofRoles = { allow: 0n, deny: 0n };
  let everyone: OverwriteLike | undefined;
  let own: OverwriteLike | undefined;
  for (const overwrite of overwrites) {
    if (overwrite.type === 1) {
      if (overwrite.id === member.userId) own = overwrite;
    } else if (overwrite.id === guild.id) everyone = overwrite;
    else if (mine.has(overwrite.id)) {
      ofRoles.allow |= BigInt(overwrite.allow);
      ofRoles.deny |= BigInt(overwrite.deny);
    }
  }
  let bits = base;
  for (const step of [everyone, ofRoles, own]) {
    if (step) bits = (bits & ~BigInt(step.deny)) | BigInt(step.allow);
  }
  if (member.timedOut) bits &= sum(KEPT_IN_TIMEOUT);
  if ((bits & PERMISSIONS.VIEW_CHANNEL.bit) === 0n) return 0n;
  if ((bits & PERMISSIONS.SEND_MESSAGES.bit) === 0n) bits &= ~sum(NEEDS_SEND);
  return bits;
}

/** What a member may do in the guild before any channel's overwrites; everything for owner and administrators. */
export function computeGuildPermissions(
  member: { userId: string; roleIds: readonly string[] },
  guild: { id: string; ownerId: string; roles: readonly { id: string; permissions: PermissionBits }[] },
): bigint {
  if (member.userId === guild.ownerId) return ALL_PERMISSIONS;
  let bits = 0n;
  for (const role of guild.roles) {
    if (role.id === guild.id || member.roleIds.includes(role.id)) bits |= BigInt(role.permissions);
  }
  return (bits & ADMINISTRATOR) !== 0n ? ALL_PERMISSIONS : bits;
}

function sum(names: Iterable<PermissionName>): bigint {
  let bits = 0n;
  for (const name of names) bits |= PERMISSIONS[name].bit;
  return bits;
}
