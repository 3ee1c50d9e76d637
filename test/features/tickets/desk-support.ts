import assert from 'node:assert/strict';
import type { TestApp, TestGuild } from '../../support/app.ts';

type Json = Record<string, unknown>;

/** A ticket as the API shows it; what tests look at. */
export interface SeenTicket {
  id: string;
  number: number;
  status: string;
  threadId: string | null;
  closeReason: string;
  firstResponseAt: string | null;
  firstResponseDueAt: string | null;
  resolutionDueAt: string | null;
}

/** Calls the API of the guild and fails unless it answers with the status. */
export async function call<Body = Json>(
  app: TestApp,
  guild: TestGuild,
  [method, path]: [string, string],
  body?: unknown,
  status = 200,
): Promise<Body> {
  const answer = await app.api(guild.id, method, path, body);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Lets the guild's staff work, and sets up tickets. */
export async function configure(app: TestApp, guild: TestGuild, values: Json): Promise<void> {
  await call(app, guild, ['PATCH', '/settings/access'], { values: { staffRoles: [guild.staffRoleId] } });
  await call(app, guild, ['PATCH', '/settings/tickets'], { values: { channel: guild.channelId, ...values } });
}

/** Opens a ticket for the guild's member and waits until its thread is there. */
export async function openTicket(app: TestApp, guild: TestGuild, more: Json = {}): Promise<SeenTicket> {
  const { number } = await call<SeenTicket>(
    app,
    guild,
    ['POST', '/tickets'],
    { personId: guild.member.id, subject: 'Nothing starts', message: 'Please help!', ...more },
    201,
  );
  await app.settle();
  return look(app, guild, number);
}

export const look = (app: TestApp, guild: TestGuild, reference: string | number): Promise<SeenTicket> =>
  call(app, guild, ['GET', `/tickets/${reference}`]);

/** Puts the clock forward to a moment to come, and runs what has become due by then. */
export async function advanceTo(app: TestApp, at: string | Date): Promise<void> {
  const ms = new Date(at).getTime() - app.now();
  assert.ok(ms >= 0, 'time goes only forward');
  await app.advance(ms);
  await app.tick();
}

/** Next Monday at an hour in UTC, at least a day ahead. */
export function nextMonday(app: TestApp, hour: number): Date {
  const date = new Date(app.now() + 24 * 60 * 60_000);
  date.setUTCHours(hour, 0, 0, 0);
  while (date.getUTCDay() !== 1) date.setUTCDate(date.getUTCDate() + 1);
  return date;
}

/** Signals of a guild whose type begins so, the oldest first. */
export async function signalsOf(
  app: TestApp,
  guild: TestGuild,
  like: string,
): Promise<{ type: string; data: Json }[]> {
  const rows = await app.sql`select type, data from signals
    where guild_id = ${guild.id} and type like ${`${like}%`} order by sequence`;
  return rows as { type: string; data: Json }[];
}
