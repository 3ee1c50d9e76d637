import type {
  RESTGetAPICurrentUserGuildsResult,
  RESTGetAPICurrentUserResult,
  RESTGetCurrentUserGuildMemberResult,
  RESTPostOAuth2AccessTokenResult,
} from 'discord-api-types/v10';
import type { DiscordRest } from './rest.ts';
import type { GuildId } from './snowflake.ts';

export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

/** `expires_in` is in seconds, seven days as a rule. */
export type OAuthTokens = RESTPostOAuth2AccessTokenResult;

/** The page that asks a person to sign in. `state` must be checked when they come back. @see https://docs.discord.com/developers/topics/oauth2#authorization-code-grant */
export function authorizeUrl(options: {
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  state: string;
  prompt?: 'none' | 'consent';
  /** SHA-256 of the PKCE verifier, base64url. Discord's page does not promise to check it. */
  codeChallenge?: string;
  /** Another authorize page, e.g. a local Discord's. */
  authorizeUrl?: string;
}): string {
  const url = new URL(options.authorizeUrl ?? 'https://discord.com/oauth2/authorize');
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', options.clientId);
  url.searchParams.set('redirect_uri', options.redirectUri);
  url.searchParams.set('scope', options.scopes.join(' '));
  url.searchParams.set('state', options.state);
  if (options.codeChallenge) {
    url.searchParams.set('code_challenge', options.codeChallenge);
    url.searchParams.set('code_challenge_method', 'S256');
  }
  if (options.prompt) url.searchParams.set('prompt', options.prompt);
  return url.href;
}

/**
 * Exchanges the code of a sign-in. At most once, because a code is good for one exchange.
 * @throws {DiscordApiError} with `oauthError` `invalid_grant` for a code that is used, expired or foreign.
 * @see https://docs.discord.com/developers/topics/oauth2#authorization-code-grant-access-token-exchange-example
 */
export function exchangeCode(
  rest: DiscordRest,
  client: OAuthClient,
  grant: { code: string; redirectUri: string; codeVerifier?: string },
): Promise<OAuthTokens> {
  return requestTokens(rest, client, {
    grant_type: 'authorization_code',
    code: grant.code,
    redirect_uri: grant.redirectUri,
    ...(grant.codeVerifier ? { code_verifier: grant.codeVerifier } : {}),
  });
}

/** Exchanges a refresh token for new tokens; the old one is then used up. At most once. @see https://docs.discord.com/developers/topics/oauth2#authorization-code-grant-refresh-token-exchange-example */
export function refreshTokens(
  rest: DiscordRest,
  client: OAuthClient,
  refreshToken: string,
): Promise<OAuthTokens> {
  return requestTokens(rest, client, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

/** Ends the whole authorization, not only this token. Repeating it is harmless. @see https://docs.discord.com/developers/topics/oauth2#authorization-code-grant-token-revocation-example */
export function revokeToken(rest: DiscordRest, client: OAuthClient, token: string): Promise<void> {
  return rest.request('POST', '/oauth2/token/revoke', {
    auth: 'none',
    idempotent: true,
    body: formOf(client, { token }),
  });
}

/** Who signed in; needs the scope `identify`. @see https://docs.discord.com/developers/resources/user#get-current-user */
export function getAuthorizedUser(
  rest: DiscordRest,
  accessToken: string,
): Promise<RESTGetAPICurrentUserResult> {
  return rest.request('GET', '/users/@me', { auth: { bearer: accessToken } });
}

/** The person's guilds; needs the scope `guilds`. @see https://docs.discord.com/developers/resources/user#get-current-user-guilds */
export function listAuthorizedUserGuilds(
  rest: DiscordRest,
  accessToken: string,
): Promise<RESTGetAPICurrentUserGuildsResult> {
  return rest.request('GET', '/users/@me/guilds', { auth: { bearer: accessToken } });
}

/** The person as member of a guild; needs the scope `guilds.members.read`. @see https://docs.discord.com/developers/resources/user#get-current-user-guild-member */
export function getAuthorizedMember(
  rest: DiscordRest,
  accessToken: string,
  guildId: GuildId,
): Promise<RESTGetCurrentUserGuildMemberResult> {
  return rest.request('GET', `/users/@me/guilds/${guildId}/member`, { auth: { bearer: accessToken } });
}

function requestTokens(
  rest: DiscordRest,
  client: OAuthClient,
  grant: Record<string, string>,
): Promise<OAuthTokens> {
  return rest.request('POST', '/oauth2/token', { auth: 'none', body: formOf(client, grant) });
}

function formOf(client: OAuthClient, fields: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ client_id: client.clientId, client_secret: client.clientSecret, ...fields });
}
