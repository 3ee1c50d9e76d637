import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { demo, type Harness, list, startHarness } from './harness.ts';

const REDIRECT = 'http://127.0.0.1:9/callback';

describe('OAuth2', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
  });
  after(() => discord.close());

  const authorizeUrl = (extra: Record<string, string>) =>
    `${discord.url}/oauth2/authorize?${new URLSearchParams({ client_id: discord.applicationId, ...extra })}`;
  const decide = (url: string, form: Record<string, string>) =>
    fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  const token = (form: Record<string, string>) =>
    discord.api('POST', '/oauth2/token', new URLSearchParams(form), {
      authorization: `Basic ${Buffer.from(`${discord.applicationId}:${discord.clientSecret}`).toString('base64')}`,
    });
  const bearer = (access: unknown, method: string, path: string, body?: unknown) =>
    discord.api(method, path, body, { authorization: `Bearer ${access}` });

  async function codeFor(scope: string, extra: Record<string, string> = {}): Promise<string> {
    const url = authorizeUrl({ response_type: 'code', redirect_uri: REDIRECT, scope, state: 's1', ...extra });
    assert.match(await (await fetch(url)).text(), /ada\.keller/);
    const answer = await decide(url, { decision: 'authorize', user_id: demo.users.ada.id });
    const target = new URL(answer.headers.get('location') ?? '');
    assert.equal(target.searchParams.get('state'), 's1');
    return target.searchParams.get('code') ?? '';
  }
  const exchange = (code: string, extra = {}) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...extra });

  it('goes from the page to a token, its user, guilds and member', async () => {
    const { body } = await exchange(await codeFor('identify guilds guilds.members.read'));
    assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 604_800]);
    assert.equal((await bearer(body.access_token, 'GET', '/users/@me')).body.username, 'ada.keller');
    const [guild] = list((await bearer(body.access_token, 'GET', '/users/@me/guilds')).body);
    assert.deepEqual([guild?.name, guild?.owner], ['Silverball Workshop', true]);
    const member = await bearer(body.access_token, 'GET', `/users/@me/guilds/${guild?.id}/member`);
    assert.ok(list(member.body.roles).length > 1);
    discord.advance(604_800_000);
    assert.equal((await bearer(body.access_token, 'GET', '/users/@me')).status, 401);
    const fresh = await token({ grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
    assert.equal((await bearer(fresh.body.access_token, 'GET', '/users/@me')).status, 200);
  });

  it('takes a code once, with its redirect and its PKCE verifier only', async () => {
    const code = await codeFor('identify');
    assert.equal(
      (await exchange(code, { redirect_uri: 'http://127.0.0.1:9/other' })).body.error,
      'invalid_grant',
    );
    assert.equal((await exchange(code)).status, 200);
    assert.equal((await exchange(code)).body.error, 'invalid_grant');
    const code_challenge = createHash('sha256').update('verifier').digest('base64url');
    const bound = await codeFor('identify', { code_challenge, code_challenge_method: 'S256' });
    assert.equal((await exchange(bound, { code_verifier: 'guess' })).body.error, 'invalid_grant');
    assert.equal((await exchange(bound, { code_verifier: 'verifier' })).status, 200);
  });

  it('refuses JSON, wrong secrets, unknown scopes; tells a denial', async () => {
    const json = await discord.api('POST', '/oauth2/token', { grant_type: 'client_credentials' });
    assert.equal(json.body.error, 'invalid_request');
    const wrong = await discord.api('POST', '/oauth2/token', new URLSearchParams({ grant_type: 'x' }));
    assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_client']);
    const base = { response_type: 'code', redirect_uri: REDIRECT };
    assert.equal((await fetch(authorizeUrl({ ...base, scope: 'everything' }))).status, 400);
    const denied = await decide(authorizeUrl({ ...base, scope: 'identify' }), { decision: 'cancel' });
    assert.match(denied.headers.get('location') ?? '', /error=access_denied/);
  });

  it('ends the whole authorization on revoke and holds to scopes (50026)', async () => {
    const { body } = await exchange(await codeFor('identify'));
    assert.equal((await bearer(body.access_token, 'GET', '/users/@me/guilds')).body.code, 50026);
    const form = new URLSearchParams({
      token: String(body.refresh_token),
      client_id: discord.applicationId,
      client_secret: discord.clientSecret,
    });
    await discord.api('POST', '/oauth2/token/revoke', form, { authorization: '' });
    assert.equal((await bearer(body.access_token, 'GET', '/users/@me')).status, 401);
  });

  it('keeps linked-role metadata and a user’s connection', async () => {
    const path = `/applications/${discord.applicationId}/role-connections/metadata`;
    const record = { key: 'repairs', name: 'Repairs', description: 'At least', type: 2 };
    assert.equal((await discord.api('PUT', path, [{ ...record, key: 'Bad Key' }])).body.code, 50035);
    assert.equal((await discord.api('PUT', path, Array(6).fill(record))).body.code, 50035);
    assert.equal((await discord.api('PUT', path, [record])).status, 200);
    const { body } = await exchange(await codeFor('identify role_connections.write'));
    const own = `/users/@me/applications/${discord.applicationId}/role-connection`;
    const connection = { platform_name: 'Guildhall', metadata: { repairs: 7 } };
    assert.deepEqual((await bearer(body.access_token, 'PUT', own, connection)).body.metadata, {
      repairs: '7',
    });
    assert.equal((await bearer(body.access_token, 'GET', own)).body.platform_name, 'Guildhall');
  });

  it('installs the bot with a managed role, only for who manages the server', async () => {
    const { control } = discord;
    const owner = control.user({ username: 'boss' }).id;
    const guild = control.guild({ name: 'Fresh', owner_id: owner, bot_permissions: null });
    const url = authorizeUrl({ scope: 'bot applications.commands', permissions: '2048' });
    assert.match(await (await fetch(url)).text(), /Fresh/);
    const stranger = { decision: 'authorize', user_id: demo.users.ivo.id, guild_id: guild.id };
    assert.equal((await decide(url, stranger)).status, 403);
    assert.equal((await decide(url, { ...stranger, user_id: owner })).status, 200);
    const roles = list((await discord.api('GET', `/guilds/${guild.id}/roles`)).body);
    const role = roles.find((item) => item.tags !== undefined);
    assert.deepEqual([role?.managed, role?.permissions], [true, '2048']);
  });
});
