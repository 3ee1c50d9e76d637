import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import type { TestApp, TestGuild } from '../../../support/app.ts';
import { decideAtDiscord, newVisitor, type Page, type Visitor } from '../../../support/dashboard.ts';

export const SECRET = 'a-link-secret-of-forty-random-characters';

/** What a host application puts into the address of its signed links. */
export interface LinkParts {
  account: string;
  name: string;
  exp: string;
  nonce: string;
  sig: string;
}

/** Signs as docs/linking-accounts.md says, with nothing of the product's. */
export function signedParts(
  app: TestApp,
  guild: TestGuild,
  { secret = SECRET, account = 'cus_1', name = 'Parlour One', inSeconds = 600 } = {},
): LinkParts {
  const exp = String(Math.floor(app.now() / 1_000) + inSeconds);
  const nonce = randomBytes(18).toString('base64url');
  const text = ['guildhall-link-v1', guild.id, account, name, exp, nonce].join('\n');
  return { account, name, exp, nonce, sig: createHmac('sha256', secret).update(text).digest('hex') };
}

export const linkPath = (guild: TestGuild, parts: Partial<LinkParts> | { code: string }): string =>
  `/link/${guild.id}?${new URLSearchParams({ ...parts })}`;

/** Gives the server a link secret, as an admin does. */
export async function setSecret(app: TestApp, guild: TestGuild, secret = SECRET): Promise<void> {
  const answer = await app.api(guild.id, 'PATCH', '/settings/accounts', { values: { linkSecret: secret } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

export async function newCode(
  app: TestApp,
  guild: TestGuild,
  accountId = 'cus_1',
  accountName = 'Parlour One',
): Promise<{ code: string; url: string }> {
  const made = await app.api(guild.id, 'POST', '/link-codes', { accountId, accountName });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

/** Types `/link code:`; gives the words of the answer. */
export async function typeCode(
  app: TestApp,
  guild: TestGuild,
  person: { id: string },
  code: string,
): Promise<string> {
  const answer = await app.run({
    type: 'command',
    userId: person.id,
    channelId: guild.channelId,
    commandName: 'link',
    options: { code },
  });
  return answer.message.content;
}

/** Goes the whole way of one click, up to Discord's page. */
export async function startAtDiscord(
  visitor: Visitor,
  guild: TestGuild,
  parts: Partial<LinkParts> | { code: string },
): Promise<string> {
  const shown = await visitor.get(linkPath(guild, parts));
  assert.equal(shown.status, 200, shown.text);
  const sent = await visitor.post(`/link/${guild.id}/start`, { ...parts });
  assert.equal(sent.status, 303, sent.text);
  return sent.location ?? '';
}

/** Links by OAuth2 from a fresh browser; gives it and the page that it ends on. */
export async function linkByDiscord(
  app: TestApp,
  guild: TestGuild,
  person: { id: string },
  parts: Partial<LinkParts> | { code: string },
): Promise<{ visitor: Visitor; page: Page }> {
  const visitor = newVisitor(app);
  const discord = await startAtDiscord(visitor, guild, parts);
  const back = await visitor.get(await decideAtDiscord(discord, person.id));
  assert.equal(back.status, 303, back.text);
  return { visitor, page: await visitor.get(back.location ?? '/') };
}

export const liveLinks = (app: TestApp, guild: TestGuild) =>
  app.sql`select account_id, user_id, method from account_links
    where guild_id = ${guild.id} and ended_at is null order by account_id`;
