import assert from 'node:assert/strict';
import type { TestApp, TestGuild } from '../../../support/app.ts';

type Json = Record<string, unknown>;

/** A server whose team works on tickets, with threads below its channel. */
export async function ticketGuild(app: TestApp, settings: Json = {}): Promise<TestGuild> {
  const guild = app.newGuild();
  await call(app, guild, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
  await call(app, guild, 'PATCH', '/settings/tickets', { values: { channel: guild.channelId, ...settings } });
  return guild;
}

/** A call of the API that has to go well. */
export async function call(app: TestApp, guild: TestGuild, method: string, path: string, body?: Json) {
  const answer = await app.api(guild.id, method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export interface OpenedTicket {
  id: string;
  number: number;
}

/** A ticket of a member of the server. */
export async function opened(
  app: TestApp,
  guild: TestGuild,
  subject: string,
  more: { personId?: string; message?: string; category?: string; answers?: Json } = {},
): Promise<OpenedTicket> {
  const body = { personId: guild.member.id, message: 'Please help!', ...more, subject };
  const { id, number } = await call(app, guild, 'POST', '/tickets', body);
  return { id, number };
}
