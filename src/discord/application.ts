import type {
  RESTGetCurrentApplicationResult,
  RESTPatchCurrentApplicationJSONBody,
  RESTPatchCurrentApplicationResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';

/** Application flags by Discord's name. @see https://docs.discord.com/developers/resources/application#application-object-application-flags */
export const APPLICATION_FLAGS = {
  APPLICATION_AUTO_MODERATION_RULE_CREATE_BADGE: 1 << 6,
  GATEWAY_PRESENCE: 1 << 12,
  GATEWAY_PRESENCE_LIMITED: 1 << 13,
  GATEWAY_GUILD_MEMBERS: 1 << 14,
  GATEWAY_GUILD_MEMBERS_LIMITED: 1 << 15,
  VERIFICATION_PENDING_GUILD_LIMIT: 1 << 16,
  EMBEDDED: 1 << 17,
  GATEWAY_MESSAGE_CONTENT: 1 << 18,
  GATEWAY_MESSAGE_CONTENT_LIMITED: 1 << 19,
  APPLICATION_COMMAND_BADGE: 1 << 23,
} as const;

export type ApplicationFlagName = keyof typeof APPLICATION_FLAGS;

/** The names in an application's `flags`, lowest bit first. */
export function applicationFlagNames(flags: number): ApplicationFlagName[] {
  const names = Object.keys(APPLICATION_FLAGS) as ApplicationFlagName[];
  return names.filter((name) => (flags & APPLICATION_FLAGS[name]) !== 0);
}

/** @see https://docs.discord.com/developers/resources/application#get-current-application */
export function getCurrentApplication(
  rest: DiscordRest,
  options?: CallOptions,
): Promise<RESTGetCurrentApplicationResult> {
  return rest.request('GET', '/applications/@me', options);
}

/**
 * Changes the bot's own application. Of the flags only the limited intents can be set; Discord checks a new
 * `interactions_endpoint_url` by calling it before it answers.
 * @see https://docs.discord.com/developers/resources/application#edit-current-application
 */
export function editCurrentApplication(
  rest: DiscordRest,
  body: RESTPatchCurrentApplicationJSONBody,
  options?: CallOptions,
): Promise<RESTPatchCurrentApplicationResult> {
  return rest.request('PATCH', '/applications/@me', { ...options, body });
}
