import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { threadName } from '../../../src/features/tickets/discord/thread-name.ts';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild } from '../../support/app.ts';
import { assertGolden } from '../../support/golden.ts';
import {
  call,
  channelOf,
  desk,
  dmOf,
  look,
  messagesIn,
  newest,
  openByCommand,
  opened,
  type SeenTicket,
  timeline,
} from './support/ticket.ts';

describe('the name of a thread', () => {
  it('B03: is legal and short, whatever the subject is made of', () => {
    assert.equal(threadName(12, 'The printer is on fire again'), 'ticket-12-The printer is on fi');
    assert.equal(threadName(12, '  \u200b\n '), 'ticket-12');
    const family = threadName(7, '👨‍👩‍👧‍👦'.repeat(300));
    assert.ok([...family].length <= 100);
    assert.match(family, /^ticket-7-(?:👨‍👩‍👧‍👦)+$/u);
    assert.equal(threadName(7, '🔥'.repeat(300)), `ticket-7-${'🔥'.repeat(20)}`);
  });
});

describe('opening a ticket', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  it('B01, B02, B04: by the command: embed, private thread with the member, ids on the ticket', async () => {
    const guild = await desk(app);
    const answer = await openByCommand(app, guild);
    await app.settle();
    const ticket = await newest(app, guild);
    assert.equal(answer.message.content, `Ticket #${ticket.number} is open: <#${ticket.threadId}>`);
    assert.equal(ticket.status, 'open');
    assert.equal(ticket.source, 'discord');
    const [first, ...rest] = await timeline(app, guild, ticket.id);
    assert.equal(rest.length, 0);
    assert.deepEqual([first?.direction, first?.content], ['in', 'It burns since noon.']);
    const thread = channelOf(app, ticket.threadId);
    assert.equal(thread?.type, 12);
    assert.equal(thread?.name, `ticket-${ticket.number}-The printer is on fi`);
    const members = app.discord.control.calls({ method: 'PUT', path: `${ticket.threadId}/thread-members` });
    assert.ok(members.some(({ path }) => path.endsWith(guild.member.id)));
    const [message] = messagesIn(app, ticket.threadId);
    assert.equal(message?.id, ticket.messageId);
    const [sent] = app.discord.control.calls({
      method: 'POST',
      path: `/channels/${ticket.threadId}/messages`,
    });
    const body = JSON.parse(
      JSON.stringify(sent?.body)
        .replaceAll(ticket.id, '<id>')
        .replaceAll(guild.staffRoleId, '<staff>')
        .replace(/"timestamp":"[^"]+"/, '"timestamp":"<at>"'),
    );
    delete body.nonce;
    assertGolden('ticket-message.json', body);
    const byThread = await call(app, guild, `/tickets/by-thread/${ticket.threadId}`, undefined, 'GET');
    assert.equal(byThread.id, ticket.id);
    const audit = await app.sql`select action from audit_log where guild_id = ${guild.id}
      and target = ${`ticket:${ticket.id}`} order by id`;
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['tickets.open', 'tickets.place'],
    );
  });

  it('B03: a public thread is made from the message, and archives after a week', async () => {
    const guild = await desk(app, { privateThreads: false });
    const ticket = await opened(app, guild, { subject: '🔥'.repeat(100) });
    assert.equal(ticket.threadId, ticket.messageId);
    const [started] = app.discord.control.calls({
      method: 'POST',
      path: `/channels/${guild.channelId}/messages/${ticket.messageId}/threads`,
    });
    assert.deepEqual(started?.body, {
      name: `ticket-${ticket.number}-${'🔥'.repeat(20)}`,
      auto_archive_duration: 10_080,
    });
    assert.equal(channelOf(app, ticket.threadId)?.type, 11);
  });

  const openFrom = ({ channelId }: TestGuild, said: SeenMessage, userId: string) =>
    app.run({
      type: 'message-command',
      userId,
      channelId,
      commandName: 'Open ticket from message',
      targetId: said.id,
    });

  it('from a message: the team opens it for whoever wrote, once', async () => {
    const guild = await desk(app);
    const said = app.say(guild.channelId, guild.member, 'My invoice is wrong\nIt says 500.');
    const ask = (userId: string) => openFrom(guild, said, userId);
    await ask(guild.staff.id);
    const again = await ask(guild.staff.id);
    assert.match(again.message.content, /already/);
    const { body } = await app.api(guild.id, 'GET', '/tickets');
    assert.equal(body.tickets.length, 1);
    const [ticket] = body.tickets;
    assert.deepEqual(
      [ticket.source, ticket.subject, ticket.personId, ticket.openedByName],
      ['message', 'My invoice is wrong', guild.member.id, 'Sam'],
    );
  });

  it('from one message: each member who reports it has a ticket, and two clicks at once open one', async () => {
    const guild = await desk(app);
    const said = app.say(guild.channelId, guild.staff, 'Buy cheap coins here');
    const ask = (userId: string) => openFrom(guild, said, userId);
    const other = app.discord.control.user({ username: `other.${guild.id.slice(-6)}`, global_name: 'Other' });
    app.discord.control.member(guild.id, { user_id: other.id });
    const clicks = await Promise.all([ask(guild.member.id), ask(guild.member.id), ask(other.id)]);
    const places = clicks.map(({ message }) => /<#\d+>/.exec(message.content)?.[0] ?? message.content);
    const { body } = await app.api(guild.id, 'GET', '/tickets');
    const people = body.tickets.map(({ personId }: { personId: string }) => personId);
    assert.deepEqual(people.sort(), [guild.member.id, other.id].sort());
    assert.match(places[2] ?? '', /^<#/);
    for (const { message } of clicks) assert.match(message.content, /open|already/);
  });

  describe('while Discord fails', () => {
    /** Where it fails, what Discord says, and whether the same may pass by itself. */
    const faults: [name: string, path: RegExp, answer: Record<string, unknown>, isPrivate: boolean][] = [
      [
        'the thread is forbidden',
        /channels\/\d+\/threads$/,
        { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
        true,
      ],
      [
        'there are too many threads',
        /channels\/\d+\/threads$/,
        { status: 400, body: { code: 160006, message: 'Max threads' } },
        true,
      ],
      ['the answer to the thread is lost', /channels\/\d+\/threads$/, { dropAfter: true, times: 3 }, true],
      [
        'the message in the thread is refused',
        /channels\/\d+\/messages$/,
        { status: 403, body: { code: 50001, message: 'Missing Access' } },
        true,
      ],
      ['the member is not let in', /thread-members/, { status: 500, times: 3 }, true],
      [
        'the message is refused',
        /channels\/\d+\/messages$/,
        { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
        false,
      ],
      ['the answer to the message is lost', /channels\/\d+\/messages$/, { dropAfter: true, times: 3 }, false],
      [
        'the answer to the public thread is lost',
        /messages\/\d+\/threads$/,
        { dropAfter: true, times: 3 },
        false,
      ],
    ];
    for (const [name, path, answer, isPrivate] of faults) {
      it(`B01: ${name}: the ticket is whole, and completed later without doubles`, async () => {
        const guild = await desk(app, { privateThreads: isPrivate });
        app.discord.control.script({
          path: String(path),
          method: name.includes('member') ? 'PUT' : 'POST',
          ...answer,
        });
        const { message } = await openByCommand(app, guild);
        app.discord.control.clearScripts();
        const ticket = await newest(app, guild);
        assert.notEqual(ticket.setup.state, 'ready');
        assert.ok(ticket.setup.error?.text, 'the error is named');
        assert.match(message.content, /could not be made yet: .+ The team has it/);
        assert.equal((await timeline(app, guild, ticket.id)).length, 1);
        await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'We are on it.' });
        await app.advance(15 * 60_000);
        await app.tick();
        const done = await look(app, guild, ticket.id);
        assert.deepEqual(done.setup, { state: 'ready', error: null });
        const threads = [...app.discord.state.data.channels.values()].filter(
          ({ parent_id, type }) => parent_id === guild.channelId && type >= 10,
        );
        assert.deepEqual(
          threads.map(({ id }) => id),
          [done.threadId],
        );
        const starters = [...messagesIn(app, guild.channelId), ...messagesIn(app, done.threadId)].filter(
          ({ components }) => JSON.stringify(components).includes(ticket.id),
        );
        assert.deepEqual(
          starters.map(({ id }) => id),
          [done.messageId],
        );
        const answers = [
          ...messagesIn(app, done.threadId),
          ...messagesIn(app, dmOf(app, guild.member.id)),
        ].filter((shown) => JSON.stringify(shown).includes('We are on it.'));
        assert.equal(answers.length, 1);
      });
    }
  });

  /** What a run leaves behind that the platform ends between making the thread and writing it down. */
  const cutOff = (ticket: SeenTicket, heldMs: number) =>
    app.sql`update tickets set setup_state = 'pending', setup_token = id,
      setup_until = ${new Date(app.now() + heldMs).toISOString()}, setup_at = ${new Date(app.now()).toISOString()},
      thread_id = null, starter_message_id = null, starter_channel_id = null where id = ${ticket.id}`;

  it('a run that was cut off after the thread was made: the next one finds it', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    await cutOff(ticket, -1);
    const done = await call(app, guild, `/tickets/${ticket.id}/repair`);
    assert.deepEqual(
      [done.setup.state, done.threadId, done.messageId],
      ['ready', ticket.threadId, ticket.messageId],
    );
  });

  it('a run that was cut off while the job of the ticket came by: a later minute makes the place', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    await cutOff(ticket, 180_000);
    // The job that takes over after a head start finds the lease held, and is done.
    await app.advance(100_000);
    await app.tick();
    const jobs =
      await app.sql`select state from jobs where name = 'tickets.complete' and guild_id = ${guild.id}`;
    assert.deepEqual(
      jobs.map(({ state }) => state),
      ['done'],
    );
    assert.equal((await look(app, guild, ticket.id)).setup.state, 'pending');
    await app.advance(120_000);
    await app.tick();
    const done = await look(app, guild, ticket.id);
    assert.deepEqual([done.setup.state, done.threadId], ['ready', ticket.threadId]);
  });

  it('a ticket closed before its thread is there: its answers go by direct message; opened again it gets one', async () => {
    for (const by of ['tickets', 'conversations']) {
      const guild = await desk(app);
      app.discord.control.script({ path: String(/channels\/\d+\/threads$/), status: 500, times: 0 });
      await openByCommand(app, guild);
      app.discord.control.clearScripts();
      const ticket = await newest(app, guild);
      assert.equal(ticket.setup.state, 'pending');
      await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'It is out again.' });
      await call(app, guild, `/${by}/${ticket.id}/close`, {});
      await app.settle();
      assert.deepEqual(
        messagesIn(app, dmOf(app, guild.member.id)).map(({ content }) => content),
        ['It is out again.'],
      );
      assert.equal((await look(app, guild, ticket.id)).setup.state, 'pending');
      await call(app, guild, `/${by}/${ticket.id}/reopen`, {});
      await app.settle();
      const again = await look(app, guild, ticket.id);
      assert.deepEqual(again.setup, { state: 'ready', error: null });
      await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'Is it?' });
      await app.settle();
      assert.match(JSON.stringify(messagesIn(app, again.threadId).at(-1)), /Is it\?/);
    }
  });

  it('a channel of another server is refused in words, and nothing is posted there', async () => {
    const other = app.newGuild();
    const guild = await desk(app, { channel: other.channelId });
    const ticket = await opened(app, guild);
    assert.equal(ticket.setup.error?.step, 'channel');
    assert.equal(messagesIn(app, other.channelId).length, 0);
  });
});
