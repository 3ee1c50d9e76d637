import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demo, type Harness, list, startHarness } from './harness.ts';

const { channels, guilds, users, roles, messages } = demo;
const nobody = '1000000000000000001';

describe('REST refusals', () => {
  let discord: Harness;
  let stranger: string;
  let elsewhere: string;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
    stranger = discord.control.user({ username: 'stranger' }).id;
    const foreign = discord.control.guild({ name: 'Foreign', owner_id: stranger, bot_permissions: null });
    elsewhere = discord.control.channel({ guild_id: foreign.id, name: 'far' }).id;
    discord.control.setUser(users.hana.id, { dmsClosed: true });
  });
  after(() => discord.close());

  const dm = async (id: string) => {
    const { body } = await discord.api('POST', '/users/@me/channels', { recipient_id: id });
    return discord.api('POST', `/channels/${body.id}/messages`, { content: 'hi' });
  };
  const post = { content: 'x' };
  const at = (id: string) => `/channels/${channels.workshop}/messages/${id}`;
  type Late<T> = T | (() => T);
  const table: [string, string, Late<string>, Late<unknown>, number, number][] = [
    ['unknown channel', 'GET', `/channels/${nobody}`, undefined, 404, 10003],
    ['channel of a foreign guild', 'GET', () => `/channels/${elsewhere}`, undefined, 403, 50001],
    ['unknown guild', 'GET', `/guilds/${nobody}`, undefined, 404, 10004],
    ['unknown user', 'GET', `/users/${nobody}`, undefined, 404, 10013],
    ['unknown message', 'GET', at(nobody), undefined, 404, 10008],
    [
      'unknown role',
      'PUT',
      `/guilds/${guilds.workshop.id}/members/${users.ivo.id}/roles/${nobody}`,
      undefined,
      404,
      10011,
    ],
    ['not a member', 'GET', () => `/guilds/${guilds.workshop.id}/members/${stranger}`, undefined, 404, 10007],
    [
      'role above the bot',
      'PUT',
      `/guilds/${guilds.workshop.id}/members/${users.ivo.id}/roles/${roles.staff}`,
      undefined,
      403,
      50013,
    ],
    [
      'managed role',
      'PUT',
      `/guilds/${guilds.workshop.id}/members/${users.ivo.id}/roles/${roles.bot}`,
      undefined,
      403,
      50013,
    ],
    [
      'permissions the bot lacks',
      'POST',
      `/guilds/${guilds.workshop.id}/roles`,
      { permissions: '8' },
      403,
      50013,
    ],
    ['editing another author', 'PATCH', at(messages.report), post, 403, 50005],
    ['wrongly encoded emoji', 'PUT', `${at(messages.report)}/reactions/thumbsup/@me`, undefined, 400, 10014],
    ['unknown webhook', 'POST', `/webhooks/${nobody}/token`, post, 404, 10015],
    ['webhook with another token', 'POST', `/webhooks/${demo.webhook.id}/wrong`, post, 401, 50027],
    [
      'webhook named after Discord',
      'POST',
      `/channels/${channels.parts}/webhooks`,
      { name: 'My Discord' },
      400,
      50035,
    ],
    ['second thread on a message', 'POST', `${at(messages.rebuild)}/threads`, { name: 'x' }, 400, 160004],
    ['message into a voice category', 'POST', `/channels/${channels.museum}/messages`, post, 400, 50008],
    [
      'one message to bulk delete',
      'POST',
      `/channels/${channels.workshop}/messages/bulk-delete`,
      { messages: ['1'] },
      400,
      50016,
    ],
    [
      'bulk delete of old messages',
      'POST',
      `/channels/${channels.workshop}/messages/bulk-delete`,
      { messages: ['1', '2'] },
      400,
      50034,
    ],
    [
      'unknown command',
      'GET',
      `/applications/${demo.applicationId}/commands/${nobody}`,
      undefined,
      404,
      10063,
    ],
    ['another application', 'GET', `/applications/${nobody}/commands`, undefined, 403, 20012],
    ['unknown interaction', 'POST', `/interactions/${nobody}/token/callback`, { type: 4 }, 404, 10062],
    [
      'false interaction token',
      'PATCH',
      `/webhooks/${demo.applicationId}/token/messages/@original`,
      post,
      401,
      50027,
    ],
    ['limit 101', 'GET', `/channels/${channels.workshop}/messages?limit=101`, undefined, 400, 50035],
    [
      'reply to nothing',
      'POST',
      `/channels/${channels.workshop}/messages`,
      { content: 'x', message_reference: { message_id: nobody } },
      400,
      50035,
    ],
    [
      'overwrite of an unknown role',
      'PUT',
      `/channels/${channels.parts}/permissions/${nobody}`,
      { type: 0 },
      404,
      10009,
    ],
    [
      'endpoint that nobody answers',
      'PATCH',
      '/applications/@me',
      { interactions_endpoint_url: 'http://127.0.0.1:1/' },
      400,
      50035,
    ],
    ['DM to a stranger', 'POST', '/users/@me/channels', () => ({ recipient_id: stranger }), 403, 50278],
    ['no such route', 'GET', '/nonsense', undefined, 404, 0],
    ['wrong method', 'PUT', '/users/@me', undefined, 405, 0],
  ];
  for (const [name, method, path, body, status, code] of table) {
    it(`${name}: ${status} ${code}`, async () => {
      const given = typeof body === 'function' ? body() : body;
      const answer = await discord.api(method, typeof path === 'function' ? path() : path, given);
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
    });
  }

  it('closed DMs answer 50007 on sending, open ones deliver', async () => {
    assert.equal((await dm(users.hana.id)).body.code, 50007);
    assert.equal((await dm(users.ivo.id)).status, 200);
  });

  it('wants a token (401, code 0) and a DiscordBot user agent (40333)', async () => {
    const bare = await discord.api('GET', '/users/@me', undefined, { authorization: '' });
    assert.deepEqual([bare.status, bare.body], [401, { message: '401: Unauthorized', code: 0 }]);
    const wrong = await discord.api('GET', '/users/@me', undefined, { authorization: 'Bot nonsense' });
    assert.equal(wrong.status, 401);
    const agent = await discord.api('GET', '/users/@me', undefined, { 'user-agent': 'curl/8' });
    assert.deepEqual([agent.status, agent.body.code], [403, 40333]);
  });

  it('lists members only with the members intent', async () => {
    const path = `/guilds/${guilds.workshop.id}/members?limit=1000`;
    assert.equal(list((await discord.api('GET', path)).body).length, 10);
    const { flags } = discord.state.data.application;
    discord.control.application({ flags: 0 });
    assert.equal((await discord.api('GET', path)).body.code, 50001);
    const [hidden] = list((await discord.api('GET', `/channels/${channels.workshop}/messages?limit=1`)).body);
    assert.equal(hidden?.content, '', 'without the content intent the text of others is empty');
    discord.control.application({ flags });
  });

  it('limits pins to 250 and reactions to 20 kinds', async () => {
    const channel = discord.control.channel({ guild_id: guilds.workshop.id, name: 'limits' });
    const made = Array.from({ length: 251 }, () =>
      discord.control.message({ channel_id: channel.id, author_id: users.ada.id, content: 'x' }),
    );
    for (const message of made.slice(0, 250)) message.pinned_at = discord.state.iso();
    const last = made.at(-1)?.id ?? '';
    assert.equal((await discord.api('PUT', `/channels/${channel.id}/pins/${last}`)).body.code, 30003);
    const faces = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔'];
    const codes: unknown[] = [];
    for (const face of faces) {
      const path = `/channels/${channel.id}/messages/${last}/reactions/${encodeURIComponent(face)}/@me`;
      const { status, body } = await discord.api('PUT', path);
      codes.push(status === 204 ? 204 : body.code);
    }
    assert.deepEqual(codes, [...Array(20).fill(204), 30010]);
  });

  it('keeps ids of commands over an overwrite and stops at 200 creations a day', async () => {
    const path = `/applications/${demo.applicationId}/guilds/${guilds.racing.id}/commands`;
    const put = (names: string[]) =>
      discord.api(
        'PUT',
        path,
        names.map((name) => ({ name, description: 'd' })),
      );
    const first = await put(['a', 'b']);
    const second = await put(['b', 'c']);
    assert.equal(list(second.body)[0]?.id, list(first.body)[1]?.id);
    const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
    assert.equal((await put(names('x', 100))).status, 200);
    assert.equal((await put(names('x', 101))).body.code, 30032);
    assert.equal((await put(names('y', 98))).body.code, 30034);
    discord.advance(86_400_001);
    assert.equal((await put(names('y', 98))).status, 200);
  });
});
