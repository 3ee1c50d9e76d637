import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createTestApp,
  customIds,
  type SeenMessage,
  type TestApp,
  type TestGuild,
  textOf,
} from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { choices, modalOf, press, seen, signalsOf, slash, submit } from '../records/support/life.ts';
import {
  agentOn,
  conversationsOf,
  deskGuild,
  dmWith,
  messagesOf,
  newMember,
  set,
  told,
  writes,
} from './support/desk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the desk', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const posts = (channelId: string) =>
    [...(app.discord.state.data.messages.get(channelId)?.values() ?? [])].filter(
      ({ flags, author_id }) => (flags & 64) === 0 && author_id === app.discord.state.data.botId,
    ) as unknown as SeenMessage[];
  const ok = async (guild: TestGuild, method: string, path: string, body?: unknown, status = 200) => {
    const answer = await app.api(guild.id, method, path, body);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body;
  };

  it('C03: whom the team writes to is a lead from the first message on, and the same one at the second', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'cold');
    const send = (content: string) =>
      ok(guild, 'POST', '/conversations/send-message', { discordUserId: person.id, content });
    await send('Hello from the team');
    await app.settle();
    const [lead, ...others] = await app.sql`select * from leads where guild_id = ${guild.id}`;
    assert.ok(lead);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [lead.person_id, lead.username, lead.name, lead.source, lead.status, lead.tags],
      [person.id, 'cold', 'cold', 'discord', 'new', ['discord_dm']],
    );
    await send('And once more');
    await app.settle();
    const again = await app.sql`select id from leads where guild_id = ${guild.id}`;
    assert.deepEqual(again, [{ id: lead.id }]);
    assert.equal((await signalsOf(app, guild)).filter((type) => type === 'lead.created').length, 1);
  });

  it('C11: counts what each has not read; reading takes it off one’s own count alone', async () => {
    const guild = await deskGuild(app);
    const [ann, ben] = ['ann', 'ben'].map((name) =>
      newMember(app, guild, `${name}.unread`, [guild.staffRoleId]),
    );
    assert.ok(ann && ben);
    const person = newMember(app, guild, 'unread');
    await writes(app, person, 'one');
    await writes(app, person, 'two');
    const unread = async (reader: { id: string }) =>
      (await ok(guild, 'GET', `/inbox/conversations?reader=${reader.id}`)).conversations[0].unread;
    assert.deepEqual([await unread(ann), await unread(ben)], [2, 2]);
    await seen(app, guild, ann, 'inbox/open', { conversation: '1' });
    assert.deepEqual([await unread(ann), await unread(ben)], [0, 2]);
    const only = await ok(guild, 'GET', `/inbox/conversations?reader=${ann.id}&unread=true`);
    assert.deepEqual(only.conversations, []);
    await ok(guild, 'POST', '/conversations/1/unread', { userId: ann.id }, 204);
    assert.deepEqual([await unread(ann), await unread(ben)], [1, 2]);
    await writes(app, person, 'three');
    assert.deepEqual([await unread(ann), await unread(ben)], [2, 3]);
  });

  it('C29: notes, tags and status, a snooze that ends by the clock or by a message, search and saved views', async () => {
    const guild = await deskGuild(app, { routing: 'queue' });
    const [person, other] = [newMember(app, guild, 'walter'), newMember(app, guild, 'wanda')];
    await writes(app, person, 'The zebra table, please');
    await writes(app, other, 'A chair');
    await ok(guild, 'POST', `/inbox/leads/${person.id}/notes`, { body: 'Pays at once.' }, 201);
    const lead = await ok(guild, 'PATCH', `/inbox/leads/${person.id}`, {
      status: 'qualified',
      tags: ['VIP', 'vip'],
    });
    assert.deepEqual([lead.status, lead.tags], ['qualified', ['vip']]);
    const shown = await ok(guild, 'GET', `/inbox/leads/${person.id}`);
    assert.deepEqual(
      shown.notes.map(({ body }: { body: string }) => body),
      ['Pays at once.', 'First contact: The zebra table, please'],
    );
    assert.match(
      (await seen(app, guild, guild.staff, 'inbox/note', { conversation: '1', text: 'Call back' })).content,
      /Noted/,
    );

    const numbers = async (query: string) =>
      (await ok(guild, 'GET', `/inbox/conversations?${query}`)).conversations.map(
        ({ number }: { number: number }) => number,
      );
    const snoozed = await seen(app, guild, guild.staff, 'inbox/snooze', {
      conversation: '1',
      until: 'in 2 hours',
    });
    assert.match(snoozed.content, /#1 comes back <t:/);
    assert.deepEqual(await numbers(''), [2]);
    await app.advance(2 * HOUR + MINUTE);
    await app.tick();
    assert.deepEqual(
      await numbers('state=open'),
      [2, 1].toSorted((a, b) => b - a),
    );
    await ok(guild, 'POST', '/inbox/conversations/2/snooze', {
      until: new Date(app.now() + DAY).toISOString(),
    });
    await writes(app, other, 'Or two chairs');
    const [, second] = await conversationsOf(app, guild);
    assert.equal(second?.state, 'open');

    assert.deepEqual(await numbers('q=zebra'), [1]);
    assert.deepEqual(await numbers('q=wanda'), [2]);
    assert.deepEqual(await numbers('status=qualified'), [1]);
    const view = await ok(
      guild,
      'POST',
      '/inbox/views',
      { name: 'Qualified', filter: { status: 'qualified' } },
      201,
    );
    assert.deepEqual(await numbers(`view=${view.id}`), [1]);
    assert.deepEqual((await ok(guild, 'GET', '/inbox/views')).views.length, 1);
    await ok(guild, 'DELETE', `/inbox/views/${view.id}`, undefined, 204);
  });

  it('C29: canned replies fill in names, refuse what they do not know, and can be sent at a time', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'petra');
    await writes(app, person, 'When are you open?');
    const bad = await app.api(guild.id, 'POST', '/inbox/canned-replies', {
      name: 'Hours',
      body: 'Hi {nmae}',
    });
    assert.equal(bad.status, 422);
    assert.match(bad.body.detail, /no placeholder \{nmae\}.*\{name\}/);
    const body = 'Hi {name} (@{username}), {number}: 9 to 18. {agent}, {server}';
    await ok(guild, 'POST', '/inbox/canned-replies', { name: 'Hours', body }, 201);
    const again = await app.api(guild.id, 'POST', '/inbox/canned-replies', { name: 'hours', body: 'x' });
    assert.equal(again.status, 409);
    const offered = await choices(app, guild, guild.staff, 'inbox/reply', 'canned', {
      conversation: '1',
      canned: 'hou',
    });
    assert.deepEqual(
      offered.map(({ value }) => value),
      ['Hours'],
    );
    const said = await seen(app, guild, guild.staff, 'inbox/reply', { conversation: '1', canned: 'hours' });
    assert.match(said.content, /on its way/);
    await app.settle();
    const [sent] = told(app, person);
    assert.match(
      JSON.stringify([sent?.content, sent?.embeds]),
      /Hi petra \(@petra\), #1: 9 to 18\. Sam, Guild /,
    );

    const planned = await seen(app, guild, guild.staff, 'inbox/reply', {
      conversation: '1',
      text: 'Good morning!',
      at: 'in 3 hours',
    });
    assert.match(planned.content, /It is sent <t:/);
    await app.settle();
    assert.equal(told(app, person).length, 1);
    await app.advance(3 * HOUR + MINUTE);
    await app.tick();
    assert.equal(told(app, person).length, 2);
  });

  it('C32: blocked, too young and locked out: kept, told once in a window, and let through', async () => {
    const guild = await deskGuild(app, { minimumAgeDays: 7, routing: 'queue' });
    const young = newMember(app, guild, 'young');
    const texts = async () => (await messagesOf(app, guild)).map(({ content }) => content);
    const held = async () =>
      (await ok(guild, 'GET', '/inbox/held')).messages.map(({ content, reason }: Record<string, string>) => [
        content,
        reason,
      ]);
    await writes(app, young, 'first');
    await writes(app, young, 'second');
    await app.settle();
    assert.deepEqual(await texts(), []);
    assert.deepEqual(await held(), [
      ['second', 'age'],
      ['first', 'age'],
    ]);
    assert.equal(told(app, young).length, 1);
    assert.match(told(app, young)[0]?.content ?? '', /too new/);
    await app.advance(25 * HOUR);
    await app.tick();
    await writes(app, young, 'third');
    await app.settle();
    assert.equal(told(app, young).length, 2, 'once in each window');
    const first = (await ok(guild, 'GET', '/inbox/held')).messages.at(-1);
    await ok(guild, 'POST', `/inbox/held/${first.messageId}/release`, undefined, 204);
    assert.deepEqual(await texts(), ['first']);
    await app.advance(7 * DAY);
    await app.tick();
    await writes(app, young, 'old enough');
    assert.deepEqual(await texts(), ['first', 'old enough']);

    await set(app, guild, 'inbox', { lockdown: true, lockdownText: 'We are closed for today.' });
    await writes(app, young, 'in the night');
    await writes(app, young, 'still in the night');
    await app.settle();
    assert.deepEqual(await texts(), ['first', 'old enough']);
    assert.deepEqual(
      told(app, young)
        .map(({ content }) => content)
        .slice(2),
      ['We are closed for today.'],
    );
    await set(app, guild, 'inbox', { lockdown: false });
    await app.advance(MINUTE);
    await app.tick();
    assert.deepEqual(await texts(), ['first', 'old enough', 'in the night', 'still in the night']);

    await ok(guild, 'POST', `/inbox/leads/${young.id}/block`, { reason: 'Rude.' });
    await writes(app, young, 'blocked');
    const [{ id } = { id: '' }] = await conversationsOf(app, guild, young);
    const page = await signIn(app, young);
    const path = `/guilds/${guild.id}/talk/${id}`;
    await page.get(path);
    const refused = await page.post(path, { content: 'by the page' });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /takes no messages from you any more/);
    await app.settle();
    assert.equal((await texts()).length, 4);
    assert.equal(told(app, young).length, 3, 'who is blocked hears nothing');
    await ok(guild, 'POST', `/inbox/leads/${young.id}/unblock`);
    await writes(app, young, 'back again');
    assert.equal((await texts()).at(-1), 'back again');
    const reasons = await app.sql`select distinct data->>'reason' as reason from signals
      where guild_id = ${guild.id} and type = 'inbox.held' order by 1`;
    assert.deepEqual(
      reasons.map(({ reason }) => reason),
      ['age', 'blocked', 'lockdown'],
    );
  });

  it('C27: the owner is mentioned or written to, a digest tells what waits, and dm.received goes out', async () => {
    const guild = await deskGuild(app, { digestHours: 1 });
    await set(app, guild, 'inbox', { staffChannel: guild.channelId });
    await agentOn(app, guild, guild.staff);
    const person = newMember(app, guild, 'rings');
    await writes(app, person, 'Is the table ready? @everyone');
    await app.settle();
    const ping = () =>
      posts(guild.channelId).filter(({ content }) => content.startsWith(`<@${guild.staff.id}>`));
    assert.equal(ping().length, 1);
    assert.match(ping()[0]?.content ?? '', /rings\*\* wrote in #1: Is the table ready/);
    const call = app.discord.control
      .calls({ method: 'POST', path: `/channels/${guild.channelId}/messages` })
      .find(({ body }) => String((body as { content?: string }).content).startsWith('<@'));
    assert.ok(call);
    assert.deepEqual((call.body as Record<string, unknown>).allowed_mentions, {
      parse: [],
      users: [guild.staff.id],
    });
    await writes(app, person, 'And the chair?');
    await app.settle();
    assert.equal(ping().length, 1, 'several messages in a row are told of once');
    await set(app, guild, 'notifications', { 'inbox-message': 'dm' });
    // Digests are looked after every ten minutes.
    await app.advance(11 * MINUTE);
    await app.tick();
    await writes(app, person, 'Hello?');
    await app.settle();
    assert.match(told(app, guild.staff).at(-1)?.content ?? '', /wrote in #1: Hello\?/);
    await app.advance(HOUR);
    await app.tick();
    const digest = posts(guild.channelId).filter(({ content }) => /waits for an answer/.test(content));
    assert.equal(digest.length, 1);
    assert.match(digest[0]?.content ?? '', /1 conversation waits.*#1.*rings/s);
    const [received] =
      await app.sql`select data from signals where guild_id = ${guild.id} and type = 'dm.received' order by sequence`;
    assert.deepEqual(
      [received?.data.isFirst, received?.data.person.discordUserId, received?.data.assignee.id],
      [true, person.id, guild.staff.id],
    );
  });

  it('shows each conversation as one card in the staff channel that is kept up to date and can be worked on', async () => {
    const guild = await deskGuild(app, { routing: 'queue' });
    await set(app, guild, 'notifications', { 'inbox-message': 'off', 'inbox-assigned': 'off' });
    await set(app, guild, 'inbox', { staffChannel: guild.channelId });
    const person = newMember(app, guild, 'carda');
    await writes(app, person, 'I need **help**');
    await app.settle();
    const cards = () => posts(guild.channelId);
    const card = () => {
      const [one, ...more] = cards();
      assert.ok(one);
      assert.equal(more.length, 0);
      return one;
    };
    assert.match(textOf(card()), /#1 carda.*I need \\\*\\\*help.*Nobody yet/s);
    await press(app, guild, guild.staff, card(), 'Claim');
    await app.settle();
    assert.match(textOf(card()), new RegExp(`<@${guild.staff.id}>`));
    const opened = await press(app, guild, guild.staff, card(), 'Reply');
    assert.match(modalOf(opened).title, /#1 carda/);
    await submit(app, guild, guild.staff, opened, { content: 'How can we help?' }, card());
    await app.settle();
    assert.match(textOf(card()), /Answered/);
    assert.match(JSON.stringify(told(app, person).at(-1)), /How can we help\?/);
    const snooze = await press(app, guild, guild.staff, card(), 'Snooze');
    await submit(app, guild, guild.staff, snooze, { until: 'tomorrow 9:00' }, card());
    await app.settle();
    assert.match(textOf(card()), /Put aside until <t:/);
    await press(app, guild, guild.staff, card(), 'Close');
    await app.settle();
    assert.match(textOf(card()), /Closed/);
    assert.deepEqual(
      customIds(card()).map((id) => id.split(':')[1]),
      ['reopen', 'open'],
    );
    const refused = await press(app, guild, guild.member, card(), 'Open again');
    assert.match(JSON.stringify([refused.first, refused.followups]), /Only staff/);
  });

  it('asks a person of two servers which team they mean, keeps the message, and brings it there', async () => {
    const [one, two] = [
      await deskGuild(app, { routing: 'queue' }),
      await deskGuild(app, { routing: 'queue' }),
    ];
    const person = newMember(app, one, 'both');
    app.discord.control.member(two.id, { user_id: person.id });
    await writes(app, person, 'Hello, who is there?');
    await writes(app, person, 'I have a question');
    await app.settle();
    assert.deepEqual([...(await messagesOf(app, one)), ...(await messagesOf(app, two))], []);
    const [question, ...more] = told(app, person) as unknown as SeenMessage[];
    assert.ok(question);
    assert.equal(more.length, 0, 'asked once');
    const chosen = customIds(question).find((id) => id.endsWith(two.id));
    assert.ok(chosen);
    const answer = await app.run({
      type: 'component',
      userId: person.id,
      channelId: dmWith(app, person),
      messageId: question.id,
      customId: chosen,
    });
    assert.match(JSON.stringify(answer.message), /Your messages are with that team/);
    assert.deepEqual(
      (await messagesOf(app, two)).map(({ content }) => content),
      ['Hello, who is there?', 'I have a question'],
    );
    assert.deepEqual(await messagesOf(app, one), []);
    await writes(app, person, 'Still me');
    assert.equal((await messagesOf(app, two)).length, 3);
  });

  it('C-I1: /contact brings a message to the team without any gateway, and the answer goes out by direct message', async () => {
    const guild = await deskGuild(app, { routing: 'queue' });
    const opened = await slash(app, guild, guild.member, 'contact');
    assert.equal(modalOf(opened).title, 'Write to the team');
    const sent = await submit(app, guild, guild.member, opened, { content: 'Do you deliver?' });
    assert.match(sent.message.content, /with the team/);
    const [conversation] = await conversationsOf(app, guild, guild.member);
    assert.deepEqual(
      (await messagesOf(app, guild)).map(({ content }) => content),
      ['Do you deliver?'],
    );
    await seen(app, guild, guild.staff, 'inbox/reply', {
      conversation: String(conversation?.number),
      text: 'Yes.',
    });
    await app.settle();
    assert.match(JSON.stringify(told(app, guild.member)), /Yes\./);
    await writes(app, guild.member, 'Thank you');
    assert.equal((await conversationsOf(app, guild)).length, 1);
    await set(app, guild, 'inbox', { receive: false });
    const refused = await submit(app, guild, guild.member, await slash(app, guild, guild.member, 'contact'), {
      content: 'Hello?',
    });
    assert.match(refused.message.content, /takes no messages this way/);
  });
});
