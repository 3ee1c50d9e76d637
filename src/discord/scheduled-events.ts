import type {
  RESTGetAPIGuildScheduledEventsResult,
  RESTGetAPIGuildScheduledEventUsersQuery,
  RESTGetAPIGuildScheduledEventUsersResult,
  RESTPatchAPIGuildScheduledEventJSONBody,
  RESTPatchAPIGuildScheduledEventResult,
  RESTPostAPIGuildScheduledEventJSONBody,
  RESTPostAPIGuildScheduledEventResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { GuildId, ScheduledEventId } from './snowflake.ts';

/**
 * With the number of people interested in each.
 * @see https://docs.discord.com/developers/resources/guild-scheduled-event#list-scheduled-events-for-guild
 */
export function listScheduledEvents(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildScheduledEventsResult> {
  return rest.request('GET', `/guilds/${guildId}/scheduled-events`, {
    ...options,
    query: { with_user_count: true },
  });
}

/**
 * Needs CREATE_EVENTS; 100 may be open at once (else 30038). At most once.
 * @see https://docs.discord.com/developers/resources/guild-scheduled-event#create-guild-scheduled-event
 */
export function createScheduledEvent(
  rest: DiscordRest,
  guildId: GuildId,
  body: RESTPostAPIGuildScheduledEventJSONBody,
  options?: CallOptions,
): Promise<RESTPostAPIGuildScheduledEventResult> {
  return rest.request('POST', `/guilds/${guildId}/scheduled-events`, { ...options, body });
}

/**
 * Status goes scheduled → active → completed or scheduled → cancelled, never back.
 * @see https://docs.discord.com/developers/resources/guild-scheduled-event#modify-guild-scheduled-event
 */
export function editScheduledEvent(
  rest: DiscordRest,
  guildId: GuildId,
  eventId: ScheduledEventId,
  body: RESTPatchAPIGuildScheduledEventJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPIGuildScheduledEventResult> {
  return rest.request('PATCH', `/guilds/${guildId}/scheduled-events/${eventId}`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/guild-scheduled-event#delete-guild-scheduled-event */
export function deleteScheduledEvent(
  rest: DiscordRest,
  guildId: GuildId,
  eventId: ScheduledEventId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/guilds/${guildId}/scheduled-events/${eventId}`, options);
}

/**
 * Who is interested, at most 100 a page.
 * @see https://docs.discord.com/developers/resources/guild-scheduled-event#get-guild-scheduled-event-users
 */
export function listScheduledEventUsers(
  rest: DiscordRest,
  guildId: GuildId,
  eventId: ScheduledEventId,
  query: RESTGetAPIGuildScheduledEventUsersQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIGuildScheduledEventUsersResult> {
  return rest.request('GET', `/guilds/${guildId}/scheduled-events/${eventId}/users`, {
    ...options,
    query: { ...query },
  });
}
