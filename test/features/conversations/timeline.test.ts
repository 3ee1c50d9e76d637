import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { dmOf, look, messagesIn, reply, set, told, write } from './support/talk.ts';

describe('the timeline of a conversation', () => {
  let app: TestApp;
  let guild: TestGuild;
  let id: string;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
    guild = app.newGuild();
    ({
      conversation: { id },
    } = await write(app, guild, 'Hello'));
    await app.settle();
  });
  after(() => app.close());

  const last = () => app.discord.control.calls().at(-1)?.id ?? 0;

  it('C12: pages 250 messages from either end without gap or double, also while more come in', async () => {
    const other = app.newGuild();
    const { conversation } = await write(app, other, 'Message 0');
    await app.settle();
    await app.sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_name,
        author_kind, content, state, created_at)
      select gen_random_uuid(), ${other.id}, ${conversation.id}, ${other.member.id}, case when n % 2 = 0 then 'in' else 'out' end,
        'Maya', 'person', 'Message ' || n, 'received', now() from generate_series(1, 249) as n`;
    const wanted = Array.from({ length: 250 }, (_, index) => `Message ${index}`);
    const base = [
      `/conversations/${conversation.id}/messages`,
      `/conversations/people/${other.member.id}/messages`,
    ];
    for (const path of base) {
      for (const order of ['oldest', 'newest']) {
        const seen: string[] = [];
        let cursor = '';
        for (let page = 0; page < 10; page++) {
          const query = `?order=${order}&limit=40${cursor ? `&cursor=${cursor}` : ''}`;
          const { status, body } = await app.api(other.id, 'GET', `${path}${query}`);
          assert.equal(status, 200);
          seen.push(...body.messages.map((message: { content: string }) => message.content));
          if (!body.next) break;
          cursor = body.next;
          if (order === 'newest' && page === 2) {
            await app.api(other.id, 'POST', `/conversations/${conversation.id}/notes`, {
              content: 'Meanwhile',
            });
          }
        }
        const own = seen.filter((content) => content !== 'Meanwhile');
        assert.deepEqual(own, order === 'oldest' ? wanted : wanted.toReversed(), `${path} ${order}`);
      }
    }
    const { body } = await app.api(other.id, 'GET', `${base[0]}?order=oldest&after=0&limit=1`);
    const { body: rest } = await app.api(
      other.id,
      'GET',
      `${base[0]}?order=oldest&after=${body.messages[0].sequence}&limit=1`,
    );
    assert.equal(rest.messages[0].content, 'Message 1');
  });

  it('C30: an edit follows to Discord once, and the old text stays in the history', async () => {
    const { id: messageId } = await reply(app, guild, id, { content: 'We ship to Austia' });
    await app.settle();
    const { discordMessageId } = await look(app, guild, messageId);
    const since = last();
    const path = `/conversations/messages/${messageId}`;
    const edited = await app.api(guild.id, 'PATCH', path, { content: 'We ship to Austria' });
    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    await app.api(guild.id, 'PATCH', path, { content: 'We ship to Austria' });
    await app.settle();
    await app.advance(10 * 60_000);
    await app.tick();
    const calls = app.discord.control.calls({ method: 'PATCH', since });
    assert.deepEqual(
      calls.map((call) => call.path.split('/').at(-1)),
      [discordMessageId],
    );
    const shown = messagesIn(app, dmOf(app, guild.member.id)).find(
      (message) => message.id === discordMessageId,
    );
    assert.equal(shown?.content, 'We ship to Austria');
    const { body } = await app.api(guild.id, 'GET', path);
    assert.deepEqual(
      body.history.map((past: { content: string }) => past.content),
      ['We ship to Austia'],
    );
    assert.ok(body.editedAt);
    assert.equal((await told(app, guild, messageId)).at(-1), 'message.edited');
    const { body: talk } = await app.api(guild.id, 'GET', `/conversations/${id}`);
    assert.equal(talk.preview, 'We ship to Austria');
  });

  it('C30: a deletion follows to Discord, and the text stays for the team', async () => {
    const { id: messageId } = await reply(app, guild, id, { content: 'Said by mistake' });
    await app.settle();
    const removed = await app.api(guild.id, 'DELETE', `/conversations/messages/${messageId}`);
    assert.equal(removed.status, 200);
    await app.settle();
    const texts = messagesIn(app, dmOf(app, guild.member.id)).map(({ content }) => content);
    assert.ok(!texts.includes('Said by mistake'));
    const { body } = await app.api(guild.id, 'GET', `/conversations/messages/${messageId}`);
    assert.ok(body.deletedAt);
    assert.equal(body.content, 'Said by mistake');
    const again = await app.api(guild.id, 'DELETE', `/conversations/messages/${messageId}`);
    assert.equal(again.status, 409);
  });

  it('C30: an edit before sending is what is sent', async () => {
    const sendAt = new Date(app.now() + 3_600_000).toISOString();
    const { id: messageId } = await reply(app, guild, id, { content: 'Draft', sendAt });
    await app.api(guild.id, 'PATCH', `/conversations/messages/${messageId}`, { content: 'Final' });
    const since = last();
    await app.advance(3_700_000);
    await app.tick();
    assert.equal(messagesIn(app, dmOf(app, guild.member.id)).at(-1)?.content, 'Final');
    assert.deepEqual(app.discord.control.calls({ method: 'PATCH', since }), []);
  });

  it('C30: shows the person that somebody types', async () => {
    const since = last();
    const { status } = await app.api(guild.id, 'POST', `/conversations/${id}/typing`);
    assert.equal(status, 202);
    await app.settle();
    const path = `/channels/${dmOf(app, guild.member.id)}/typing`;
    await eventually(
      'typing is shown',
      () => app.discord.control.calls({ method: 'POST', path, since }).length === 1,
    );
  });

  it('an answer to one message points at it in Discord', async () => {
    const first = await reply(app, guild, id, { content: 'A question' });
    await app.settle();
    const { id: messageId } = await reply(app, guild, id, { content: 'About that', replyToId: first.id });
    await app.settle();
    const { discordMessageId } = await look(app, guild, messageId);
    const shown = messagesIn(app, dmOf(app, guild.member.id)).find(
      (message) => message.id === discordMessageId,
    );
    assert.equal(shown?.reference?.message_id, (await look(app, guild, first.id)).discordMessageId);
  });

  it('keeps notes from the person', async () => {
    const since = last();
    const { status, body } = await app.api(guild.id, 'POST', `/conversations/${id}/notes`, {
      content: 'Wants a discount',
    });
    assert.equal(status, 201);
    assert.equal(body.direction, 'note');
    await app.settle();
    assert.deepEqual(app.discord.control.calls({ method: 'POST', since }), []);
  });

  it('sends files out of the bucket with the words, each once', async () => {
    const bytes = Buffer.from('An offer for Maya.');
    const upload = await app.api(guild.id, 'POST', '/conversations/uploads', {
      filename: '../offers/offer 12.txt',
      contentType: 'text/plain',
      data: bytes.toString('base64'),
    });
    assert.equal(upload.status, 201, JSON.stringify(upload.body));
    assert.equal(upload.body.filename, 'offer 12.txt');
    const message = await reply(app, guild, id, { content: 'Here it is', attachmentIds: [upload.body.id] });
    await app.settle();
    const call = app.discord.control.calls({ method: 'POST', path: '/messages' }).at(-1);
    assert.deepEqual(
      call?.files.map(({ filename, size }) => [filename, size]),
      [['offer 12.txt', bytes.length]],
    );
    const { body } = await app.api(guild.id, 'GET', `/conversations/messages/${message.id}`);
    assert.equal(body.attachments[0].filename, 'offer 12.txt');
    const twice = await app.api(guild.id, 'POST', `/conversations/${id}/messages`, {
      content: 'Again',
      attachmentIds: [upload.body.id],
    });
    assert.equal(twice.status, 422);
  });

  it('keeps what Discord would ping as text', async () => {
    await set(app, guild, { identity: 'anonymous' });
    await reply(app, guild, id, { content: 'Hello @everyone and <@1>' });
    await app.settle();
    const call = app.discord.control.calls({ method: 'POST', path: '/messages' }).at(-1);
    assert.deepEqual((call?.body as { allowed_mentions?: unknown } | undefined)?.allowed_mentions, {
      parse: [],
      replied_user: false,
    });
  });

  it('finds conversations by number, name, words of any message and person, and nobody else’s', async () => {
    const other = app.newGuild();
    const { conversation } = await write(app, other, 'The flibbertigibbet is broken');
    await write(app, guild, 'The flibbertigibbet is fine');
    await app.settle();
    const found = async (query: string) => {
      const { status, body } = await app.api(other.id, 'GET', `/conversations?${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body.conversations.map((talk: { id: string }) => talk.id);
    };
    for (const query of [
      'q=flibberti',
      'q=Maya',
      'q=%231',
      `person=${other.member.id}`,
      'state=waiting',
      'assignee=none',
      '',
    ]) {
      assert.deepEqual(await found(query), [conversation.id], query);
    }
    for (const query of [
      'q=nothing',
      'q=gibbet',
      'state=closed',
      `assignee=${other.staff.id}`,
      `q=${guild.id}`,
    ]) {
      assert.deepEqual(await found(query), [], query);
    }
  });
});
