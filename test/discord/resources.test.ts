import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as application from '../../src/discord/application.ts';
import * as channels from '../../src/discord/channels.ts';
import * as commands from '../../src/discord/commands.ts';
import { DiscordApiError } from '../../src/discord/errors.ts';
import { getGatewayBot } from '../../src/discord/gateway.ts';
import * as guilds from '../../src/discord/guilds.ts';
import * as interactions from '../../src/discord/interactions.ts';
import * as members from '../../src/discord/members.ts';
import { messageBody, nonceFor } from '../../src/discord/message-body.ts';
import * as messages from '../../src/discord/messages.ts';
import * as oauth from '../../src/discord/oauth.ts';
import * as reactions from '../../src/discord/reactions.ts';
import { createDiscordRest, type DiscordRest } from '../../src/discord/rest.ts';
import * as roles from '../../src/discord/roles.ts';
import * as scheduledEvents from '../../src/discord/scheduled-events.ts';
import * as threads from '../../src/discord/threads.ts';
import * as users from '../../src/discord/users.ts';
import * as webhooks from '../../src/discord/webhooks.ts';
import { createManualClock } from './support/manual-clock.ts';
import { type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

const [G, C, M, U, R, A] = ['1', '2', '3', '4', '5', '6'].map((last) => `10000000000000000${last}`) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const INTERACTION = { applicationId: A, id: M, token: 'i-token' };
const WEBHOOK = { id: A, token: 'w-token' };
const CLIENT = { clientId: A, clientSecret: 'c-secret' };

function restFor(server: ScriptedServer): DiscordRest {
  const { now, sleep } = createManualClock();
  return createDiscordRest({ apiUrl: server.apiUrl, token: 't', fetch, now, sleep, random: () => 0 });
}

/** What to call, and the request line that Discord's documentation gives for it. */
const CASES: [line: string, auth: 'Bot t' | 'Bearer user' | null, (rest: DiscordRest) => Promise<unknown>][] =
  [
    [`GET /channels/${C}`, 'Bot t', (rest) => channels.getChannel(rest, C)],
    [`PATCH /channels/${C}`, 'Bot t', (rest) => channels.editChannel(rest, C, { name: 'x' })],
    [`DELETE /channels/${C}`, 'Bot t', (rest) => channels.deleteChannel(rest, C)],
    [`GET /guilds/${G}/channels`, 'Bot t', (rest) => channels.listGuildChannels(rest, G)],
    [`POST /guilds/${G}/channels`, 'Bot t', (rest) => channels.createGuildChannel(rest, G, { name: 'x' })],
    [
      `PUT /channels/${C}/permissions/${R}`,
      'Bot t',
      (rest) => channels.editChannelPermissions(rest, C, R, { type: 0, allow: '1' }),
    ],
    [`GET /channels/${C}/messages?limit=5`, 'Bot t', (rest) => messages.listMessages(rest, C, { limit: 5 })],
    [`DELETE /channels/${C}/messages/${M}`, 'Bot t', (rest) => messages.deleteMessage(rest, C, M)],
    [
      `POST /channels/${C}/messages/bulk-delete`,
      'Bot t',
      (rest) => messages.bulkDeleteMessages(rest, C, [M, U]),
    ],
    [`PUT /channels/${C}/messages/pins/${M}`, 'Bot t', (rest) => messages.pinMessage(rest, C, M)],
    [
      `POST /channels/${C}/messages/${M}/threads`,
      'Bot t',
      (rest) => threads.startThreadFromMessage(rest, C, M, { name: 'x' }),
    ],
    [`POST /channels/${C}/threads`, 'Bot t', (rest) => threads.startThread(rest, C, { name: 'x', type: 12 })],
    [`PUT /channels/${C}/thread-members/${U}`, 'Bot t', (rest) => threads.addThreadMember(rest, C, U)],
    [`GET /guilds/${G}/threads/active`, 'Bot t', (rest) => threads.listActiveThreads(rest, G)],
    [
      `PUT /channels/${C}/messages/${M}/reactions/%F0%9F%91%8D/@me`,
      'Bot t',
      (rest) => reactions.addReaction(rest, C, M, '👍'),
    ],
    [
      `DELETE /channels/${C}/messages/${M}/reactions/ok%3A${R}/${U}`,
      'Bot t',
      (rest) => reactions.removeUserReaction(rest, C, M, `<a:ok:${R}>`, U),
    ],
    [`GET /guilds/${G}?with_counts=true`, 'Bot t', (rest) => guilds.getGuild(rest, G, { with_counts: true })],
    [
      `GET /guilds/${G}/members?limit=1000&after=${U}`,
      'Bot t',
      (rest) => members.listMembers(rest, G, { limit: 1000, after: U }),
    ],
    [
      `PUT /guilds/${G}/members/${U}/roles/${R}`,
      'Bot t',
      (rest) => members.addMemberRole(rest, G, U, R, { reason: 'why' }),
    ],
    [
      `DELETE /guilds/${G}/members/${U}/roles/${R}`,
      'Bot t',
      (rest) => members.removeMemberRole(rest, G, U, R),
    ],
    [`POST /guilds/${G}/roles`, 'Bot t', (rest) => roles.createRole(rest, G, { name: 'x' })],
    [`GET /guilds/${G}/roles/member-counts`, 'Bot t', (rest) => roles.countRoleMembers(rest, G)],
    [
      `POST /guilds/${G}/scheduled-events`,
      'Bot t',
      (rest) =>
        scheduledEvents.createScheduledEvent(rest, G, {
          name: 'x',
          privacy_level: 2,
          scheduled_start_time: '',
          entity_type: 2,
        }),
    ],
    [`POST /users/@me/channels`, 'Bot t', (rest) => users.createDm(rest, U)],
    [`POST /channels/${C}/webhooks`, 'Bot t', (rest) => webhooks.createWebhook(rest, C, { name: 'x' })],
    [`DELETE /webhooks/${A}`, 'Bot t', (rest) => webhooks.deleteWebhook(rest, A)],
    [`GET /webhooks/${A}/w-token`, null, (rest) => webhooks.getWebhook(rest, WEBHOOK)],
    [
      `DELETE /webhooks/${A}/w-token/messages/${M}?thread_id=${C}`,
      null,
      (rest) => webhooks.deleteWebhookMessage(rest, WEBHOOK, M, { threadId: C }),
    ],
    [
      `GET /webhooks/${A}/i-token/messages/@original`,
      null,
      (rest) => interactions.getOriginalResponse(rest, INTERACTION),
    ],
    [
      `DELETE /webhooks/${A}/i-token/messages/@original`,
      null,
      (rest) => interactions.deleteOriginalResponse(rest, INTERACTION),
    ],
    [`PUT /applications/${A}/commands`, 'Bot t', (rest) => commands.overwriteGlobalCommands(rest, A, [])],
    [
      `PUT /applications/${A}/guilds/${G}/commands`,
      'Bot t',
      (rest) => commands.overwriteGuildCommands(rest, A, G, []),
    ],
    [`GET /applications/@me`, 'Bot t', (rest) => application.getCurrentApplication(rest)],
    [
      `PATCH /applications/@me`,
      'Bot t',
      (rest) => application.editCurrentApplication(rest, { event_webhooks_status: 2 }),
    ],
    [`GET /gateway/bot`, 'Bot t', (rest) => getGatewayBot(rest)],
    [`GET /users/@me`, 'Bearer user', (rest) => oauth.getAuthorizedUser(rest, 'user')],
    [
      `GET /users/@me/guilds/${G}/member`,
      'Bearer user',
      (rest) => oauth.getAuthorizedMember(rest, 'user', G),
    ],
    [`POST /oauth2/token`, null, (rest) => oauth.exchangeCode(rest, CLIENT, { code: 'c', redirectUri: 'r' })],
    [`POST /oauth2/token/revoke`, null, (rest) => oauth.revokeToken(rest, CLIENT, 'x')],
  ];

describe("Discord's resources", () => {
  it('are asked at the documented method and path, with the secret that belongs there', async () => {
    await using server = await startScriptedServer();
    const rest = restFor(server);
    for (const [line, auth, call] of CASES) {
      server.calls.length = 0;
      await call(rest);
      const [sent] = server.calls;
      const query = sent && sent.query.size > 0 ? `?${sent.query}` : '';
      assert.equal(`${sent?.method} ${sent?.path.replace('/api/v10', '')}${query}`, line);
      assert.equal(sent?.headers.get('authorization'), auth, line);
    }
  });

  it('everything that posts or edits a message mentions nobody, unless it is told whom', async () => {
    await using server = await startScriptedServer();
    const rest = restFor(server);
    const body = { content: '@everyone' };
    await messages.createMessage(rest, C, body);
    await messages.editMessage(rest, C, M, body);
    await webhooks.executeWebhook(rest, WEBHOOK, body);
    await webhooks.editWebhookMessage(rest, WEBHOOK, M, body);
    await interactions.editOriginalResponse(rest, INTERACTION, body);
    await interactions.createFollowup(rest, INTERACTION, body);
    await interactions.editFollowup(rest, INTERACTION, M, body);
    for (const call of server.calls) assert.deepEqual(call.json().allowed_mentions, { parse: [] }, call.path);

    server.calls.length = 0;
    await interactions.createInteractionResponse(rest, INTERACTION, { type: 4, data: body });
    await threads.startForumPost(rest, C, { name: 'x', message: body });
    await messages.createMessage(rest, C, { ...body, allowed_mentions: { users: [U] } });
    await interactions.createInteractionResponse(rest, INTERACTION, { type: 6 });
    const [response, post, told, deferred] = server.calls.map((call) => call.json());
    assert.deepEqual(response, { type: 4, data: { ...body, allowed_mentions: { parse: [] } } });
    assert.deepEqual(post, { name: 'x', message: { ...body, allowed_mentions: { parse: [] } } });
    assert.deepEqual(told?.allowed_mentions, { users: [U] });
    assert.deepEqual(deferred, { type: 6 });
  });

  it('a message with an idempotency key is repeated with the same nonce, one without is not repeated', async () => {
    await using server = await startScriptedServer();
    const rest = restFor(server);
    server.next({ fault: 'drop' }, { status: 502 }, { body: { id: M } });
    await messages.createMessage(rest, C, { content: 'once' }, { idempotencyKey: 'ticket 7, opened' });
    const nonces = server.calls.map((call) => [call.json().nonce, call.json().enforce_nonce]);
    const nonce = await nonceFor('ticket 7, opened');
    assert.deepEqual(nonces, [
      [nonce, true],
      [nonce, true],
      [nonce, true],
    ]);
    assert.ok(nonce.length <= 25 && nonce !== (await nonceFor('ticket 8, opened')));

    server.calls.length = 0;
    server.next({ status: 502 });
    await assert.rejects(messages.createMessage(rest, C, { content: 'once' }), { outcomeUnknown: true });
    server.next({ status: 502 });
    await assert.rejects(webhooks.executeWebhook(rest, WEBHOOK, {}), { outcomeUnknown: true });
    assert.equal(server.calls.length, 2);
    assert.equal(server.calls[1]?.query.get('wait'), 'true');
  });

  it('new files are listed beside those that an edit keeps', async () => {
    await using server = await startScriptedServer();
    const files = [{ name: 'a.txt', data: new Uint8Array([65]), description: 'alt text' }];
    await messages.editMessage(restFor(server), C, M, { attachments: [{ id: R }] }, { files });
    const form = await server.calls[0]?.form();
    const payload = JSON.parse(String(form?.get('payload_json')));
    assert.deepEqual(payload.attachments, [{ id: R }, { id: 0, filename: 'a.txt', description: 'alt text' }]);
    assert.ok(form?.get('files[0]') instanceof File);
    assert.ok(
      !('attachments' in messageBody({ content: 'x' })),
      'without new files nothing is said about the old',
    );
  });

  it('a sign-in that Discord refuses says why, and its code is not tried again', async () => {
    await using server = await startScriptedServer();
    server.next({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid "code" in request.' },
    });
    const grant = { code: 'used', redirectUri: 'https://hub.example/cb' };
    await assert.rejects(oauth.exchangeCode(restFor(server), CLIENT, grant), (error) => {
      assert.ok(error instanceof DiscordApiError && error.oauthError === 'invalid_grant');
      return true;
    });
    assert.equal(server.calls.length, 1);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(server.calls[0]?.body.toString())), {
      client_id: A,
      client_secret: 'c-secret',
      grant_type: 'authorization_code',
      code: 'used',
      redirect_uri: 'https://hub.example/cb',
    });
    const url = new URL(
      oauth.authorizeUrl({ clientId: A, redirectUri: 'r', scopes: ['identify', 'guilds'], state: 's' }),
    );
    assert.equal(url.searchParams.get('scope'), 'identify guilds');
  });

  it('reads the address of a webhook, and no address that only looks like one', () => {
    for (const host of [
      'https://discord.com/api',
      'https://discordapp.com/api/v10',
      'https://canary.discord.com/api',
    ]) {
      assert.deepEqual(webhooks.parseWebhookUrl(` ${host}/webhooks/${A}/a-B_c `), { id: A, token: 'a-B_c' });
    }
    const local = `http://127.0.0.1:4000/api/webhooks/${A}/t`;
    assert.equal(webhooks.parseWebhookUrl(local), null);
    assert.deepEqual(webhooks.parseWebhookUrl(local, 'http://127.0.0.1:4000/api'), { id: A, token: 't' });
    for (const no of [
      'nonsense',
      `http://discord.com/api/webhooks/${A}/t`,
      `https://discord.com.evil.example/api/webhooks/${A}/t`,
      `https://evil.example/https://discord.com/api/webhooks/${A}/t`,
      `https://discord.com/api/webhooks/${A}/t/github`,
      `https://discord.com/api/webhooks/12/t`,
    ]) {
      assert.equal(webhooks.parseWebhookUrl(no), null, no);
    }
  });

  it('names the flags of an application', () => {
    assert.deepEqual(application.applicationFlagNames((1 << 15) | (1 << 19)), [
      'GATEWAY_GUILD_MEMBERS_LIMITED',
      'GATEWAY_MESSAGE_CONTENT_LIMITED',
    ]);
  });
});
