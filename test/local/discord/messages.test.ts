import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demo, type Harness, list, startHarness } from './harness.ts';

const { channels, users, roles, messages, guilds } = demo;
const PATH = `/channels/${channels.parts}/messages`;

describe('messages', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
  });
  after(() => discord.close());

  it('pages newest first, before, after and around', async () => {
    const channel = discord.control.channel({ guild_id: guilds.workshop.id, name: 'pages' });
    const ids = Array.from({ length: 9 }, (_, n) => {
      const made = discord.control.message({
        channel_id: channel.id,
        author_id: users.ada.id,
        content: `${n}`,
      });
      return made.id;
    });
    const page = async (query: string) => {
      const { body } = await discord.api('GET', `/channels/${channel.id}/messages?${query}`);
      return list(body)
        .map((message) => String(message.content))
        .join('');
    };
    assert.equal(await page('limit=3'), '876');
    assert.equal(await page(`limit=3&before=${ids[4]}`), '321');
    assert.equal(await page(`limit=3&after=${ids[4]}`), '765');
    assert.equal(await page(`limit=3&around=${ids[4]}`), '543');
  });

  it('answers a repeated nonce with the first message for five minutes', async () => {
    const send = (extra = {}) =>
      discord.api('POST', PATH, { content: 'once', nonce: 'n-1', enforce_nonce: true, ...extra });
    const first = await send();
    assert.equal((await send({ content: 'twice' })).body.id, first.body.id);
    assert.notEqual((await send({ enforce_nonce: false })).body.id, first.body.id);
    discord.advance(5 * 60_000 + 1);
    assert.notEqual((await send()).body.id, first.body.id);
  });

  it('pings only whom allowed_mentions allows', async () => {
    const content = `<@${users.ada.id}> <@&${roles.maintainer}> @everyone`;
    const send = async (allowed_mentions?: unknown) => {
      const { body } = await discord.api('POST', PATH, { content, allowed_mentions });
      return [list(body.mentions).length, list(body.mention_roles).length, body.mention_everyone];
    };
    assert.deepEqual(await send(), [1, 1, true]);
    assert.deepEqual(await send({ parse: [] }), [0, 0, false]);
    assert.deepEqual(await send({ users: [users.ada.id] }), [1, 0, false]);
  });

  it('replies with the message quoted, forwards with a snapshot', async () => {
    const reply = await discord.api('POST', `/channels/${channels.workshop}/messages`, {
      content: 'yes',
      message_reference: { message_id: messages.report },
    });
    assert.equal(reply.body.type, 19);
    assert.equal(reply.body.referenced_message?.id, messages.report);
    const forward = await discord.api('POST', PATH, {
      message_reference: { type: 1, message_id: messages.report, channel_id: channels.workshop },
    });
    assert.equal(forward.body.content, '');
    assert.match(String(list(forward.body.message_snapshots)[0]?.message?.content), /Sea Serpent/);
  });

  it('takes multipart files, keeps those listed on an edit, and lets links die after a day', async () => {
    const form = new FormData();
    const attachments = [{ id: 0, description: 'first' }, { id: 1 }];
    form.set('payload_json', JSON.stringify({ content: 'two', attachments }));
    form.set('files[0]', new Blob(['alpha'], { type: 'text/plain' }), 'a b.txt');
    form.set('files[1]', new Blob(['beta'], { type: 'text/plain' }), 'b.txt');
    const sent = await discord.api('POST', PATH, form);
    const [first, second] = list(sent.body.attachments);
    assert.deepEqual([first?.filename, first?.description, first?.size], ['a_b.txt', 'first', 5]);
    const link = String(first?.url);
    assert.equal(await (await fetch(link)).text(), 'alpha');
    assert.equal((await fetch(link.replace('hm=', 'hm=0'))).status, 404);
    const edited = await discord.api('PATCH', `${PATH}/${sent.body.id}`, {
      attachments: [{ id: second?.id }],
    });
    assert.deepEqual(
      list(edited.body.attachments).map((item) => item.id),
      [second?.id],
    );
    discord.advance(24 * 3_600_000 + 1000);
    assert.equal((await fetch(link)).status, 404);
    const again = await discord.api('GET', `${PATH}/${sent.body.id}`);
    assert.equal((await fetch(String(list(again.body.attachments)[0]?.url))).status, 200);
  });

  it('keeps snowflakes that come as JSON integers', async () => {
    const raw = `{"content":"x","message_reference":{"message_id":${messages.report}}}`;
    const answer = await fetch(`${discord.apiUrl}/v10/channels/${channels.workshop}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bot ${discord.botToken}`,
        'user-agent': 'DiscordBot (x, 1)',
        'content-type': 'application/json',
      },
      body: raw,
    });
    assert.equal((await answer.json()).message_reference.message_id, messages.report);
  });

  it('executes webhooks, with wait=1 too, into threads of their channel only', async () => {
    const { id, token } = demo.webhook;
    const hook = `/webhooks/${id}/${token}`;
    const quiet = await discord.api('POST', hook, { content: 'x' }, { authorization: '' });
    assert.equal(quiet.status, 204);
    const said = await discord.api('POST', `${hook}?wait=1`, {
      content: `@everyone <@${users.ada.id}>`,
      username: 'Log',
    });
    assert.deepEqual([said.body.author?.username, said.body.mention_everyone], ['Log', false]);
    const edited = await discord.api('PATCH', `${hook}/messages/${said.body.id}`, { content: 'y' });
    assert.equal(edited.body.content, 'y');
    const far = await discord.api('POST', `${hook}?wait=true&thread_id=${messages.rebuild}`, {
      content: 'x',
    });
    assert.equal(far.body.code, 10003);
    const button = { type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id: 'x' }] };
    const bare = await discord.api('POST', `${hook}?wait=true`, { content: 'x', components: [button] });
    assert.deepEqual(bare.body.components, []);
  });

  it('opens threads, wakes archived ones by a message, refuses locked ones', async () => {
    const made = await discord.api('POST', `/channels/${channels.parts}/threads`, {
      name: 'order',
      type: 11,
    });
    assert.equal(made.status, 201);
    const path = `/channels/${made.body.id}`;
    assert.equal((await discord.api('PATCH', path, { archived: true })).body.thread_metadata?.archived, true);
    const listed = await discord.api('GET', `/channels/${channels.parts}/threads/archived/public`);
    assert.deepEqual(
      list(listed.body.threads).map((thread) => thread.id),
      [made.body.id],
    );
    const woken = await discord.as(users.ivo.id, 'POST', `${path}/messages`, { content: 'awake' });
    assert.equal(woken.status, 200);
    assert.equal((await discord.api('GET', path)).body.thread_metadata?.archived, false);
    await discord.api('PATCH', path, { locked: true });
    const refused = await discord.as(users.ivo.id, 'POST', `${path}/messages`, { content: 'hm' });
    assert.equal(refused.body.code, 160005);
  });

  it('archives a thread that was silent for its duration', async () => {
    const made = await discord.api('POST', `/channels/${channels.parts}/threads`, {
      name: 'short',
      type: 11,
      auto_archive_duration: 60,
    });
    discord.advance(59 * 60_000);
    assert.equal(
      (await discord.api('GET', `/channels/${made.body.id}`)).body.thread_metadata?.archived,
      false,
    );
    discord.advance(60_000);
    assert.equal(
      (await discord.api('GET', `/channels/${made.body.id}`)).body.thread_metadata?.archived,
      true,
    );
  });
});
