import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as v from 'valibot';
import type { GatewayEventData } from '../../../src/core/gateway/handler.ts';
import { MessageView } from '../../../src/features/conversations/views.ts';
import { createTestApp, type SeenMessage, type TestApp } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { deskGuild, dmWith, newMember, says, tells, writes } from '../inbox/support/desk.ts';
import { dmOf, look, messagesIn, reply, set, told, write } from './support/talk.ts';

const HOUR = 3_600_000;

describe('what a person does about a message', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  const file = (filename: string, text: string) => ({
    files: [{ field: 'files[0]', filename, content_type: 'text/plain', bytes: Buffer.from(text) }],
  });
  const received = async (guildId: string) => {
    const { body } = await app.api(guildId, 'GET', '/conversations?limit=1');
    const [talk] = body.conversations;
    const { body: timeline } = await app.api(guildId, 'GET', `/conversations/${talk.id}/messages`);
    return { talk, messages: timeline.messages };
  };

  it('C08: keeps a copy of a file that stays readable when Discord’s address has died', async () => {
    const guild = await deskGuild(app);
    await writes(app, newMember(app, guild, 'robin'), 'Look at this', file('plan.txt', 'the plan'));
    await app.settle();
    const { messages } = await received(guild.id);
    const [attachment] = messages[0].attachments;
    assert.deepEqual(
      [attachment.filename, attachment.size, attachment.contentType, attachment.state],
      ['plan.txt', 8, 'text/plain', 'stored'],
    );
    assert.match(attachment.url, /\/attachments\/\d+\/\d+\/plan\.txt/);
    await app.advance(48 * HOUR);
    assert.equal((await fetch(attachment.url)).status, 404, 'the address at Discord is dead');
    const staff = await signIn(app, guild.staff);
    const copy = await staff.get(`/guilds/${guild.id}/conversation-files/${attachment.id}`);
    assert.equal(copy.status, 200);
    assert.equal(copy.text, 'the plan');
    assert.match(copy.headers.get('content-disposition') ?? '', /^attachment/);
    const member = await signIn(app, guild.member);
    assert.notEqual(
      (await member.get(`/guilds/${guild.id}/conversation-files/${attachment.id}`)).status,
      200,
    );
  });

  it('C08: asks for a fresh address when Discord refuses the file, and says “not kept” when it refuses that too', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'robin');
    const channel = dmWith(app, person);
    // As a Worker is answered by Discord's file server: the address does not open.
    const shut = (message: SeenMessage) => {
      const seen = message as SeenMessage & { attachments: { url: string }[] };
      return {
        ...seen,
        attachments: seen.attachments.map((each) => ({ ...each, url: each.url.replace(/hm=\w+/, 'hm=0') })),
      };
    };
    await tells(app, shut(says(app, channel, person, 'First', file('first.txt', 'one'))));
    await app.settle();
    const second = shut(says(app, channel, person, 'Second', file('second.txt', 'two')));
    app.discord.control.script({
      path: `/channels/${channel}/messages/${second.id}`,
      method: 'GET',
      status: 200,
      body: second,
    });
    await tells(app, second);
    await app.settle();
    const { messages } = await received(guild.id);
    const [lost, stored] = messages.map(
      (message: { attachments: { state: string; lostReason: string }[] }) => message.attachments[0],
    );
    assert.equal(stored.state, 'stored');
    assert.equal(lost.state, 'lost');
    assert.match(lost.lostReason, /^Not kept: Discord did not hand out the file/);
  });

  it('C04: what a person wrote is stored whole, and unread until somebody of the team has read it', async () => {
    const guild = await deskGuild(app);
    const message = await writes(app, guild.member, 'Do you ship to Austria?');
    await app.settle();
    const { talk, messages } = await received(guild.id);
    const [stored] = messages;
    assert.ok(v.is(v.strictObject(MessageView.entries), stored));
    const { direction, state, via, discordMessageId, discordChannelId, author, read } = stored;
    assert.deepEqual(
      { direction, state, via, discordMessageId, discordChannelId, read },
      {
        direction: 'in',
        state: 'received',
        via: 'dm',
        discordMessageId: message.id,
        discordChannelId: dmWith(app, guild.member),
        read: false,
      },
    );
    assert.deepEqual([author.id, author.name, author.kind], [guild.member.id, 'Maya', 'person']);
    const mark = async (verb: string) => {
      const answer = await app.api(guild.id, 'POST', `/conversations/${talk.id}/${verb}`, {
        userId: guild.staff.id,
      });
      assert.equal(answer.status, 204);
      return (await received(guild.id)).messages[0].read;
    };
    assert.equal(await mark('read'), true);
    assert.equal(await mark('unread'), false);
  });

  it('C22: what was sent counts as seen when the person writes after it', async () => {
    const guild = await deskGuild(app);
    const { message } = await write(app, guild, 'Are you there?');
    await app.settle();
    assert.equal((await look(app, guild, message.id)).state, 'sent');
    await writes(app, guild.member, 'Yes');
    await app.settle();
    assert.equal((await look(app, guild, message.id)).state, 'seen');
    assert.equal((await told(app, guild, message.id)).at(-1), 'message.seen');
  });

  it('C20: sends what waited when the person writes again', async () => {
    const guild = await deskGuild(app);
    await writes(app, guild.member, 'Hello');
    await app.settle();
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    const { talk } = await received(guild.id);
    const waiting = await reply(app, guild, talk.id, { content: 'Your offer' });
    await app.settle();
    assert.equal((await look(app, guild, waiting.id)).state, 'unreachable');
    app.discord.control.setUser(guild.member.id, { dmsClosed: false });
    await writes(app, guild.member, 'Try again');
    await app.settle();
    assert.equal((await look(app, guild, waiting.id)).state, 'sent');
    const answers = messagesIn(app, dmWith(app, guild.member)).filter(
      ({ content }) => content === 'Your offer',
    );
    assert.equal(answers.length, 1);
  });

  it('C19: a talk moves from direct message to thread, channel and web page and back, with its history', async () => {
    const guild = await deskGuild(app);
    await set(app, guild, { threadChannel: guild.channelId, identity: 'anonymous' });
    await writes(app, guild.member, 'By direct message');
    await app.settle();
    const { talk } = await received(guild.id);
    const say = async (content: string) => {
      const { id } = await reply(app, guild, talk.id, { content });
      await app.settle();
      const { state, via } = await look(app, guild, id);
      assert.equal(state, 'sent');
      return via;
    };
    const move = async (place: object) => {
      const { status, body } = await app.api(guild.id, 'POST', `/conversations/${talk.id}/move`, place);
      assert.equal(status, 200, JSON.stringify(body));
    };
    assert.equal(await say('Answer one'), 'dm');
    const ticket = app.discord.control.channel({ guild_id: guild.id, name: 'ticket-1' });
    await move({ transport: 'channel', channelId: ticket.id });
    assert.equal(await say('Answer two'), 'channel');
    assert.equal(messagesIn(app, ticket.id).at(-1)?.content, 'Answer two');
    await move({ transport: 'web' });
    assert.equal(await say('Answer three'), 'web');

    const page = `/guilds/${guild.id}/talk/${talk.id}`;
    const member = await signIn(app, guild.member);
    const seen = await member.get(page);
    assert.equal(seen.status, 200);
    for (const content of ['By direct message', 'Answer one', 'Answer two', 'Answer three'])
      assert.ok(seen.text.includes(content), content);
    const sent = await member.post(page, { content: 'From the page' });
    assert.equal(sent.status, 303, sent.text);
    await app.settle();
    assert.notEqual(
      (await (await signIn(app, guild.staff)).get(page)).status,
      200,
      'only the person opens it',
    );

    await move({ transport: 'dm' });
    assert.equal(await say('Answer four'), 'dm');
    const { messages } = await received(guild.id);
    assert.deepEqual(
      messages
        .filter((message: { direction: string }) => ['in', 'out'].includes(message.direction))
        .map((message: { content: string }) => message.content)
        .reverse(),
      ['By direct message', 'Answer one', 'Answer two', 'Answer three', 'From the page', 'Answer four'],
    );
    const stranger = app.newGuild();
    const foreign = { transport: 'channel', channelId: stranger.channelId };
    const refused = await app.api(guild.id, 'POST', `/conversations/${talk.id}/move`, foreign);
    assert.equal(refused.status, 404, 'never to a channel of another server');
  });

  it('C20: the link in the contact channel opens the page, on which what waited can be read and answered', async () => {
    const guild = await deskGuild(app);
    await set(app, guild, { contactChannel: guild.channelId });
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    const { message } = await write(app, guild, 'Your offer: 12 tables');
    await app.settle();
    const link = /https?:\/\/\S+\/talk\/\S+/.exec(
      messagesIn(app, guild.channelId).at(-1)?.content ?? '',
    )?.[0];
    assert.ok(link);
    const member = await signIn(app, guild.member);
    const { pathname } = new URL(link);
    assert.match((await member.get(pathname)).text, /Your offer: 12 tables/);
    assert.deepEqual(await look(app, guild, message.id).then(({ state, via }) => [state, via]), [
      'seen',
      'web',
    ]);
    await member.post(pathname, { content: 'I take them' });
    await app.settle();
    const { talk, messages } = await received(guild.id);
    assert.equal(messages[0].content, 'I take them');
    assert.equal(talk.transport, 'web', 'where no direct message arrives the talk goes on on the page');
    const empty = await member.post(pathname, { content: ' ' });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /Write something/);
  });

  it('C-I6: a stop word ends bulk and automation for good, but not replies, and the export proves it', async () => {
    const guild = await deskGuild(app);
    const person = guild.member.id;
    await writes(app, guild.member, 'Please stop by tomorrow');
    await app.settle();
    const consentPath = `/conversations/people/${person}/consent`;
    const granted = await app.api(guild.id, 'PUT', consentPath, {
      state: 'granted',
      evidence: 'Form at the stand',
    });
    assert.equal(granted.status, 200);
    const planned = await app.api(guild.id, 'POST', '/conversations/broadcasts', {
      personIds: [person],
      content: 'News!',
    });
    assert.equal(planned.status, 202, JSON.stringify(planned.body));
    await app.settle();
    assert.equal(messagesIn(app, dmOf(app, person)).filter(({ content }) => content === 'News!').length, 1);

    await writes(app, guild.member, ' STOP! ');
    await app.settle();
    const { body: consent } = await app.api(guild.id, 'GET', consentPath);
    assert.equal(consent.consent, 'withdrawn');
    assert.deepEqual(
      consent.history.map((entry: { state: string }) => entry.state),
      ['granted', 'withdrawn'],
    );
    const refused = await app.api(guild.id, 'POST', '/conversations/broadcasts', {
      personIds: [person],
      content: 'More news!',
    });
    assert.equal(refused.status, 409);
    const { talk } = await received(guild.id);
    const answer = await reply(app, guild, talk.id, { content: 'You will get no more of it.' });
    await app.settle();
    assert.equal((await look(app, guild, answer.id)).state, 'sent');
    const audit =
      await app.sql`select action from audit_log where guild_id = ${guild.id} and action like 'conversations.%consent' order by id`;
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['conversations.grant-consent', 'conversations.withdraw-consent'],
    );
    const exported = await app.api(guild.id, 'GET', `/people/${person}/export`);
    assert.match(JSON.stringify(exported.body), /withdrawn/);
  });

  it('C28: one text to many goes to each alone, paced, and only to those who agreed', async () => {
    const guild = await deskGuild(app);
    const people = Array.from({ length: 13 }, (_, index) => newMember(app, guild, `person${index}`));
    const ids = people.map(({ id }) => id);
    for (const id of ids.slice(0, 12)) {
      const path = `/conversations/people/${id}/consent`;
      await app.api(guild.id, 'PUT', path, { state: 'granted', evidence: 'Form at the stand' });
    }
    const { status, body } = await app.api(guild.id, 'POST', '/conversations/broadcasts', {
      personIds: ids,
      content: 'We open on Sunday.',
    });
    assert.equal(status, 202);
    assert.deepEqual(
      body.skipped.map((entry: { personId: string; code: string }) => [entry.personId, entry.code]),
      [[ids[12], 'no_consent']],
    );
    await app.settle();
    const got = () =>
      ids.map(
        (id) =>
          messagesIn(app, dmOf(app, id)).filter(({ content }) => content === 'We open on Sunday.').length,
      );
    assert.deepEqual(got(), [...Array(10).fill(1), 0, 0, 0], 'the rest waits for its minute');
    // One of those still to come changes their mind.
    await writes(app, people[11] ?? { id: '' }, 'unsubscribe');
    await app.settle();
    await app.advance(2 * 60_000);
    await app.tick();
    assert.deepEqual(got(), [...Array(11).fill(1), 0, 0]);
    const { body: seen } = await app.api(guild.id, 'GET', `/conversations/broadcasts/${body.broadcast.id}`);
    assert.deepEqual(seen.states, { sent: 11, cancelled: 1 });
    const talks =
      await app.sql`select count(distinct person_id)::int as people, count(*)::int as talks from conversations where guild_id = ${guild.id}`;
    assert.deepEqual(talks, [{ people: 12, talks: 12 }]);
  });

  it('an edit that comes before its message is not lost, nor is the later of two that come the wrong way round', async () => {
    const guild = await deskGuild(app);
    await writes(app, guild.member, 'Hello');
    await app.settle();
    const message = says(app, dmWith(app, guild.member), guild.member, 'frist');
    const now = app.now();
    const edit = (content: string, at: number) =>
      app.gatewayEvent('MESSAGE_UPDATE', {
        ...message,
        content,
        edited_timestamp: new Date(at).toISOString(),
      } as unknown as GatewayEventData['MESSAGE_UPDATE']);
    await edit('first of all', now + 2_000);
    await edit('first', now + 1_000);
    await tells(app, message);
    await tells(app, message);
    await app.settle();
    const { messages } = await received(guild.id);
    assert.equal(messages.length, 2, 'the same message twice is one');
    assert.equal(messages[0].content, 'first of all');
    assert.ok(messages[0].editedAt);
    assert.deepEqual(
      messages[0].history.map((past: { content: string }) => past.content),
      ['frist'],
    );
    const left = await app.sql`select 1 from conversation_early_changes where guild_id = ${guild.id}`;
    assert.deepEqual(left, []);
  });
});
