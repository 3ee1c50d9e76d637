import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { errorCodes, type Harness, startHarness } from './harness.ts';

describe('ids in the path', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
  });
  after(() => discord.close());

  const id = '1000000000000000001';
  const cases: [method: string, path: string, fields: string[]][] = [
    ['GET', '/channels/abc', ['channel_id']],
    ['GET', '/channels/12x', ['channel_id']],
    ['GET', '/channels/-1', ['channel_id']],
    ['GET', '/channels/123456789012345678901', ['channel_id']],
    ['GET', '/channels/abc/messages/def', ['channel_id', 'message_id']],
    ['GET', `/channels/${id}/messages/@original`, ['message_id']],
    ['PUT', `/channels/${id}/permissions/everyone`, ['overwrite_id']],
    ['DELETE', `/channels/${id}/messages/${id}/reactions/%F0%9F%91%8D/bob`, ['user_id']],
    ['GET', '/guilds/abc', ['guild_id']],
    ['GET', `/guilds/${id}/members/bob`, ['user_id']],
    ['PUT', `/guilds/${id}/members/${id}/roles/staff`, ['role_id']],
    ['GET', `/guilds/${id}/scheduled-events/soon`, ['guild_scheduled_event_id']],
    ['GET', '/users/bob', ['user_id']],
    ['GET', '/applications/mine/commands', ['application_id']],
    ['GET', '/webhooks/hook', ['webhook_id']],
    ['GET', `/webhooks/${id}/token/messages/first`, ['message_id']],
    ['POST', '/interactions/now/token/callback', ['interaction_id']],
  ];
  for (const [method, path, fields] of cases) {
    it(`${method} ${path} is 400 with 50035`, async () => {
      const { status, body } = await discord.api(method, path);
      assert.deepEqual([status, body.code], [400, 50035], JSON.stringify(body));
      assert.deepEqual(
        errorCodes(body.errors),
        fields.map((field) => `${field} NUMBER_TYPE_COERCE`),
      );
    });
  }

  it('is quoted as it was sent, in Discord’s words', async () => {
    const { body } = await discord.api('GET', '/channels/abc');
    assert.deepEqual(body, {
      message: 'Invalid Form Body',
      code: 50035,
      errors: {
        channel_id: { _errors: [{ code: 'NUMBER_TYPE_COERCE', message: 'Value "abc" is not snowflake.' }] },
      },
    });
  });

  it('says nothing about ids to whoever has no token', async () => {
    assert.equal(
      (await discord.api('GET', '/channels/abc', undefined, { authorization: 'Bot x' })).status,
      401,
    );
  });

  it('may be @me and @original where Discord knows them', async () => {
    assert.equal((await discord.api('GET', '/users/@me')).status, 200);
    const own = await discord.api('GET', `/webhooks/${discord.applicationId}/token/messages/@original`);
    assert.notEqual(own.body.code, 50035);
    const thread = await discord.api('PUT', `/channels/${id}/thread-members/@me`);
    assert.equal(thread.body.code, 10003);
  });
});
