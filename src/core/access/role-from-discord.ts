import type { AccessRole } from '../feature.ts';
import { isDiscordAdmin } from './actor.ts';

/** What can be told from an interaction's payload alone; staff roles are the guild's setting. */
export function roleFromDiscord(person: { permissions: bigint }): AccessRole {
  return isDiscordAdmin(person.permissions) ? 'admin' : 'member';
}
