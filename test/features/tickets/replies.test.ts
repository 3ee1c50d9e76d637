import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { viewChannel } from '../../../scripts/local/discord/views.ts';
import type { GatewayEventData } from '../../../src/core/gateway/handler.ts';
import { uuidv7 } from '../../../src/core/ids.ts';
import { pollIntervalMs } from '../../../src/features/tickets/syncing/poll-interval.ts';
import { createTestApp, customIds, type TestApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import {
  audit,
  call,
  channelOf,
  desk,
  dmOf,
  look,
  messagesIn,
  opened,
  press,
  type SeenTicket,
  set,
  timeline,
  writes,
} from './support/ticket.ts';

describe('how often a thread is read', () => {
  it('B-I2: every five seconds while it is hot, every five minutes when it is cold', () => {
    const minute = 60_000;
    assert.equal(pollIntervalMs(0), 5_000);
    assert.equal(pollIntervalMs(7 * 24 * 60 * minute), 5 * minute);
    const steps = [1, 6, 40, 300, 3_000].map((quiet) => pollIntervalMs(quiet * minute));
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
    );
  });
});

describe('answers of a ticket', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  it('B05: from the panel into the thread: the team green, the member blue', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const answer = await call(app, guild, `/tickets/${ticket.id}/messages`, {
      content: 'On it.',
      agentId: guild.staff.id,
    });
    await call(app, guild, `/tickets/${ticket.id}/member-messages`, { content: 'Thank you.' });
    await app.settle();
    const said = messagesIn(app, ticket.threadId)
      .slice(1)
      .map(({ content, embeds }) => [content, embeds[0]?.author, embeds[0]?.description, embeds[0]?.color]);
    assert.deepEqual(said, [
      ['', { name: 'Staff: Sam' }, 'On it.', 0x57f287],
      ['', { name: 'Maya' }, 'Thank you.', 0x3498db],
    ]);
    assert.equal((await look(app, guild, ticket.id)).status, 'in_progress');
    const posted = () => messagesIn(app, ticket.threadId).at(1);
    assert.equal(posted()?.webhook?.name, 'Sam · Staff');
    await call(app, guild, `/conversations/messages/${answer.id}`, { content: 'On my way.' }, 'PATCH');
    await app.settle();
    assert.deepEqual(
      [posted()?.embeds[0]?.description, posted()?.embeds[0]?.author],
      ['On my way.', { name: 'Staff: Sam' }],
    );
  });

  it('B06: from the thread into the ticket once, however often it is told; edits and deletions follow', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const message = await writes(app, guild, ticket.threadId, guild.member, 'Still burning');
    await app.gatewayEvent('MESSAGE_CREATE', message);
    const fromTeam = await writes(app, guild, ticket.threadId, guild.staff, 'Coming');
    const own = messagesIn(app, ticket.threadId)[0];
    const bot = {
      ...message,
      id: own?.id ?? '',
      author: { ...message.author, id: own?.author_id ?? '', bot: true },
    };
    assert.deepEqual(
      (await app.gatewayEvent('MESSAGE_CREATE', bot)).filter((id) => id.startsWith('tickets')),
      [],
    );
    const entries = await timeline(app, guild, ticket.id);
    assert.deepEqual(
      entries.map(({ direction, content, author }) => [direction, content, author.kind]),
      [
        ['in', 'It burns since noon.', 'person'],
        ['in', 'Still burning', 'person'],
        ['out', 'Coming', 'staff'],
      ],
    );
    assert.equal((await look(app, guild, ticket.id)).status, 'waiting');
    const edited = {
      ...message,
      content: 'It went out',
      edited_timestamp: new Date(app.now()).toISOString(),
    };
    await app.gatewayEvent('MESSAGE_UPDATE', edited as GatewayEventData['MESSAGE_UPDATE']);
    const gone = { id: fromTeam.id, channel_id: fromTeam.channel_id, guild_id: guild.id };
    await app.gatewayEvent('MESSAGE_DELETE', gone);
    const more = await writes(app, guild, ticket.threadId, guild.staff, 'Really');
    const { id, channel_id } = message;
    await app.gatewayEvent('MESSAGE_DELETE_BULK', { ids: [id, more.id], channel_id, guild_id: guild.id });
    const [first, second, third, fourth] = await timeline(app, guild, ticket.id);
    assert.equal(second?.content, 'It went out');
    assert.deepEqual(
      [first, second, third, fourth].map((entry) => Boolean(entry?.deletedAt)),
      [false, true, true, true],
    );
  });

  it('what a bystander writes in a public thread is no answer of the team', async () => {
    const guild = await desk(app, { privateThreads: false });
    const ticket = await opened(app, guild);
    const other = app.discord.control.user({ username: `other.${guild.id.slice(-6)}`, global_name: 'Other' });
    app.discord.control.member(guild.id, { user_id: other.id });
    await writes(app, guild, ticket.threadId, other, 'STOP');
    const entries = await timeline(app, guild, ticket.id);
    assert.deepEqual(entries.at(-1)?.author.name, 'Other');
    assert.equal(entries.at(-1)?.direction, 'in');
    const consent = await app.sql`select consent from conversation_reach where guild_id = ${guild.id}`;
    assert.deepEqual(
      consent.map((row) => row.consent),
      ['none'],
    );
    await writes(app, guild, ticket.threadId, guild.admin, 'I am the owner');
    assert.equal((await timeline(app, guild, ticket.id)).at(-1)?.author.kind, 'staff');
  });

  it('B09: a file of 1 MB from the thread is kept; one from the panel goes out; a larger one as a link', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const bytes = new Uint8Array(1024 * 1024).fill(7);
    const files = [
      { filename: 'log.bin', content_type: 'application/octet-stream', bytes: Buffer.from(bytes) },
    ];
    await writes(app, guild, ticket.threadId, guild.member, 'The log', { files });
    await app.settle();
    const [file] = (await timeline(app, guild, ticket.id)).at(-1)?.attachments ?? [];
    assert.deepEqual([file?.filename, file?.size, file?.state], ['log.bin', bytes.length, 'stored']);
    const upload = await call(app, guild, '/conversations/uploads', {
      filename: 'fix.txt',
      contentType: 'text/plain',
      data: Buffer.from('turn it off').toString('base64'),
    });
    await call(app, guild, `/tickets/${ticket.id}/messages`, {
      content: 'Try this',
      attachmentIds: [upload.id],
    });
    await app.settle();
    const sent = messagesIn(app, ticket.threadId).at(-1);
    assert.deepEqual(
      sent?.attachments.map(({ filename, size }) => [filename, size]),
      [['fix.txt', 11]],
    );
    // As the dashboard keeps it: the API takes only small bodies.
    const large = await call(app, guild, '/conversations/uploads', {
      filename: 'dump.zip',
      contentType: 'application/zip',
      data: Buffer.from('zip').toString('base64'),
    });
    await app.sql`update conversation_attachments set size = ${12 * 1024 * 1024} where id = ${large.id}`;
    await call(app, guild, `/tickets/${ticket.id}/messages`, {
      content: 'And this',
      attachmentIds: [large.id],
    });
    await app.settle();
    const linked = messagesIn(app, ticket.threadId).at(-1);
    assert.equal(linked?.attachments.length, 0);
    const leads = (said: string) =>
      new RegExp(`${said}.*dump\\.zip\\]\\([^)]*/talk/${ticket.id}/files/${large.id}[^)]*\\) \\(12\\.0 MB`);
    assert.match(JSON.stringify(linked?.embeds), leads('And this'));
    // Other words on the card leave what leads to the file.
    const answer = (await timeline(app, guild, ticket.id)).at(-1);
    await call(app, guild, `/conversations/messages/${answer?.id}`, { content: 'And that' }, 'PATCH');
    await app.settle();
    assert.match(JSON.stringify(messagesIn(app, ticket.threadId).at(-1)?.embeds), leads('And that'));
  });

  it('B-I1: who left is answered by direct message, then by a link', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const user = {
      id: guild.member.id,
      username: guild.member.username,
    } as GatewayEventData['GUILD_MEMBER_REMOVE']['user'];
    app.discord.control.removeMember(guild.id, guild.member.id);
    await app.gatewayEvent('GUILD_MEMBER_REMOVE', { guild_id: guild.id, user });
    const answer = (content: string) => call(app, guild, `/tickets/${ticket.id}/messages`, { content });
    // The bot meets the person in another server, else Discord lets no message through.
    const other = app.newGuild();
    app.discord.control.member(other.id, { user_id: guild.member.id });
    await answer('By direct message');
    await app.settle();
    assert.equal(messagesIn(app, dmOf(app, guild.member.id)).at(-1)?.content, 'By direct message');
    const noted = messagesIn(app, ticket.threadId).slice(1);
    assert.match(
      JSON.stringify(noted.map(({ embeds }) => embeds)),
      /By direct message.*Sent by direct message/,
    );
    const dm = dmOf(app, guild.member.id) ?? '';
    const back = { ...(await writes(app, guild, dm, guild.member, 'From there', { silent: true })) };
    delete (back as Partial<typeof back>).guild_id;
    await app.gatewayEvent('MESSAGE_CREATE', back);
    await app.settle();
    const answered = (await timeline(app, guild, ticket.id)).at(-1);
    assert.deepEqual([answered?.content, answered?.via], ['From there', 'dm']);
    assert.match(JSON.stringify(messagesIn(app, ticket.threadId).at(-1)?.embeds), /From there/);
    const files = [{ filename: 'fire.png', content_type: 'image/png', bytes: Buffer.from('png') }];
    const photo = { ...(await writes(app, guild, dm, guild.member, '', { silent: true, files })) };
    delete (photo as Partial<typeof photo>).guild_id;
    await app.gatewayEvent('MESSAGE_CREATE', photo);
    await app.settle();
    const [file] = (await timeline(app, guild, ticket.id)).at(-1)?.attachments ?? [];
    const shown = JSON.stringify(messagesIn(app, ticket.threadId).at(-1)?.embeds);
    assert.match(shown, new RegExp(`Maya.*fire\\.png\\]\\([^)]*/conversation-files/${file?.id}\\)`));
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    await answer('On the web');
    await app.settle();
    const last = (await timeline(app, guild, ticket.id)).at(-1);
    assert.deepEqual(
      [last?.content, last?.state, last?.error?.code],
      ['On the web', 'unreachable', 'dm_closed'],
    );
    const [signal] =
      await app.sql`select data from signals where guild_id = ${guild.id} and type = 'message.unreachable'`;
    assert.match(String(signal?.data.link), new RegExp(`/talk/${ticket.id}\\?pass=`));
  });

  it('what goes by direct message stands in the thread as it is now, and what the team writes there reaches who left', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const { id: personId, username } = guild.member;
    app.discord.control.removeMember(guild.id, personId);
    const user = { id: personId, username } as GatewayEventData['GUILD_MEMBER_REMOVE']['user'];
    await app.gatewayEvent('GUILD_MEMBER_REMOVE', { guild_id: guild.id, user });
    app.discord.control.member(app.newGuild().id, { user_id: personId });
    const inThread = () =>
      messagesIn(app, ticket.threadId)
        .slice(1)
        .map(({ content, embeds }) => content || embeds.map(({ description }) => description).join());
    const direct = () =>
      messagesIn(app, dmOf(app, personId))
        .filter(({ author_id }) => author_id !== personId)
        .map(({ content }) => content);
    const changed = { edited_timestamp: new Date(app.now() + 1_000).toISOString() };
    // From the dashboard, and changed there.
    const sent = await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'Unplug it' });
    await app.settle();
    await call(app, guild, `/conversations/messages/${sent.id}`, { content: 'Unplug it now' }, 'PATCH');
    await app.settle();
    assert.deepEqual([direct(), inThread()], [['Unplug it now'], ['Unplug it now']]);
    // By the member, and changed there.
    const dm = dmOf(app, personId) ?? '';
    const { guild_id: _, ...said } = await writes(app, guild, dm, guild.member, 'Which plug', {
      silent: true,
    });
    await app.gatewayEvent('MESSAGE_CREATE', said);
    await app.settle();
    // Discord puts silent threads away, and lets nothing be changed in them.
    const thread = channelOf(app, ticket.threadId)?.thread;
    assert.ok(thread);
    thread.archived = true;
    const edited = { ...said, ...changed, content: 'Which plug?' };
    await app.gatewayEvent('MESSAGE_UPDATE', edited as GatewayEventData['MESSAGE_UPDATE']);
    await app.settle();
    assert.deepEqual(inThread(), ['Unplug it now', 'Which plug?']);
    await app.gatewayEvent('MESSAGE_DELETE', { id: said.id, channel_id: dm });
    await app.settle();
    assert.deepEqual(inThread(), ['Unplug it now']);
    // By the team in the thread.
    const files = [{ filename: 'plug.png', content_type: 'image/png', bytes: Buffer.from('png') }];
    const relayed = await writes(app, guild, ticket.threadId, guild.staff, 'The black one', { files });
    await app.gatewayEvent('MESSAGE_CREATE', relayed);
    await call(app, guild, `/tickets/${ticket.id}/sync`);
    await app.settle();
    assert.match(direct().slice(1).join('|'), /^The black one\nhttp\S+plug\.png\S*$/);
    assert.deepEqual(inThread(), ['Unplug it now', 'The black one']);
    const answer = (await timeline(app, guild, ticket.id)).at(-1);
    assert.deepEqual([answer?.author.name, answer?.via, answer?.state], ['Sam', 'dm', 'sent']);
    const right = { ...relayed, ...changed, content: 'The white one' };
    await app.gatewayEvent('MESSAGE_UPDATE', right as GatewayEventData['MESSAGE_UPDATE']);
    await app.settle();
    assert.match(direct().slice(1).join('|'), /^The white one\nhttp\S+plug\.png\S*$/);
    const gone = { id: relayed.id, channel_id: relayed.channel_id, guild_id: guild.id };
    await app.gatewayEvent('MESSAGE_DELETE', gone);
    await app.settle();
    assert.deepEqual(direct(), ['Unplug it now']);
    // Changed before it was heard of.
    const early = await writes(app, guild, ticket.threadId, guild.staff, 'Not yt', { silent: true });
    const mended = { ...early, ...changed, content: 'Not yet' };
    await app.gatewayEvent('MESSAGE_UPDATE', mended as GatewayEventData['MESSAGE_UPDATE']);
    const oops = await writes(app, guild, ticket.threadId, guild.staff, 'Oops', { silent: true });
    await app.gatewayEvent('MESSAGE_DELETE', {
      id: oops.id,
      channel_id: oops.channel_id,
      guild_id: guild.id,
    });
    for (const message of [early, oops]) await app.gatewayEvent('MESSAGE_CREATE', message);
    await app.settle();
    assert.deepEqual(direct(), ['Unplug it now', 'Not yet']);
    // Who is back reads the thread, wherever they wrote last; what is told again goes no other way.
    app.discord.control.member(guild.id, { user_id: personId });
    thread.members.delete(personId);
    await app.gatewayEvent('GUILD_MEMBER_ADD', {
      guild_id: guild.id,
      user,
    } as GatewayEventData['GUILD_MEMBER_ADD']);
    const welcome = await writes(app, guild, ticket.threadId, guild.staff, 'Welcome back');
    await app.gatewayEvent('MESSAGE_CREATE', early);
    thread.members.delete(personId);
    await app.gatewayEvent('MESSAGE_CREATE', welcome);
    await app.settle();
    assert.deepEqual(direct(), ['Unplug it now', 'Not yet']);
    assert.deepEqual(
      (await timeline(app, guild, ticket.id)).slice(-2).map(({ content, via }) => [content, via]),
      [
        ['Not yet', 'dm'],
        ['Welcome back', 'thread'],
      ],
    );
    await writes(app, guild, ticket.threadId, guild.staff, 'Where are you?');
    assert.deepEqual(direct().slice(2), ['Where are you?']);
    // What does not reach them is said where it was written.
    app.discord.control.setUser(personId, { dmsClosed: true });
    await writes(app, guild, ticket.threadId, guild.staff, 'Hello?');
    await app.settle();
    assert.match(inThread().at(-1) ?? '', /has not reached Maya: /);
    assert.equal((await timeline(app, guild, ticket.id)).at(-1)?.state, 'unreachable');
  });

  it('B-I2: without the gateway the thread is read; what the gateway tells too is there once', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const message = await writes(app, guild, ticket.threadId, guild.member, 'Anybody?', { silent: true });
    await app.advance(6_000);
    await app.tick();
    const said = async () => (await timeline(app, guild, ticket.id)).map(({ content }) => content);
    assert.deepEqual(await said(), ['It burns since noon.', 'Anybody?']);
    await app.gatewayEvent('MESSAGE_CREATE', message);
    const [next] = await app.sql`select run_at from jobs where name = 'tickets.poll' and state = 'queued'
      order by run_at desc limit 1`;
    assert.ok(
      next && new Date(next.run_at).getTime() - app.now() <= 10_000,
      'the next round is some seconds away',
    );
    // It comes by itself, without the minute's schedule.
    await writes(app, guild, ticket.threadId, guild.member, 'Hello?', { silent: true });
    await eventually('the next round reads it', async () => (await said()).includes('Hello?'));
    await writes(app, guild, ticket.threadId, guild.staff, 'Yes', { silent: true });
    const more = await press(app, ticket, guild.staff, 'more');
    assert.ok(customIds(more.message).includes(`tickets:sync:${ticket.id}`));
    const synced = await press(app, ticket, guild.staff, 'sync', { messageId: more.message.id });
    assert.match(synced.message.content || synced.followups[0]?.content || '', /message(?:s were| was) new/);
    assert.equal((await call(app, guild, `/tickets/${ticket.id}/sync`)).found, 0);
    assert.deepEqual(await said(), ['It burns since noon.', 'Anybody?', 'Hello?', 'Yes']);
    // What was changed there is found as well.
    const [, anybody, hello] = messagesIn(app, ticket.threadId);
    assert.ok(anybody && hello);
    app.discord.control.editMessage(hello.channel_id, hello.id, 'Hello!');
    app.discord.control.deleteMessage(anybody.channel_id, anybody.id);
    await call(app, guild, `/tickets/${ticket.id}/sync`);
    const seen = (await timeline(app, guild, ticket.id)).map(({ content, deletedAt }) => [
      content,
      !deletedAt,
    ]);
    assert.deepEqual(seen.slice(1), [
      ['Anybody?', false],
      ['Hello!', true],
      ['Yes', true],
    ]);
  });

  it('without the gateway the thread of a ticket that was opened again is read too', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    await call(app, guild, `/tickets/${ticket.id}/close`, {});
    await app.settle();
    await call(app, guild, `/tickets/${ticket.id}/reopen`, {});
    await app.settle();
    await writes(app, guild, ticket.threadId, guild.member, 'It burns again', { silent: true });
    await app.advance(61_000);
    await app.tick();
    assert.equal((await timeline(app, guild, ticket.id)).at(-1)?.content, 'It burns again');
  });

  it('a thread that was renamed, locked or unlocked by hand takes its ticket along; one that Discord put away does not', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const thread = channelOf(app, ticket.threadId);
    assert.ok(thread?.thread);
    const state = thread.thread;
    const told = async () => {
      const data = viewChannel(app.discord.state, thread, app.discord.state.data.botId);
      await app.gatewayEvent('THREAD_UPDATE', data as unknown as GatewayEventData['THREAD_UPDATE']);
      await app.settle();
      const { subject, status } = await look(app, guild, ticket.id);
      return [subject, status, thread.name];
    };
    const burning = 'The printer is on fire';
    state.archived = true;
    assert.deepEqual(await told(), [burning, 'open', `ticket-${ticket.number}-The printer is on fi`]);
    thread.name = '🔥 Printer, ask Sam';
    assert.deepEqual(await told(), [
      '🔥 Printer, ask Sam',
      'open',
      `ticket-${ticket.number}-🔥 Printer, ask Sam`,
    ]);
    assert.equal(state.archived, false);
    state.locked = true;
    assert.deepEqual((await told()).slice(1, 2), ['closed']);
    assert.equal(state.archived, true);
    assert.deepEqual((await told()).slice(1, 2), ['closed']);
    Object.assign(state, { archived: false, locked: false });
    assert.deepEqual((await told()).slice(1, 2), ['open']);
    // Unheard as well; and not what Discord does not let us show.
    thread.name = 'Sam’s printer';
    await call(app, guild, `/tickets/${ticket.id}/sync`);
    await app.settle();
    assert.equal((await look(app, guild, ticket.id)).subject, 'Sam’s printer');
    const refusal = { status: 403, body: { code: 50013, message: 'Missing Permissions' } };
    app.discord.control.script({
      method: 'PATCH',
      path: `/channels/${ticket.threadId}$`,
      times: 1,
      ...refusal,
    });
    await call(app, guild, `/tickets/${ticket.id}`, { subject: 'Out' }, 'PATCH');
    await app.settle();
    assert.deepEqual(await told(), ['Out', 'open', `ticket-${ticket.number}-Sam’s printer`]);
    const log = await audit(app, guild, ticket.id);
    assert.deepEqual(
      ['tickets.rename', 'tickets.close', 'tickets.reopen'].map((one) => log.filter((a) => a === one).length),
      [3, 1, 1],
    );
  });

  it('a thread or channel that was deleted by hand is named, and answers go by direct message', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const thread = channelOf(app, ticket.threadId);
    app.discord.control.removeChannel(ticket.threadId ?? '');
    await app.gatewayEvent('THREAD_DELETE', {
      id: ticket.threadId ?? '',
      guild_id: guild.id,
      parent_id: thread?.parent_id ?? '',
      type: 12,
    } as GatewayEventData['THREAD_DELETE']);
    const lost = await look(app, guild, ticket.id);
    assert.ok(lost.threadGoneAt);
    assert.match(lost.setup.error?.text ?? '', /deleted in Discord/);
    await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'Still here' });
    await app.settle();
    assert.equal(messagesIn(app, dmOf(app, guild.member.id)).at(-1)?.content, 'Still here');
    const mended = await call(app, guild, `/tickets/${ticket.id}/repair`);
    assert.equal(mended.setup.state, 'ready');
    assert.notEqual(mended.threadId, ticket.threadId);
    assert.deepEqual(
      (await audit(app, guild, ticket.id)).filter((action) => action.includes('thread')),
      ['tickets.lose-thread'],
    );
    app.discord.control.removeChannel(guild.channelId);
    const gone = { id: guild.channelId, guild_id: guild.id, type: 0, name: 'workshop' };
    await app.gatewayEvent('CHANNEL_DELETE', gone as GatewayEventData['CHANNEL_DELETE']);
    const homeless = await look(app, guild, ticket.id);
    assert.match(homeless.setup.error?.text ?? '', /channel of this ticket was deleted/);
    await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'Still here too' });
    await app.settle();
    assert.equal(messagesIn(app, dmOf(app, guild.member.id)).at(-1)?.content, 'Still here too');
    const tried = await call(app, guild, `/tickets/${ticket.id}/repair`);
    assert.equal(tried.setup.error?.step, 'channel');
    const { id } = app.discord.control.channel({ guild_id: guild.id, name: 'tickets' });
    await set(app, guild, 'tickets', { channel: id });
    const moved = await call(app, guild, `/tickets/${ticket.id}/repair`);
    assert.deepEqual([moved.setup.state, moved.channelId], ['ready', id]);
  });

  it('what the member writes elsewhere stands in the thread once, also what came before the thread', async () => {
    const guild = await desk(app);
    const threads = new RegExp(`channels/${guild.channelId}/threads$`);
    const refusal = { status: 403, body: { code: 50013, message: 'Missing Permissions' } };
    app.discord.control.script({ method: 'POST', path: String(threads), ...refusal });
    const { id } = await opened(app, guild);
    await call(app, guild, `/tickets/${id}/member-messages`, { content: 'Before the thread' });
    await app.settle();
    const ticket = await call(app, guild, `/tickets/${id}/repair`);
    await app.settle();
    const cards = () =>
      messagesIn(app, ticket.threadId)
        .slice(1)
        .map(({ embeds }) => embeds.map(({ description }) => description).join());
    assert.deepEqual(cards(), ['Before the thread']);
    // While Discord can't show the new subject the job comes back, long after it has forgotten the nonce.
    app.discord.control.script({
      method: 'PATCH',
      path: `/messages/${ticket.messageId}`,
      status: 503,
      times: 0,
    });
    await call(app, guild, `/tickets/${id}`, { subject: 'Fire' }, 'PATCH');
    await call(app, guild, `/tickets/${id}/member-messages`, { content: 'And smoke' });
    await app.settle();
    assert.deepEqual(cards(), ['Before the thread', 'And smoke']);
    await app.advance(15 * 60_000);
    app.discord.control.clearScripts();
    await app.tick();
    assert.equal(channelOf(app, ticket.threadId)?.name, `ticket-${ticket.number}-Fire`);
    assert.deepEqual(cards(), ['Before the thread', 'And smoke']);
  });

  it('what the gateway missed is read, also before what it heard, and a thread that can’t be read holds up none', async () => {
    const guild = await desk(app);
    const tickets = [await opened(app, guild), await opened(app, guild), await opened(app, guild)];
    const [first, , third] = tickets.map(({ threadId }) => threadId);
    for (const { threadId } of tickets) {
      await writes(app, guild, threadId, guild.member, 'Missed', { silent: true });
      await writes(app, guild, threadId, guild.member, 'Heard');
    }
    const refusal = { status: 400, body: { code: 50024, message: 'Cannot execute action on this channel' } };
    const list = { method: 'GET', times: 0 };
    app.discord.control.script({ ...list, path: `/channels/${first}/messages`, status: 503 });
    app.discord.control.script({ ...list, path: `/channels/${third}/messages`, ...refusal });
    // As while the gateway is heard: nothing else reads them.
    await app.sql`update tickets set poll_at = created_at + interval '1 day' where guild_id = ${guild.id}`;
    const [from, until] = [60_000, 0].map((ago) => new Date(app.now() - ago).toISOString());
    await app.sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at)
      values (${uuidv7(app.now())}, ${guild.id}, 'gateway.missed', 'gateway:0',
        ${JSON.stringify({ shard: 0, from, until })}, 'system:test', 'job', 'r', ${from})`;
    await app.tick();
    const said = async (ticket: SeenTicket | undefined) =>
      (await timeline(app, guild, ticket?.id ?? '')).slice(1).map(({ content }) => content);
    assert.deepEqual(await said(tickets[1]), ['Heard', 'Missed']);
    app.discord.control.clearScripts();
    await app.advance(15 * 60_000);
    await app.tick();
    assert.deepEqual(await said(tickets[0]), ['Heard', 'Missed'], 'the job comes back');
  });

  it('a thread that was deleted unheard: the answer goes by direct message', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    app.discord.control.removeChannel(ticket.threadId ?? '');
    await call(app, guild, `/tickets/${ticket.id}/messages`, { content: 'Hello?' });
    await app.settle();
    assert.equal(messagesIn(app, dmOf(app, guild.member.id)).at(-1)?.content, 'Hello?');
  });
});
