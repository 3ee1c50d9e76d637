import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demo, type Harness, type Json, list, startHarness } from './harness.ts';

const { channels, users } = demo;

describe('client API', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
  });
  after(() => discord.close());

  /** The events of a user from now on; `next` waits for one of a kind. */
  async function listen(userId: string) {
    const abort = new AbortController();
    const response = await fetch(`${discord.url}/_client/events?user=${userId}`, { signal: abort.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const heard: { t: string; d: Json }[] = [];
    let buffer = '';
    const next = async (kind: string): Promise<Json> => {
      for (let turn = 0; turn < 100; turn += 1) {
        const index = heard.findIndex((event) => event.t === kind);
        const found = heard[index];
        if (found) {
          heard.splice(0, index + 1);
          return found.d;
        }
        const { value = '', done } = (await reader?.read()) ?? { done: true };
        if (done) break;
        buffer += value;
        const parts = buffer.split('\n\n');
        buffer = parts.pop() ?? '';
        for (const part of parts) if (part.startsWith('data: ')) heard.push(JSON.parse(part.slice(6)));
      }
      throw new Error(`no ${kind} came`);
    };
    await next('READY');
    return { next, heard, close: () => abort.abort() };
  }

  it('shows each user their own guilds and channels', async () => {
    const session = async (userId: string) => {
      const { body } = await discord.as(userId, 'GET', '/session');
      const all = list(body.guilds).flatMap((guild) => list(guild.channels));
      return { guilds: list(body.guilds).length, names: all.map((channel) => String(channel.name)) };
    };
    const ivo = await session(users.ivo.id);
    const ada = await session(users.ada.id);
    assert.deepEqual([ivo.guilds, ada.guilds], [2, 1]);
    assert.deepEqual([ivo.names.includes('staff-only'), ada.names.includes('staff-only')], [false, true]);
    const nobody = await fetch(`${discord.url}/_client/session`);
    assert.equal((await nobody.json()).user, null);
  });

  it('streams what the user may see, reactions and threads included', async () => {
    const ivo = await listen(users.ivo.id);
    discord.control.message({ channel_id: channels.staff, author_id: users.ada.id, content: 'secret' });
    await discord.as(users.ada.id, 'POST', `/channels/${channels.parts}/messages`, {
      content: 'public',
      nonce: 'n',
    });
    const message = await ivo.next('MESSAGE_CREATE');
    assert.deepEqual([message.content, message.nonce], ['public', 'n']);
    const path = `/channels/${channels.parts}/messages/${message.id}`;
    await discord.as(users.ada.id, 'PUT', `${path}/reactions/${encodeURIComponent('👍')}`);
    assert.equal((await ivo.next('MESSAGE_REACTION_ADD')).emoji?.name, '👍');
    await discord.as(users.ada.id, 'PATCH', path, { content: 'changed' });
    assert.equal((await ivo.next('MESSAGE_UPDATE')).content, 'changed');
    await discord.as(users.ada.id, 'POST', `/channels/${channels.parts}/threads`, {
      name: 'From here',
      message_id: message.id,
    });
    assert.equal((await ivo.next('THREAD_CREATE')).id, message.id);
    await discord.as(users.ada.id, 'POST', `/channels/${channels.parts}/typing`);
    assert.equal((await ivo.next('TYPING_START')).user_id, users.ada.id);
    await discord.as(users.ada.id, 'DELETE', path);
    assert.equal((await ivo.next('MESSAGE_DELETE')).id, message.id);
    ivo.close();
  });

  it('tells a user of servers joined and left', async () => {
    const hana = await listen(users.hana.id);
    discord.control.member(demo.guilds.racing.id, { user_id: users.hana.id });
    const guild = await hana.next('GUILD_CREATE');
    assert.equal(list(guild.channels).length, 2);
    discord.control.removeMember(demo.guilds.racing.id, users.hana.id);
    assert.equal((await hana.next('GUILD_DELETE')).id, demo.guilds.racing.id);
    hana.close();
  });

  it('refuses what the user may not do, in Discord’s codes', async () => {
    const send = (channel: string) =>
      discord.as(users.ivo.id, 'POST', `/channels/${channel}/messages`, { content: 'x' });
    assert.equal((await send(channels.staff)).body.code, 50001);
    const slow = discord.control.channel({
      guild_id: demo.guilds.workshop.id,
      name: 'slow',
      rate_limit_per_user: 10,
    });
    assert.equal((await send(slow.id)).status, 200);
    assert.equal((await send(slow.id)).body.code, 20016);
    discord.advance(10_000);
    assert.equal((await send(slow.id)).status, 200);
    const other = await discord.as(
      users.ivo.id,
      'DELETE',
      `/channels/${channels.workshop}/messages/${demo.messages.report}`,
    );
    assert.equal(other.body.code, 50013);
    assert.equal((await discord.as('1', 'GET', '/commands')).status, 401);
  });

  it('opens DMs, uploads, closes DMs', async () => {
    const dm = await discord.as(users.ivo.id, 'POST', '/dms', { recipient_id: discord.applicationId });
    assert.equal(
      (await discord.as(users.ivo.id, 'POST', `/channels/${dm.body.id}/messages`, { content: 'hi' })).status,
      200,
    );
    const form = new FormData();
    form.set('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt');
    const upload = await discord.as(users.ivo.id, 'POST', '/upload', form);
    assert.equal(list(upload.body.attachments)[0]?.filename, 'x.txt');
    await discord.as(users.ivo.id, 'POST', '/settings', { dms_closed: true });
    const refused = await discord.api('POST', `/channels/${dm.body.id}/messages`, { content: 'hi' });
    assert.equal(refused.body.code, 50007);
  });
});
