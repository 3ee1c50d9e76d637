import assert from 'node:assert/strict';
import type { StoredChannel, StoredMessage } from '../../../../scripts/local/discord/model.ts';
import { viewMessage } from '../../../../scripts/local/discord/views.ts';
import type { GatewayEventData } from '../../../../src/core/gateway/handler.ts';
import type { Answer, TestApp, TestGuild } from '../../../support/app.ts';

type Json = Record<string, unknown>;

/** A ticket as the API shows it; what tests look at. */
export interface SeenTicket {
  id: string;
  number: number;
  subject: string;
  status: string;
  source: string;
  categoryId: string | null;
  assigneeId: string | null;
  priority: string;
  tags: string[];
  channelId: string | null;
  threadId: string | null;
  messageId: string | null;
  setup: { state: string; error: { step: string; discordCode?: number; text: string } | null };
  threadGoneAt: string | null;
  closedAt: string | null;
  closeReason: string;
}

/** A server whose staff role is set, with a channel for tickets; `values` change other settings of tickets. */
export async function desk(app: TestApp, values: Json = {}): Promise<TestGuild> {
  const guild = app.newGuild();
  await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
  await set(app, guild, 'tickets', { channel: guild.channelId, askRating: false, ...values });
  return guild;
}

export async function set(app: TestApp, guild: TestGuild, feature: string, values: Json): Promise<void> {
  const { status, body } = await app.api(guild.id, 'PATCH', `/settings/${feature}`, { values });
  assert.equal(status, 200, JSON.stringify(body));
}

/** `/ticket open` by the member. */
export const openByCommand = (app: TestApp, guild: TestGuild, options: Json = {}): Promise<Answer> =>
  app.run({
    type: 'command',
    userId: guild.member.id,
    channelId: guild.channelId,
    commandName: 'ticket/open',
    options: { subject: 'The printer is on fire', message: 'It burns since noon.', ...options },
  });

/** A ticket of the member with its place in Discord. */
export async function opened(app: TestApp, guild: TestGuild, options: Json = {}): Promise<SeenTicket> {
  await openByCommand(app, guild, options);
  await app.settle();
  return newest(app, guild);
}

export async function newest(app: TestApp, guild: TestGuild): Promise<SeenTicket> {
  const { body } = await app.api(guild.id, 'GET', '/tickets?status=any&limit=1');
  assert.ok(body.tickets[0], 'there is no ticket');
  return body.tickets[0];
}

export async function look(app: TestApp, guild: TestGuild, id: string): Promise<SeenTicket> {
  const { status, body } = await app.api(guild.id, 'GET', `/tickets/${id}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

export interface SeenEntry {
  id: string;
  direction: string;
  content: string;
  via: string | null;
  state: string;
  author: { id: string | null; name: string; kind: string };
  discordMessageId: string | null;
  editedAt: string | null;
  deletedAt: string | null;
  attachments: { id: string; filename: string; size: number; state: string; lostReason: string | null }[];
  error: { code: string; text: string } | null;
}

/** The timeline, the oldest first; without what happened, unless asked for. */
export async function timeline(app: TestApp, guild: TestGuild, id: string): Promise<SeenEntry[]> {
  const { status, body } = await app.api(guild.id, 'GET', `/conversations/${id}/messages?order=oldest`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.messages.filter(({ direction }: SeenEntry) => direction !== 'event');
}

export async function call(app: TestApp, guild: TestGuild, path: string, body?: Json, method = 'POST') {
  const answer = await app.api(guild.id, method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export const channelOf = (app: TestApp, id: string | null): StoredChannel | undefined =>
  id ? app.discord.state.data.channels.get(id) : undefined;

/**
 * What all see in a channel of the local Discord, the oldest first. Without answers for one person alone: Discord may
 * read a deferral after what its command posted, so that nobody knows where among the others it stands.
 */
export const messagesIn = (app: TestApp, id: string | null | undefined): StoredMessage[] =>
  id ? [...app.discord.state.messagesOf(id).values()].filter((message) => message.ephemeral_to === null) : [];

/** Actions in the audit log of a ticket, the oldest first; without the transcript, which follows from closing. */
export async function audit(app: TestApp, guild: TestGuild, id: string): Promise<string[]> {
  const rows = await app.sql`select action from audit_log where guild_id = ${guild.id}
    and target in (${`ticket:${id}`}, ${`conversation:${id}`}) and action <> 'tickets.transcribe' order by id`;
  return rows.map(({ action }) => String(action));
}

/** The direct-message channel of the bot with a person. */
export const dmOf = (app: TestApp, personId: string): string | undefined =>
  [...app.discord.state.data.channels.values()].find(
    (channel) => channel.guild_id === null && channel.recipients.includes(personId),
  )?.id;

/** Somebody writes in a channel, and the gateway tells of it, unless it is silent. */
export async function writes(
  app: TestApp,
  guild: TestGuild,
  channelId: string | null,
  author: { id: string },
  content: string,
  { silent = false, ...more }: Json & { silent?: boolean } = {},
): Promise<GatewayEventData['MESSAGE_CREATE']> {
  assert.ok(channelId);
  const { id } = app.say(channelId, author, content, more);
  const { state } = app.discord;
  const stored = state.messagesOf(channelId).get(id);
  assert.ok(stored);
  const roles = state.data.guilds.get(guild.id)?.members.get(author.id)?.roles ?? [];
  const shown = viewMessage(state, stored, state.data.botId) as unknown as GatewayEventData['MESSAGE_CREATE'];
  const message = { ...shown, guild_id: guild.id, member: { roles } } as GatewayEventData['MESSAGE_CREATE'];
  if (!silent) {
    await app.gatewayEvent('MESSAGE_CREATE', message);
    await app.settle();
  }
  return message;
}

/** Somebody presses a button of a ticket's message, or chooses in a select of it. */
export const press = (
  app: TestApp,
  ticket: SeenTicket,
  user: { id: string },
  handler: string,
  more: Json = {},
): Promise<Answer> =>
  app.run({
    type: 'component',
    userId: user.id,
    channelId: ticket.threadId ?? '',
    messageId: ticket.messageId ?? '',
    customId: `tickets:${handler}:${ticket.id}`,
    ...more,
  });
