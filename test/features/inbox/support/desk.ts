import assert from 'node:assert/strict';
import { openDm } from '../../../../scripts/local/discord/channels.ts';
import { viewMessage } from '../../../../scripts/local/discord/views.ts';
import type { GatewayEventData } from '../../../../src/core/gateway/handler.ts';
import type { SeenMessage, TestApp, TestGuild } from '../../../support/app.ts';

type Person = { id: string };
type Json = Record<string, unknown>;

/** A server whose team takes direct messages; settings of the inbox on top of that. */
export async function deskGuild(app: TestApp, settings: Json = {}): Promise<TestGuild> {
  const guild = app.newGuild();
  await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
  await set(app, guild, 'inbox', { receive: true, ...settings });
  return guild;
}

export async function set(app: TestApp, guild: TestGuild, feature: string, values: Json): Promise<void> {
  const { status, body } = await app.api(guild.id, 'PATCH', `/settings/${feature}`, { values });
  assert.equal(status, 200, JSON.stringify(body));
}

/** Another member of the server. */
export function newMember(app: TestApp, guild: TestGuild, username: string, roles: string[] = []) {
  const user = app.discord.control.user({ username, global_name: username });
  app.discord.control.member(guild.id, { user_id: user.id, roles });
  return { id: user.id, username };
}

/** The channel between the bot and a person. */
export const dmWith = (app: TestApp, person: Person): string =>
  openDm(app.discord.state, app.discord.state.data.botId, person.id).id;

/** Somebody says something in a channel, seen as the gateway tells it. Nothing is told yet. */
export function says(
  app: TestApp,
  channelId: string,
  author: Person,
  content: string,
  more: Json = {},
): SeenMessage {
  const { id } = app.say(channelId, author, content, more);
  const stored = app.discord.state.data.messages.get(channelId)?.get(id);
  assert.ok(stored);
  return viewMessage(app.discord.state, stored, app.discord.state.data.botId) as unknown as SeenMessage;
}

/** A person writes to the bot, and the gateway tells it. */
export async function writes(
  app: TestApp,
  person: Person,
  content: string,
  more: Json = {},
): Promise<SeenMessage> {
  const message = says(app, dmWith(app, person), person, content, more);
  await tells(app, message);
  return message;
}

/** The gateway tells of a message, as it is in Discord. Gives the handlers that wanted it. */
export const tells = (app: TestApp, message: SeenMessage, more: Json = {}): Promise<string[]> =>
  app.gatewayEvent('MESSAGE_CREATE', {
    ...message,
    ...more,
  } as unknown as GatewayEventData['MESSAGE_CREATE']);

/** Makes somebody an agent who takes new conversations. */
export async function agentOn(
  app: TestApp,
  guild: TestGuild,
  person: Person,
  more: Json = {},
): Promise<void> {
  const { status, body } = await app.api(guild.id, 'PUT', `/inbox/agents/${person.id}`, {
    isOn: true,
    ...more,
  });
  assert.equal(status, 200, JSON.stringify(body));
}

export const conversationsOf = (app: TestApp, guild: TestGuild, person?: Person) =>
  app.sql`select id, number, state, person_id, assignee_id, route_reason, channel_id, transport, tags
    from conversations where guild_id = ${guild.id} and (${person?.id ?? null}::text is null or person_id = ${person?.id ?? null})
    order by number`;

export const messagesOf = (app: TestApp, guild: TestGuild) =>
  app.sql`select id, conversation_id, direction, content, author_id, discord_message_id, edited_at, deleted_at, history, state
    from conversation_messages where guild_id = ${guild.id} and direction in ('in', 'out') order by sequence`;

/** What the bot wrote to a person, oldest first. */
export const told = (app: TestApp, person: Person) =>
  [...(app.discord.state.data.messages.get(dmWith(app, person))?.values() ?? [])].filter(
    ({ author_id }) => author_id === app.discord.state.data.botId,
  );
