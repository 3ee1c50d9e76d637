import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { demo, type Harness, list, startHarness } from './harness.ts';

const PATH = `/channels/${demo.channels.parts}/messages`;

describe('control API', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
  });
  after(() => discord.close());
  beforeEach(() => discord.control.reset());

  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${discord.url}/_control/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  const post = () => discord.api('POST', PATH, { content: 'x' });
  const count = () => discord.state.messagesOf(demo.channels.parts).size;

  it('records calls without their token, filtered', async () => {
    await discord.api('POST', PATH, { content: 'x' }, { 'x-audit-log-reason': 'caf%C3%A9' });
    await discord.api('GET', '/users/@me');
    const calls = await control('GET', 'calls?method=post&path=messages');
    assert.equal(calls.length, 1);
    const [call] = calls;
    assert.deepEqual([call.path, call.status, call.body.content, call.reason], [PATH, 200, 'x', 'café']);
    assert.equal(call.headers.authorization, 'Bot [redacted]');
    assert.equal(call.route, '/channels/:channel/messages');
    const later = await control('GET', `calls?since=${call.id}`);
    assert.deepEqual(
      later.map((item: { path: string }) => item.path),
      ['/users/@me'],
    );
    await control('DELETE', 'calls');
    assert.deepEqual(await control('GET', 'calls'), []);
  });

  it('scripts the next answers, by path or pattern, as often as told', async () => {
    await control('POST', 'script', {
      method: 'POST',
      path: 'channels/\\d+/messages$',
      times: 2,
      status: 503,
      body: { x: 1 },
      headers: { 'x-a': 'b' },
    });
    const first = await post();
    assert.deepEqual([first.status, first.body, first.headers.get('x-a')], [503, { x: 1 }, 'b']);
    assert.equal((await discord.api('GET', PATH)).status, 200);
    assert.equal((await post()).status, 503);
    assert.equal((await post()).status, 200);
  });

  it('drops the socket before or after the work', async () => {
    const before = count();
    await control('POST', 'script', { path: '/messages', drop: true });
    await assert.rejects(post());
    assert.equal(count(), before);
    await control('POST', 'script', { path: '/messages', dropAfter: true });
    await assert.rejects(post());
    assert.equal(count(), before + 1);
  });

  it('makes fixtures with chosen ids, edits and deletes as the author', async () => {
    await control('POST', 'users', { id: '901', username: 'new' });
    await control('POST', 'members', { guild_id: demo.guilds.workshop.id, user_id: '901' });
    await control('POST', 'channels', { id: '902', guild_id: demo.guilds.workshop.id, name: 'New Place' });
    await control('POST', 'messages', {
      id: '4200000000',
      channel_id: '902',
      author_id: '901',
      content: 'a',
    });
    await control('PATCH', 'messages/902/4200000000', { content: 'b' });
    const { body } = await discord.api('GET', '/channels/902/messages');
    assert.deepEqual(
      list(body).map((message) => [message.content, message.author?.id]),
      [['b', '901']],
    );
    await control('DELETE', 'messages/902/4200000000');
    assert.deepEqual((await discord.api('GET', '/channels/902/messages')).body, []);
    assert.equal((await discord.api('GET', '/channels/902')).body.name, 'new-place');
  });

  it('moves the clock and resets all of it', async () => {
    const { now } = await control('GET', 'clock');
    assert.equal((await control('POST', 'clock', { advanceMs: 5000 })).now, now + 5000);
    await post();
    await control('POST', 'reset');
    assert.equal((await control('GET', 'clock')).now, now);
    assert.equal((await discord.api('GET', '/users/@me')).status, 200, 'the token stays');
    assert.deepEqual(discord.control.calls({ path: '/messages' }), []);
  });
});
