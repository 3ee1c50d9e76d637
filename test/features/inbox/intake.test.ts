import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayEventData } from '../../../src/core/gateway/handler.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { signalsOf } from '../records/support/life.ts';
import {
  conversationsOf,
  deskGuild,
  dmWith,
  messagesOf,
  newMember,
  says,
  tells,
  told,
  writes,
} from './support/desk.ts';

describe('what people write to the bot', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('C05: makes a lead of somebody unknown: with a note of the first contact, unread, and when it was', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'robin');
    const text = `Hi! I would like to know what the large table costs. ${'And one more thing. '.repeat(20)}`;
    const message = await writes(app, person, text);
    const [lead] = await app.sql`select * from leads where guild_id = ${guild.id}`;
    assert.ok(lead);
    assert.deepEqual(
      [lead.person_id, lead.name, lead.username, lead.source, lead.status, lead.tags],
      [person.id, 'robin', 'robin', 'discord', 'new', ['discord_dm']],
    );
    assert.ok(Math.abs(new Date(lead.last_contact_at).getTime() - app.now()) < 60_000);
    const notes = await app.sql`select kind, body from lead_notes where lead_id = ${lead.id}`;
    assert.equal(notes.length, 1);
    assert.equal(notes[0]?.kind, 'first-contact');
    assert.match(notes[0]?.body, /^First contact: Hi! I would like/);
    assert.ok([...String(notes[0]?.body)].length <= 100);

    const [conversation] = await conversationsOf(app, guild);
    assert.equal(conversation?.channel_id, dmWith(app, person));
    const [stored] = await messagesOf(app, guild);
    assert.deepEqual(
      [stored?.content, stored?.discord_message_id, stored?.direction],
      [text.trim(), message.id, 'in'],
    );
    await app.settle();
    const types = await signalsOf(app, guild);
    for (const type of ['lead.created', 'dm.received', 'message.received'])
      assert.ok(types.includes(type), type);

    await writes(app, person, 'And the small one?');
    assert.equal((await app.sql`select id from leads where guild_id = ${guild.id}`).length, 1);
    assert.equal((await conversationsOf(app, guild)).length, 1);
    assert.equal((await messagesOf(app, guild)).length, 2);
  });

  it('C31: of itself, of another bot and of a webhook is not heard, so nothing is ever answered to them', async () => {
    const guild = await deskGuild(app, { lockdown: true });
    const person = newMember(app, guild, 'lou');
    const channel = dmWith(app, person);
    const bot = app.discord.control.user({ username: 'other-bot', bot: true });
    app.discord.control.clearCalls();
    const said = (author: { id: string }) => says(app, channel, author, 'beep');
    const own = said({ id: app.discord.state.data.botId });
    const other = said(bot);
    const webhook = said(person);
    assert.deepEqual(await tells(app, own), []);
    assert.deepEqual(await tells(app, other), []);
    assert.deepEqual(await tells(app, webhook, { webhook_id: '1500000000000000001' }), []);
    await app.settle();
    assert.deepEqual(
      await app.sql`select message_id from inbound_messages where author_id in (${bot.id}, ${person.id})`,
      [],
    );
    const posts = app.discord.control.calls({ method: 'POST', path: `/channels/${channel}/messages` });
    assert.equal(posts.length, 0);
  });

  it('C06: follows edits and deletions, whenever they come, and keeps the old words', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'kim');
    const message = await writes(app, person, 'It costs 10');
    const edited = {
      ...message,
      content: 'It costs 100',
      edited_timestamp: new Date(app.now()).toISOString(),
    };
    const tellEdit = (data: object) =>
      app.gatewayEvent('MESSAGE_UPDATE', data as unknown as GatewayEventData['MESSAGE_UPDATE']);
    await tellEdit(edited);
    await tellEdit(edited);
    const [row] = await messagesOf(app, guild);
    assert.equal(row?.content, 'It costs 100');
    assert.ok(row?.edited_at);
    assert.deepEqual(
      row?.history.map(({ content }: { content: string }) => content),
      ['It costs 10'],
    );
    // A link that Discord looked up is no edit.
    assert.deepEqual(await tellEdit({ ...message, edited_timestamp: null }), []);

    const early = says(app, dmWith(app, person), person, 'Wrong');
    await tellEdit({ ...early, content: 'Right', edited_timestamp: new Date(app.now()).toISOString() });
    assert.equal((await messagesOf(app, guild)).length, 1, 'an edit alone is no message');
    await tells(app, early);
    const [, second] = await messagesOf(app, guild);
    assert.equal(second?.content, 'Right');
    assert.deepEqual(
      second?.history.map(({ content }: { content: string }) => content),
      ['Wrong'],
    );

    await app.gatewayEvent('MESSAGE_DELETE', { id: message.id, channel_id: dmWith(app, person) });
    const [gone] = await messagesOf(app, guild);
    assert.ok(gone?.deleted_at);
    assert.equal(gone?.content, 'It costs 100', 'the team still sees it');
  });

  it('C23: is stored before it is routed, and comes to the team although the database broke in between', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'alex');
    const message = says(app, dmWith(app, person), person, 'Is anybody there?');
    // As it stands when the worker dies right after the message was written down.
    const payload = {
      content: message.content,
      author: { id: person.id, username: 'alex', name: 'alex', avatar: null },
      ...{ replyToId: null, attachments: [], stickers: [], embeds: [], editedAt: null, history: [] },
      sentAt: new Date(app.now()).toISOString(),
    };
    await app.sql`insert into inbound_messages (message_id, channel_id, author_id, source, state, payload, received_at)
      values (${message.id}, ${dmWith(app, person)}, ${person.id}, 'gateway', 'received', ${JSON.stringify(payload)}::jsonb,
        ${new Date(app.now()).toISOString()})`;
    await app.advance(61_000);
    await app.tick();
    assert.deepEqual(
      (await messagesOf(app, guild)).map(({ content }) => content),
      ['Is anybody there?'],
    );
    // It comes once more by the gateway, and stays one.
    await tells(app, message);
    assert.equal((await messagesOf(app, guild)).length, 1);
  });

  it('of somebody whose servers take none goes to nobody, and gets one polite answer', async () => {
    const stranger = app.newGuild().member;
    await writes(app, stranger, 'Hello?');
    await writes(app, stranger, 'Hello??');
    await app.settle();
    const rows = await app.sql`select state, guild_id from inbound_messages where author_id = ${stranger.id}`;
    assert.deepEqual(rows, [
      { state: 'unrouted', guild_id: null },
      { state: 'unrouted', guild_id: null },
    ]);
    assert.equal(told(app, stranger).length, 1);
    assert.match(told(app, stranger)[0]?.content ?? '', /which team/);
    assert.deepEqual(await app.sql`select id from leads where person_id = ${stranger.id}`, []);
  });
});
