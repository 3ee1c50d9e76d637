import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayEventData } from '../../../src/core/gateway/handler.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
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
  timeline,
} from './support/ticket.ts';

describe('working on a ticket', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  const react = async (
    guild: TestGuild,
    ticket: SeenTicket,
    user: { id: string; username: string },
    name: string,
    more: Record<string, unknown> = {},
  ) => {
    const roles = app.discord.state.data.guilds.get(guild.id)?.members.get(user.id)?.roles ?? [];
    return app.gatewayEvent('MESSAGE_REACTION_ADD', {
      guild_id: guild.id,
      channel_id: ticket.threadId,
      message_id: ticket.messageId,
      user_id: user.id,
      emoji: { id: null, name },
      member: { user: { id: user.id, username: user.username }, roles },
      type: 0,
      burst: false,
      ...more,
    } as unknown as GatewayEventData['MESSAGE_REACTION_ADD']);
  };

  it('B07: reactions of the team set the status, once; nobody else’s and nothing that looks like them', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const before = await audit(app, guild, ticket.id);
    await react(guild, ticket, guild.member, '✅');
    for (const sign of ['✔️', '☑️', '🔃', '❕', '‼️', '👍']) await react(guild, ticket, guild.staff, sign);
    await react(guild, ticket, guild.staff, '✅', { emoji: { id: '1000000000000000001', name: '✅' } });
    const other = await desk(app);
    await react(other, ticket, other.staff, '✅');
    const bot = { user: { id: app.discord.state.data.botId, username: 'bot', bot: true }, roles: [] };
    await react(guild, ticket, guild.staff, '✅', { member: bot });
    assert.equal((await look(app, guild, ticket.id)).status, 'open');
    assert.deepEqual(await audit(app, guild, ticket.id), before);
    await react(guild, ticket, guild.staff, '🔄');
    await react(guild, ticket, guild.staff, '🔄');
    assert.equal((await look(app, guild, ticket.id)).status, 'in_progress');
    await react(guild, ticket, guild.staff, '❗');
    assert.equal((await look(app, guild, ticket.id)).priority, 'urgent');
    // Who owns the server has no role of the team and works on everything.
    await react(guild, ticket, guild.admin, '✅');
    assert.equal((await look(app, guild, ticket.id)).status, 'closed');
    const added = (await audit(app, guild, ticket.id)).slice(before.length);
    assert.deepEqual(added, ['tickets.status', 'tickets.priority', 'tickets.close']);
  });

  it('B08: buttons do the same without the gateway; the message and the thread follow', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const before = await audit(app, guild, ticket.id);
    const refused = await press(app, ticket, guild.member, 'progress');
    assert.match(refused.message.content || refused.followups[0]?.content || '', /Only staff/);
    for (const button of ['progress', 'urgent', 'claim']) await press(app, ticket, guild.staff, button);
    const taken = await look(app, guild, ticket.id);
    assert.deepEqual(
      [taken.status, taken.priority, taken.assigneeId],
      ['in_progress', 'urgent', guild.staff.id],
    );
    await press(app, ticket, guild.staff, 'close');
    await app.settle();
    const starter = messagesIn(app, ticket.threadId).find(({ id }) => id === ticket.messageId);
    assert.match(JSON.stringify(starter?.embeds), /"Closed"/);
    const thread = channelOf(app, ticket.threadId)?.thread;
    assert.deepEqual([thread?.archived, thread?.locked], [true, true]);
    await press(app, ticket, guild.staff, 'reopen');
    await app.settle();
    const again = channelOf(app, ticket.threadId)?.thread;
    assert.deepEqual([again?.archived, again?.locked], [false, false]);
    assert.deepEqual((await audit(app, guild, ticket.id)).slice(before.length), [
      'tickets.status',
      'tickets.priority',
      'tickets.claim',
      'tickets.close',
      'tickets.reopen',
    ]);
  });

  it('a forged button of another server’s ticket finds nothing', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const other = await desk(app);
    const own = await opened(app, other);
    // The button of its own message, with the id of another server's ticket in it.
    const stored = messagesIn(app, own.threadId).find(({ id }) => id === own.messageId);
    assert.ok(stored);
    const forged = JSON.parse(JSON.stringify(stored.components).replaceAll(own.id, ticket.id));
    stored.components = forged;
    const answer = await press(app, own, other.staff, 'close', { customId: `tickets:close:${ticket.id}` });
    assert.match(answer.message.content || answer.followups[0]?.content || '', /no such ticket/);
    assert.equal((await look(app, guild, ticket.id)).status, 'open');
  });

  it('of two who close at once one does, and the other is told', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    const close = () => app.api(guild.id, 'POST', `/tickets/${ticket.id}/close`, { reason: 'Done.' });
    const answers = await Promise.all([close(), close(), close()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
    assert.match(answers.find(({ status }) => status === 409)?.body.detail, /closed already/);
    assert.equal((await audit(app, guild, ticket.id)).filter((one) => one === 'tickets.close').length, 1);
    const signals =
      await app.sql`select count(*) from signals where guild_id = ${guild.id} and type = 'ticket.closed'`;
    assert.equal(Number(signals[0]?.count), 1);
  });

  it('B24: every verb by command and by the API, one line of audit each; notes stay with the team', async () => {
    const guild = await desk(app);
    const billing = await call(app, guild, '/tickets/categories', { name: 'Billing' });
    const ticket = await opened(app, guild);
    let seen = (await audit(app, guild, ticket.id)).length;
    const one = async (action: string) => {
      const all = await audit(app, guild, ticket.id);
      assert.deepEqual(all.slice(seen), [action]);
      seen = all.length;
    };
    const run = async (verb: string, options: Record<string, unknown>, action: string) => {
      const answer = await app.run({
        type: 'command',
        userId: guild.staff.id,
        channelId: ticket.threadId ?? '',
        commandName: `ticket/${verb}`,
        options,
      });
      await one(action);
      return answer.message.content;
    };
    assert.match(await run('claim', {}, 'tickets.claim'), /yours/);
    await run('transfer', { person: guild.admin.id, reason: 'Knows it' }, 'tickets.transfer');
    await run('unclaim', {}, 'tickets.unclaim');
    await run('assign', { person: guild.admin.id }, 'tickets.assign');
    await run('priority', { priority: 'high' }, 'tickets.priority');
    await run('tags', { tags: 'invoice, refund' }, 'tickets.tags');
    await run('rename', { subject: 'Wrong invoice' }, 'tickets.rename');
    await run('move', { category: billing.id }, 'tickets.move');
    await run('status', { status: 'waiting' }, 'tickets.status');
    await run('note', { text: 'Secret of the team' }, 'tickets.note');
    const inThread = (id: string) => channelOf(app, ticket.threadId)?.thread?.members.has(id);
    const { id: expert } = app.discord.control.user({ username: `expert.${guild.id.slice(-6)}` });
    app.discord.control.member(guild.id, { user_id: expert });
    await run('add', { person: expert }, 'tickets.add-person');
    assert.equal(inThread(expert), true);
    await run('remove', { person: expert }, 'tickets.remove-person');
    assert.equal(inThread(expert), false);
    assert.match(await run('snooze', { until: 'in 3 days' }, 'tickets.snooze'), /put aside until <t:\d+:f>/);
    assert.equal((await look(app, guild, ticket.id)).status, 'waiting');
    await run('close', { reason: 'Paid back' }, 'tickets.close');
    await run('reopen', {}, 'tickets.reopen');
    const api = async (method: string, path: string, body: Record<string, unknown>, action: string) => {
      await call(app, guild, `/tickets/${ticket.id}${path}`, body, method);
      await one(action);
    };
    await api('POST', '/assign', { assigneeId: null }, 'tickets.unclaim');
    await api('POST', '/assign', { assigneeId: guild.staff.id }, 'tickets.assign');
    await api('PATCH', '', { priority: 'low' }, 'tickets.priority');
    await api('PATCH', '', { tags: [] }, 'tickets.tags');
    await api('PATCH', '', { subject: 'Invoice' }, 'tickets.rename');
    await api('PATCH', '', { category: null }, 'tickets.move');
    await api('PATCH', '', { subject: 'Again', priority: 'urgent' }, 'tickets.edit');
    await api('POST', '/people', { personId: expert }, 'tickets.add-person');
    assert.equal(inThread(expert), true);
    await call(app, guild, `/tickets/${ticket.id}/people/${expert}`, undefined, 'DELETE');
    await one('tickets.remove-person');
    const own = await app.api(guild.id, 'DELETE', `/tickets/${ticket.id}/people/${guild.member.id}`);
    assert.match(own.body.detail, /their ticket/);
    await api('POST', '/notes', { content: 'Secret too' }, 'tickets.note');
    await api('POST', '/close', {}, 'tickets.close');
    await api('POST', '/reopen', {}, 'tickets.reopen');
    await app.settle();
    const last = await look(app, guild, ticket.id);
    assert.deepEqual(
      [last.subject, last.priority, last.tags, last.categoryId, last.assigneeId, last.status],
      ['Again', 'urgent', [], null, guild.staff.id, 'open'],
    );
    assert.match(channelOf(app, ticket.threadId)?.name ?? '', /-Again$/);
    const shown = [ticket.threadId, dmOf(app, guild.member.id)].flatMap((id) => messagesIn(app, id));
    assert.doesNotMatch(JSON.stringify(shown), /Secret/);
    assert.equal(
      (await timeline(app, guild, ticket.id)).filter(({ direction }) => direction === 'note').length,
      2,
    );
  });

  it('the team of a category works on its tickets, also on those that are moved there; a member closes their own', async () => {
    const guild = await desk(app);
    const role = app.discord.control.role(guild.id, { name: 'Billing' });
    const clerk = app.discord.control.user({ username: `clerk.${guild.id.slice(-6)}`, global_name: 'Clerk' });
    app.discord.control.member(guild.id, { user_id: clerk.id, roles: [role.id] });
    const category = await call(app, guild, '/tickets/categories', {
      name: 'Billing',
      staffRoleIds: [role.id],
    });
    const billing = await opened(app, guild, { category: category.id });
    const other = await opened(app, guild);
    // Only the clerk's own ticket brought them into its thread; somebody adds them to the other one.
    channelOf(app, other.threadId)?.thread?.members.set(clerk.id, new Date().toISOString());
    await press(app, billing, clerk, 'claim');
    assert.equal((await look(app, guild, billing.id)).assigneeId, clerk.id);
    const refused = await press(app, other, clerk, 'claim');
    assert.match(refused.message.content || refused.followups[0]?.content || '', /Only staff/);
    // Moved there, it is theirs: they are called into the thread, once.
    channelOf(app, other.threadId)?.thread?.members.delete(clerk.id);
    await call(app, guild, `/tickets/${other.id}`, { category: category.id }, 'PATCH');
    await app.settle();
    await call(app, guild, `/tickets/${other.id}`, { priority: 'high' }, 'PATCH');
    await app.settle();
    const calls = messagesIn(app, other.threadId).map(({ content }) => content);
    assert.deepEqual(calls.slice(1), [`This is **Billing** now. <@&${role.id}>`]);
    await press(app, other, clerk, 'claim');
    assert.equal((await look(app, guild, other.id)).assigneeId, clerk.id);
    await press(app, other, guild.member, 'close');
    assert.equal((await look(app, guild, other.id)).status, 'closed');
  });

  it('the ticket’s message is posted anew when somebody deletes it', async () => {
    const guild = await desk(app);
    const ticket = await opened(app, guild);
    app.discord.control.deleteMessage(ticket.threadId ?? '', ticket.messageId ?? '');
    const gone = { id: ticket.messageId ?? '', channel_id: ticket.threadId ?? '', guild_id: guild.id };
    await app.gatewayEvent('MESSAGE_DELETE', gone);
    await app.settle();
    const mended = await look(app, guild, ticket.id);
    assert.ok(mended.messageId && mended.messageId !== ticket.messageId);
    assert.ok(messagesIn(app, ticket.threadId).some(({ id }) => id === mended.messageId));
  });
});

describe('panels of tickets', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  const form = [
    { id: 'invoice', label: 'Number of the invoice', style: 'short' },
    { id: 'kind', label: 'What is wrong', style: 'select', options: ['Sum', 'Address'] },
    { id: 'more', label: 'Anything else', style: 'long', required: false },
  ];

  it('B23: a panel by the command; each category asks its own; the answers are in the first message', async () => {
    const guild = await desk(app);
    const billing = await call(app, guild, '/tickets/categories', { name: 'Billing', emoji: '🧾', form });
    await call(app, guild, '/tickets/categories', { name: 'Anything else' });
    // One panel, also where the command is worked on again because the database's answer got lost.
    app.database.faults.loseAnswerTo(/^insert into "ticket_panels"/);
    const posted = await app.run({
      type: 'command',
      userId: guild.admin.id,
      channelId: guild.channelId,
      commandName: 'tickets/panel',
      options: { style: 'buttons', title: 'How can we help?' },
    });
    assert.match(posted.message.content, /stands in/);
    // Nobody was told of the job whose writing down got no answer.
    await app.advance(61_000);
    await app.tick();
    const panel = messagesIn(app, guild.channelId).at(-1);
    assert.ok(panel);
    const buttons = JSON.stringify(panel.components);
    assert.match(buttons, /Billing.*Anything else/);
    const { body } = await app.api(guild.id, 'GET', '/tickets/panels');
    assert.equal(body.panels.length, 1);
    const [{ id: panelId }] = body.panels;
    const click = (customId: string) =>
      app.start({
        type: 'component',
        userId: guild.member.id,
        channelId: guild.channelId,
        messageId: panel.id,
        customId,
      });
    const asked = await click(`tickets:new:${billing.id}:${panelId}`);
    assert.equal(asked.type, 9);
    const labels = ((asked.first.data?.components ?? []) as { label: string }[]).map(({ label }) => label);
    assert.deepEqual(
      labels,
      form.map(({ label }) => label),
    );
    const answer = await app.run({
      type: 'modal',
      userId: guild.member.id,
      channelId: guild.channelId,
      customId: `tickets:form:${billing.id}`,
      components: { invoice: 'R-500', kind: ['Sum'], more: '' },
    });
    await app.settle();
    assert.match(answer.message.content, /is open: <#\d+>/);
    const { body: list } = await app.api(guild.id, 'GET', `/tickets?category=${billing.id}`);
    const [ticket] = list.tickets;
    assert.deepEqual([ticket.source, ticket.subject], ['panel', 'Billing: R-500']);
    const [first] = await timeline(app, guild, ticket.id);
    assert.equal(first?.content, '**Number of the invoice**\nR-500\n\n**What is wrong**\nSum');
    // The panel follows its categories.
    await call(app, guild, `/tickets/categories/${billing.id}`, { name: 'Invoices' }, 'PATCH');
    await app.settle();
    assert.match(
      JSON.stringify(messagesIn(app, guild.channelId).find(({ id }) => id === panel.id)?.components),
      /Invoices/,
    );
    await call(app, guild, `/tickets/panels/${panelId}`, { style: 'select' }, 'PATCH');
    await app.settle();
    const shown = messagesIn(app, guild.channelId).find(({ id }) => id === panel.id);
    assert.match(JSON.stringify(shown?.components), new RegExp(`tickets:pick:${panelId}`));
  });

  it('a panel that Discord refuses says why, and is posted later; a deleted one is posted anew', async () => {
    const guild = await desk(app);
    const category = await call(app, guild, '/tickets/categories', { name: 'Help' });
    const refusal = { status: 403, body: { code: 50013, message: 'Missing Permissions' } };
    app.discord.control.script({ method: 'POST', path: `/channels/${guild.channelId}/messages`, ...refusal });
    const panel = await call(app, guild, '/tickets/panels', {
      channelId: guild.channelId,
      title: 'Help',
      categoryIds: [category.id],
    });
    await app.settle();
    const panelNow = async () => (await call(app, guild, '/tickets/panels', undefined, 'GET')).panels[0];
    assert.match((await panelNow()).error, /lacks a permission/);
    await call(app, guild, `/tickets/panels/${panel.id}/post`);
    await app.settle();
    const { messageId, error } = await panelNow();
    assert.equal(error, null);
    app.discord.control.deleteMessage(guild.channelId, messageId);
    await call(app, guild, `/tickets/panels/${panel.id}/post`);
    await app.settle();
    assert.equal(messagesIn(app, guild.channelId).length, 1);
    await app.api(guild.id, 'DELETE', `/tickets/panels/${panel.id}`);
    await app.settle();
    assert.equal(messagesIn(app, guild.channelId).length, 0);
  });

  it('a category of another server, an archived one and unanswered questions are refused in words', async () => {
    const guild = await desk(app);
    const other = await desk(app);
    const foreign = await call(app, other, '/tickets/categories', { name: 'Foreign' });
    const archived = await call(app, guild, '/tickets/categories', { name: 'Old', form });
    const open = (body: Record<string, unknown>) =>
      app.api(guild.id, 'POST', '/tickets', {
        personId: guild.member.id,
        subject: 'S',
        message: 'M',
        ...body,
      });
    assert.equal((await open({ category: foreign.id })).status, 404);
    const unanswered = await open({ category: archived.id, answers: { kind: 'Sum' } });
    assert.deepEqual(
      [unanswered.status, unanswered.body.fields],
      [422, { 'answers.invoice': 'Answer this question.' }],
    );
    await call(app, guild, `/tickets/categories/${archived.id}`, { archived: true }, 'PATCH');
    assert.equal((await open({ category: archived.id })).status, 409);
    const many = Array.from({ length: 6 }, (_, at) => ({ id: `q${at}`, label: `Q${at}`, style: 'short' }));
    const tooMany = await app.api(guild.id, 'POST', '/tickets/categories', { name: 'Many', form: many });
    assert.match(tooMany.body.detail, /At most 5 questions/);
  });
});
