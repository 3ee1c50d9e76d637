import type { PermissionName } from './permissions.ts';
import { permissionBits } from './permissions.ts';

export interface InviteOptions {
  applicationId: string;
  /** Names, or the integer as Discord writes it. */
  permissions: Iterable<PermissionName> | bigint;
  /** Default `bot` and `applications.commands`. */
  scopes?: readonly string[];
  /** Preselects the guild and locks the choice. */
  guildId?: string;
  /** Comes back to `redirectUri`; Discord sends nobody back without one. */
  state?: string;
  redirectUri?: string;
  /** Another authorize page, e.g. a local Discord's. */
  authorizeUrl?: string;
}

/** The link that adds the bot to a guild. @see https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow */
export function inviteUrl(options: InviteOptions): string {
  const { permissions } = options;
  const url = new URL(options.authorizeUrl ?? 'https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', options.applicationId);
  url.searchParams.set(
    'permissions',
    typeof permissions === 'bigint' ? String(permissions) : permissionBits(permissions),
  );
  url.searchParams.set('integration_type', '0');
  url.searchParams.set('scope', (options.scopes ?? ['bot', 'applications.commands']).join(' '));
  if (options.guildId) {
    url.searchParams.set('guild_id', options.guildId);
    url.searchParams.set('disable_guild_select', 'true');
  }
  if (options.redirectUri) {
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('redirect_uri', options.redirectUri);
  }
  if (options.state) url.searchParams.set('state', options.state);
  return url.href;
}
