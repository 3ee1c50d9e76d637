import assert from 'node:assert/strict';
import type { StoredMessage } from '../../../../scripts/local/discord/model.ts';
import type { TestApp, TestGuild } from '../../../support/app.ts';

type Json = Record<string, unknown>;

/** A message of the API; what tests look at. */
export interface Told {
  id: string;
  state: string;
  error: { code: string; discordCode?: number; text: string } | null;
  via: string | null;
  discordMessageId: string | null;
  discordChannelId: string | null;
  content: string;
  sequence: number;
}

/** The local Discord's direct-message channel of the bot with a person; made when there is none. */
export function dmOf(app: TestApp, personId: string): string | undefined {
  return [...app.discord.state.data.channels.values()].find(
    (channel) => channel.guild_id === null && channel.recipients.includes(personId),
  )?.id;
}

/** What stands in a channel of the local Discord, the oldest first. */
export function messagesIn(app: TestApp, channelId: string | undefined): StoredMessage[] {
  return channelId ? [...app.discord.state.messagesOf(channelId).values()] : [];
}

/** Private threads below a channel. */
export const threadsOf = (app: TestApp, channelId: string) =>
  [...app.discord.state.data.channels.values()].filter(
    (channel) => channel.type === 12 && channel.parent_id === channelId,
  );

/** Sends a first message and gives the conversation and message as the API told them. */
export async function write(
  app: TestApp,
  guild: TestGuild,
  content: string,
  personId: string = guild.member.id,
): Promise<{ conversation: Json & { id: string }; message: Told }> {
  const { status, body } = await app.api(guild.id, 'POST', '/conversations/send-message', {
    discordUserId: personId,
    content,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

export async function reply(app: TestApp, guild: TestGuild, id: string, body: Json): Promise<Told> {
  const answer = await app.api(guild.id, 'POST', `/conversations/${id}/messages`, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.message;
}

/** A message as the API shows it now. */
export async function look(app: TestApp, guild: TestGuild, id: string): Promise<Told> {
  const { status, body } = await app.api(guild.id, 'GET', `/conversations/messages/${id}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** Types of signals about messages, in their order. */
export async function told(app: TestApp, guild: TestGuild, messageId: string): Promise<string[]> {
  const rows = await app.sql`select type from signals where guild_id = ${guild.id}
    and data->'message'->>'id' = ${messageId} order by sequence`;
  return rows.map(({ type }) => String(type));
}

/** Changes settings of conversations. */
export async function set(app: TestApp, guild: TestGuild, values: Json): Promise<void> {
  const { status, body } = await app.api(guild.id, 'PATCH', '/settings/conversations', { values });
  assert.equal(status, 200, JSON.stringify(body));
}
