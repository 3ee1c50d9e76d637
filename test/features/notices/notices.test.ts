import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { newMember, set, told } from '../inbox/support/desk.ts';
import { auditOf, signalsOf } from '../records/support/life.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const VIEW_CHANNEL = String(1 << 10);

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
after(() => app.close());

const channel = (guild: TestGuild, name: string) =>
  app.discord.control.channel({ guild_id: guild.id, name }).id;
const hidden = (guild: TestGuild, name: string) =>
  app.discord.control.channel({
    guild_id: guild.id,
    name,
    permission_overwrites: [{ id: guild.id, type: 0, allow: '0', deny: VIEW_CHANNEL }],
  }).id;

/** A server with a channel for each kind. */
async function noticeGuild(more: Record<string, unknown> = {}) {
  const guild = app.newGuild();
  const channels = {
    billing: hidden(guild, 'billing'),
    status: channel(guild, 'status'),
    maintenance: channel(guild, 'maintenance'),
    alert: channel(guild, 'alerts'),
  };
  await set(app, guild, 'notices', {
    billingChannel: channels.billing,
    statusChannel: channels.status,
    maintenanceChannel: channels.maintenance,
    alertChannel: channels.alert,
    ...more,
  });
  return { guild, channels };
}

/** What everybody sees in a channel, oldest first. */
const posts = (channelId: string) =>
  [...(app.discord.state.data.messages.get(channelId)?.values() ?? [])].filter(
    ({ flags }) => (flags & 64) === 0,
  ) as unknown as (SeenMessage & { author_id: string })[];
async function raise(guild: TestGuild, kind: string, body: Record<string, unknown>, status = 201) {
  const made = await app.api(guild.id, 'POST', `/notices/${kind}`, body);
  assert.equal(made.status, status, JSON.stringify(made.body));
  await app.settle();
  return made.body;
}
async function goOn(guild: TestGuild, id: string, body: Record<string, unknown>) {
  const answer = await app.api(guild.id, 'POST', `/notices/${id}/updates`, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  await app.settle();
  return answer.body;
}
const only = <T>(all: readonly T[]): T => {
  assert.equal(all.length, 1, JSON.stringify(all));
  return all[0] as T;
};
const incident = { title: 'The panel is slow', message: 'We look into it.', affected: ['Panel'] };
const alarm = { title: 'Disk full', message: 'Node 4 has no space left.', key: 'disk:4' };

describe('notices', () => {
  it('B12: a billing notice says $12.50, its type and what for, in the admins’ channel alone', async () => {
    const { guild, channels } = await noticeGuild();
    const customer = newMember(app, guild, 'payer');
    const made = await raise(guild, 'billing', {
      amount: 12.5,
      type: 'payment',
      description: 'Server of November',
      customerId: customer.id,
    });
    assert.equal(made.title, 'Payment received: $12.50');
    const post = only(posts(channels.billing));
    assert.deepEqual(
      post.embeds[0]?.fields?.map(({ name, value }) => [name, value]),
      [
        ['Amount', '$12.50'],
        ['Type', 'Payment received'],
        ['Customer', `<@${customer.id}>`],
      ],
    );
    assert.equal(post.embeds[0]?.description, 'Server of November');
    for (const other of [channels.status, channels.maintenance, channels.alert, guild.channelId])
      assert.deepEqual(posts(other), []);
    // The customer is told by direct message, and nobody can have that posted in a channel.
    assert.match(
      told(app, customer)[0]?.content ?? '',
      /\*\*Payment received: \$12\.50\*\*\nServer of November/,
    );
    const path = `/notifications/people/${customer.id}`;
    const choice = await app.api(guild.id, 'PATCH', path, { choices: { 'notices.billing': 'channel' } });
    assert.equal(choice.status, 422);
    assert.match(choice.body.detail, /only for you/);
    // Whoever takes no direct messages reads it in the dashboard, not in the server's channel for notifications.
    await set(app, guild, 'notifications', { channel: guild.channelId });
    const shut = newMember(app, guild, 'shut');
    app.discord.control.setUser(shut.id, { dmsClosed: true });
    await raise(guild, 'billing', { amount: 7, type: 'invoice', customerId: shut.id });
    assert.deepEqual(await app.sql`select text from notifications where user_id = ${shut.id}`, [
      { text: 'Invoice issued: $7.00' },
    ]);
    assert.deepEqual(posts(guild.channelId), []);
    await app.api(guild.id, 'PATCH', path, { choices: { 'notices.billing': 'dashboard' } });
    await raise(guild, 'billing', { amount: '-3', currency: 'eur', type: 'refund', customerId: customer.id });
    assert.equal(told(app, customer).length, 1);
    const kept = await app.sql`select text from notifications where user_id = ${customer.id}`;
    assert.deepEqual(kept, [{ text: 'Refund: -€3.00' }]);
    assert.deepEqual(
      new Set(await signalsOf(app, guild)),
      new Set(['settings.changed', 'notice.billed', 'notification.added']),
    );
  });

  it('B12: a channel that everybody sees is refused when it is chosen and when something is posted', async () => {
    const { guild, channels } = await noticeGuild();
    const open = await app.api(guild.id, 'PATCH', '/settings/notices', {
      values: { billingChannel: guild.channelId },
    });
    assert.equal(open.status, 422);
    assert.match(open.body.detail, /Everybody can see/);
    const stored = app.discord.state.data.channels.get(channels.billing);
    assert.ok(stored && 'overwrites' in stored);
    const before = stored.overwrites;
    stored.overwrites = [];
    const made = await raise(guild, 'billing', { amount: 1, type: 'other' });
    assert.deepEqual(posts(channels.billing), []);
    const seen = await app.api(guild.id, 'GET', `/notices/${made.id}`);
    assert.match(seen.body.post.problem, /Everybody can see/);
    // Mended in Discord, which no event tells: it comes by itself.
    stored.overwrites = before;
    await app.advance(10 * MINUTE);
    await app.tick();
    only(posts(channels.billing));
    assert.equal((await app.api(guild.id, 'GET', `/notices/${made.id}`)).body.post.problem, null);
  });

  it('B13: an incident is one message that is edited, with its updates in a thread', async () => {
    const { guild, channels } = await noticeGuild();
    const made = await raise(guild, 'status', incident);
    const post = only(posts(channels.status));
    assert.match(textOf(post), /🔴 The panel is slow\nWe look into it\.\nState\nInvestigating/);
    await goOn(guild, made.id, { state: 'identified', message: 'A disk is worn out.' });
    await goOn(guild, made.id, { state: 'monitoring', message: 'It is changed.' });
    const end = await app.api(guild.id, 'POST', `/notices/${made.id}/resolve`, { message: 'All is well.' });
    assert.equal(end.status, 200);
    await app.settle();
    assert.match(
      textOf(only(posts(channels.status))),
      /✅ The panel is slow\nAll is well\.\nState\nResolved/,
    );
    const said = posts(post.id).filter(({ author_id }) => author_id === app.discord.state.data.botId);
    assert.deepEqual(
      said
        .filter(({ embeds }) => embeds.length > 0)
        .map(({ embeds }) => [embeds[0]?.title, embeds[0]?.description]),
      [
        ['🟠 Identified', 'A disk is worn out.'],
        ['🟡 Monitoring', 'It is changed.'],
        ['✅ Resolved', 'All is well.'],
      ],
    );
    const late = await app.api(guild.id, 'POST', `/notices/${made.id}/updates`, { message: 'More' });
    assert.equal(late.status, 409);
    assert.match(late.body.detail, /resolved already/);
    assert.deepEqual(
      (await auditOf(app, guild))
        .map(({ action }) => action)
        .filter((action) => String(action).startsWith('notices.')),
      ['notices.raise-status', 'notices.update', 'notices.update', 'notices.end'],
    );
  });

  it('B13: a maintenance reminds, begins and ends by the clock, with Discord’s own times', async () => {
    const { guild, channels } = await noticeGuild({ reminderMinutes: 30 });
    const at = (ms: number) => new Date(app.now() + ms).toISOString();
    const [startsAt, endsAt] = [at(2 * HOUR), at(3 * HOUR)];
    const person = newMember(app, guild, 'asks');
    await app.api(guild.id, 'PATCH', `/notifications/people/${person.id}`, {
      choices: { 'notices.maintenance': 'dm' },
    });
    const made = await raise(guild, 'maintenance', {
      title: 'New disks',
      message: 'Node 4 is off.',
      startsAt,
      endsAt,
    });
    const post = only(posts(channels.maintenance));
    const unix = (iso: string) => Math.floor(Date.parse(iso) / 1_000);
    assert.match(textOf(post), new RegExp(`Begins\n<t:${unix(startsAt)}:F> \\(<t:${unix(startsAt)}:R>\\)`));
    const states: string[] = [];
    for (const minutes of [91, 30, 60]) {
      await app.advance(minutes * MINUTE);
      await app.tick();
      states.push((await app.api(guild.id, 'GET', `/notices/${made.id}`)).body.state);
    }
    assert.deepEqual(states, ['scheduled', 'underway', 'completed']);
    assert.match(textOf(only(posts(channels.maintenance))), /✅ New disks/);
    const said = posts(post.id).flatMap(({ embeds }) => embeds.map(({ description }) => description));
    assert.deepEqual(said, [
      `Reminder: it begins <t:${unix(startsAt)}:R>.`,
      'The maintenance has begun.',
      'The maintenance is over.',
    ]);
    // Raised, reminded, begun, ended: whoever asked for it hears of each, and when it is.
    const [begins, ends] = [startsAt, endsAt].map((iso) => `<t:${unix(iso)}:F> (<t:${unix(iso)}:R>)`);
    assert.deepEqual(
      told(app, person).map(({ content }) => content.split('\n').slice(0, 2)),
      [
        ['🗓️ **Maintenance: New disks** (Scheduled)', `Begins ${begins}, ends ${ends}.`],
        ['🗓️ **Reminder: Maintenance: New disks** (Scheduled)', `Begins ${begins}, ends ${ends}.`],
        ['🛠️ **Maintenance: New disks** (Underway)', `Ends ${ends}.`],
        ['✅ **Maintenance: New disks** (Completed)', 'Node 4 is off.'],
      ],
    );
    await app.api(guild.id, 'PATCH', `/notifications/people/${person.id}`, {
      choices: { 'notices.maintenance': 'dashboard' },
    });
    const next = { title: 'New fans', message: 'Loud.', startsAt: at(2 * HOUR), endsAt: at(3 * HOUR) };
    const second = await raise(guild, 'maintenance', next);
    await goOn(guild, second.id, {
      startsAt: '2031-05-06T07:00:00.000Z',
      endsAt: '2031-05-06T08:00:00.000Z',
    });
    const [moved] = await app.sql`select text from notifications
      where user_id = ${person.id} and text like 'Moved%'`;
    assert.equal(
      moved?.text,
      'Moved: Maintenance: New fans (Scheduled). Begins 6 May 2031, 07:00 UTC, ends 6 May 2031, 08:00 UTC. Loud.',
    );
    const over = await app.api(guild.id, 'POST', '/notices/maintenance', {
      ...{ title: 'Late', message: 'Late', startsAt: at(-2 * HOUR), endsAt: at(-HOUR) },
    });
    assert.equal(over.status, 422);
    // Begun and ended before its time, it tells the times at which it was.
    const third = await raise(guild, 'maintenance', { ...next, title: 'New cables' });
    const windowOf = async () => {
      const { details } = (await app.api(guild.id, 'GET', `/notices/${third.id}`)).body;
      return [details.startsAt, details.endsAt].map(
        (iso: string) => Math.round((Date.parse(iso) - app.now()) / HOUR) + 0,
      );
    };
    await goOn(guild, third.id, { state: 'underway', message: 'The electrician is early.' });
    assert.deepEqual(await windowOf(), [0, 3]);
    const back = await app.api(guild.id, 'POST', `/notices/${third.id}/updates`, { startsAt: at(2 * HOUR) });
    assert.match(back.body.detail, /It has begun already, so only its end can be moved/);
    await app.advance(HOUR);
    await goOn(guild, third.id, { state: 'completed' });
    assert.deepEqual(await windowOf(), [-1, 0]);
  });

  it('B13: an alert pings its roles once, is counted, taken by a button, said again when nobody takes it', async () => {
    const { guild, channels } = await noticeGuild();
    await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
    await set(app, guild, 'notices', { alertRoles: [guild.staffRoleId, guild.id], escalateMinutes: 5 });
    const made = await raise(guild, 'alerts', alarm);
    // Repeats are shown together a moment later, so nothing is settled before the clock says so.
    for (const message of ['Full.', 'Still full.']) {
      const repeated = await app.api(guild.id, 'POST', '/notices/alerts', { ...alarm, message });
      assert.deepEqual([repeated.status, repeated.body.id], [200, made.id]);
    }
    await app.advance(MINUTE);
    await app.tick();
    const post = only(posts(channels.alert));
    assert.equal(post.content, `<@&${guild.staffRoleId}>`);
    assert.match(textOf(post), /Seen\n3 times/);
    const [call] = app.discord.control.calls({
      method: 'POST',
      path: `/channels/${channels.alert}/messages`,
    });
    assert.ok(call);
    assert.deepEqual((call.body as { allowed_mentions: unknown }).allowed_mentions, {
      parse: [],
      roles: [guild.staffRoleId],
    });
    await app.advance(5 * MINUTE);
    await app.tick();
    const [, again] = posts(channels.alert);
    assert.match(again?.content ?? '', /⏰ \*\*Disk full\*\* was raised .* nobody has taken it/);
    assert.match(told(app, guild.admin)[0]?.content ?? '', /Nobody has taken the alert: Disk full/);
    const press = (userId: string, handler: string) =>
      app.run({
        type: 'component',
        userId,
        channelId: channels.alert,
        messageId: post.id,
        customId: `notices:${handler}:${made.id}`,
      });
    assert.match(textOf((await press(guild.member.id, 'acknowledge')).message), /Only staff/);
    assert.match(textOf((await press(guild.staff.id, 'acknowledge')).message), /is yours now/);
    await app.settle();
    assert.match(textOf(posts(channels.alert)[0] as SeenMessage), /👀 Disk full[\s\S]*Taken by\nSam/);
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal(posts(channels.alert).length, 2);
    await app.api(guild.id, 'POST', '/notices/alerts/resolve', { key: alarm.key });
    // Within the hold-down the same message comes back and pings nobody; after it, a new one does.
    assert.equal((await raise(guild, 'alerts', alarm, 200)).id, made.id);
    assert.equal(posts(channels.alert).length, 2);
    await app.api(guild.id, 'POST', '/notices/alerts/resolve', { key: alarm.key });
    await app.advance(11 * MINUTE);
    assert.notEqual((await raise(guild, 'alerts', alarm)).id, made.id);
    assert.equal(posts(channels.alert).length, 3);
    // One that comes back after three times is said again three times more.
    const stubborn = await raise(guild, 'alerts', { ...alarm, key: 'stubborn' });
    const escalated = async () =>
      (await app.api(guild.id, 'GET', `/notices/${stubborn.id}`)).body.escalations as number;
    const wait = async () => {
      for (let round = 0; round < 4; round++) {
        await app.advance(5.1 * MINUTE);
        await app.tick();
      }
    };
    await wait();
    assert.equal(await escalated(), 3);
    await app.api(guild.id, 'POST', '/notices/alerts/resolve', { key: 'stubborn' });
    assert.equal((await raise(guild, 'alerts', { ...alarm, key: 'stubborn' }, 200)).id, stubborn.id);
    await wait();
    assert.equal(await escalated(), 6);
    const rush = await Promise.all(
      Array.from({ length: 8 }, () =>
        app.api(guild.id, 'POST', '/notices/alerts', { ...alarm, key: 'rush' }),
      ),
    );
    assert.equal(rush.filter(({ status }) => status === 201).length, 1);
    assert.equal(rush.filter(({ status }) => status === 200).length, 7);
    assert.deepEqual(await app.sql`select count from notices where dedupe_key = 'rush'`, [{ count: 8 }]);
    const gone = await app.api(guild.id, 'POST', '/notices/alerts/resolve', { key: 'nothing' });
    assert.equal(gone.status, 404);
  });

  it('B13: an unknown channel is said with the remedy, told once a day, and tried again after it is mended', async () => {
    const guild = app.newGuild();
    const first = await raise(guild, 'status', incident);
    await raise(guild, 'status', { ...incident, title: 'Another' });
    const seen = await app.api(guild.id, 'GET', `/notices/${first.id}`);
    assert.match(seen.body.post.problem, /No channel is chosen[\s\S]*`\/setup`/);
    const kept = await app.sql`select text from notifications where guild_id = ${guild.id}`;
    assert.equal(kept.length, 1);
    const gone = channel(guild, 'gone');
    await set(app, guild, 'notices', { statusChannel: gone });
    await app.settle();
    assert.equal(posts(gone).length, 2);
    // A channel that was deleted: the message moves to the next one that is chosen.
    app.discord.control.removeChannel(gone);
    await goOn(guild, first.id, { message: 'Still slow.' });
    const lost = await app.api(guild.id, 'GET', `/notices/${first.id}`);
    assert.match(lost.body.post.problem, /no longer exists\. Choose another/);
    const next = channel(guild, 'status');
    await set(app, guild, 'notices', { statusChannel: next });
    await app.settle();
    assert.match(textOf(only(posts(next))), /Still slow/);
    const foreign = app.newGuild();
    await set(app, guild, 'notices', { statusChannel: foreign.channelId });
    const wrong = await raise(guild, 'status', { ...incident, title: 'Elsewhere' });
    assert.match(
      (await app.api(guild.id, 'GET', `/notices/${wrong.id}`)).body.post.problem,
      /another server/,
    );
    assert.deepEqual(posts(foreign.channelId), []);
  });

  it('keeps one message when the sender dies after posting, and when somebody deletes it', async () => {
    const { guild, channels } = await noticeGuild();
    const made = await raise(guild, 'status', incident);
    const post = only(posts(channels.status));
    // As if the worker had died right after the call: the row knows of no message.
    await app.sql`update posts set message_id = null, channel_id = null, shown = null, posting_since = created_at
      where guild_id = ${guild.id}`;
    app.discord.control.clearCalls();
    await goOn(guild, made.id, { message: incident.message });
    assert.equal(only(posts(channels.status)).id, post.id);
    app.discord.control.deleteMessage(channels.status, post.id);
    await goOn(guild, made.id, { state: 'monitoring', message: 'Better.' });
    assert.match(textOf(only(posts(channels.status))), /Better/);
  });

  it('posts once though the answer is lost and the nonce forgotten, and shows the newest words in it', async () => {
    const { guild, channels } = await noticeGuild();
    const lose = async (body: Record<string, unknown>) => {
      const path = `/channels/${channels.status}/messages`;
      app.discord.control.script({ method: 'POST', path, times: 0, dropAfter: true });
      const made = await raise(guild, 'status', body);
      app.discord.control.clearScripts();
      return made;
    };
    await lose(incident);
    const post = only(posts(channels.status));
    await app.advance(10 * MINUTE);
    await app.tick();
    assert.equal(only(posts(channels.status)).id, post.id);
    // While the nonce is known it gives back what was posted first, with the words of then.
    const second = await lose({ ...incident, title: 'The mail is slow' });
    await goOn(guild, second.id, { state: 'identified', message: 'A disk is worn out.' });
    const [, late, ...more] = posts(channels.status);
    assert.deepEqual(more, []);
    assert.match(textOf(late as SeenMessage), /🟠 The mail is slow\nA disk is worn out\./);
    // When it is forgotten, the message is found where and as it was posted, whatever has changed since.
    const third = await lose({ ...incident, title: 'The printer is slow' });
    await app.advance(10 * MINUTE);
    const elsewhere = channel(guild, 'elsewhere');
    await set(app, guild, 'notices', { statusChannel: elsewhere });
    await goOn(guild, third.id, { state: 'monitoring', message: 'It has paper again.' });
    const [, , last, ...rest] = posts(channels.status);
    assert.deepEqual([rest, posts(elsewhere)], [[], []]);
    assert.match(textOf(last as SeenMessage), /🟡 The printer is slow\nIt has paper again\./);
  });

  it('shares its message with none of the same words, also when another took it after a lost answer', async () => {
    const { guild, channels } = await noticeGuild();
    const path = `/channels/${channels.billing}/messages`;
    // The first never came to Discord, and takes the second's for its own; by its nonce the second gets that back.
    for (const script of [{ drop: true }, { dropAfter: true }]) {
      app.discord.control.script({ method: 'POST', path, times: 0, ...script });
      await raise(guild, 'billing', { amount: 12.5, type: 'payment' });
      app.discord.control.clearScripts();
    }
    assert.equal(posts(channels.billing).length, 1);
    await app.advance(2 * MINUTE);
    await app.tick();
    const shown =
      await app.sql`select message_id from posts where guild_id = ${guild.id} order by message_id`;
    assert.deepEqual(
      shown.map(({ message_id }) => message_id),
      posts(channels.billing).map(({ id }) => id),
    );
    assert.equal(shown.length, 2);
  });

  it('takes no other message for its own: not another notice’s, another bot’s, nor one with other facts', async () => {
    const { guild, channels } = await noticeGuild();
    const payment = { amount: 12.5, type: 'payment' };
    await raise(guild, 'billing', payment);
    const bot = app.discord.control.user({ username: `other.${guild.id}`, bot: true });
    const [bill] = posts(channels.billing);
    const fields = [
      { name: 'Amount', value: '$9.00' },
      { name: 'Type', value: 'Payment received' },
    ];
    const embeds = [{ ...bill?.embeds[0], title: '💳 Payment received: $9.00', fields }];
    app.say(channels.billing, bot, '', { embeds });
    await raise(guild, 'status', { ...incident, impact: 'minor' });
    await app.sql`delete from posts where guild_id = ${guild.id} and channel_id = ${channels.status}`;
    // As after a lost answer it is not known whether these were posted; they were not.
    const limited = { status: 429, headers: { 'X-RateLimit-Scope': 'shared' }, body: { retry_after: 300 } };
    for (const id of [channels.billing, channels.status])
      app.discord.control.script({ method: 'POST', path: `/channels/${id}/messages`, times: 0, ...limited });
    for (const [kind, body] of [
      ['billing', payment],
      ['billing', { ...payment, amount: 9 }],
      ['status', { ...incident, impact: 'major' }],
    ] as const)
      assert.equal((await app.api(guild.id, 'POST', `/notices/${kind}`, body)).status, 201);
    await app.settle();
    app.discord.control.clearScripts();
    assert.deepEqual([posts(channels.billing).length, posts(channels.status).length], [2, 1]);
    await app.advance(10 * MINUTE);
    await app.tick();
    assert.deepEqual([posts(channels.billing).length, posts(channels.status).length], [4, 2]);
  });

  it('answers a repeated request with what it made, and keeps billing from those who may not read it', async () => {
    const { guild } = await noticeGuild();
    const key = { 'idempotency-key': 'incident-1' };
    const once = await app.api(guild.id, 'POST', '/notices/status', incident, key);
    const again = await app.api(guild.id, 'POST', '/notices/status', incident, key);
    assert.equal(again.body.id, once.body.id);
    const bill = await raise(guild, 'billing', { amount: '0.5', type: 'other' });
    const reader = {
      authorization: `Bearer ${await app.apiKey(guild.id, ['notices:read', 'notices:post'])}`,
    };
    const list = await app.api(guild.id, 'GET', '/notices', undefined, reader);
    assert.deepEqual(
      list.body.notices.map(({ kind }: { kind: string }) => kind),
      ['status'],
    );
    assert.equal((await app.api(guild.id, 'GET', `/notices/${bill.id}`, undefined, reader)).status, 404);
    const raised = await app.api(guild.id, 'POST', '/notices/billing', { amount: 1, type: 'other' }, reader);
    assert.equal(raised.status, 403);
    for (const [body, field] of [
      [{ amount: 12.555, type: 'payment' }, 'amount'],
      [{ amount: 12.5, currency: 'JPY', type: 'payment' }, 'amount'],
      [{ amount: 1, currency: 'XYZ', type: 'payment' }, 'currency'],
    ] as const) {
      const refused = await app.api(guild.id, 'POST', '/notices/billing', body);
      assert.equal(refused.status, 422);
      assert.match(JSON.stringify(refused.body), new RegExp(field));
    }
  });
});
