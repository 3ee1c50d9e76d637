import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LocalPanel, PanelMood } from '../../../scripts/local/panel/panel.ts';
import { buttonId, createTestApp, type SeenMessage, type TestApp, textOf } from '../../support/app.ts';
import { auditOf, choices, press, seen, signalsOf, slash } from '../records/support/life.ts';
import { forward, type Hosted, hostedGuild, link, newPanel, posts } from './support.ts';

describe('/server', () => {
  let app: TestApp;
  let panel: LocalPanel;
  before(async () => {
    panel = await newPanel();
    app = await createTestApp();
  });
  after(async () => {
    await panel.close();
    await app.close();
  });

  const addServer = (guild: Hosted, id: string, more = {}) =>
    panel.fleet.add({ id, name: `Server ${id}`, accountId: guild.accountId, playersOnline: 3, ...more });
  /** The same buttons where everybody could press them, as somebody who forges a click does. */
  const shown = (guild: Hosted, { components }: SeenMessage) =>
    app.say(guild.channelId, { id: app.discord.applicationId }, 'Copied', { components });
  const actionsOf = (guild: Hosted) =>
    app.sql`select state, action, requested_by from server_actions where guild_id = ${guild.id} order by created_at`;

  it('B14: list, status and action answer later, to the person alone, from the panel', async () => {
    const guild = await hostedGuild(app, panel);
    addServer(guild, 'b14-lobby', { name: 'Lobby *one*' });
    addServer(guild, 'b14-off', { state: 'offline' });
    const listed = await slash(app, guild, guild.member, 'server/list');
    assert.deepEqual(listed.first, { type: 5, data: { flags: 64 } });
    assert.match(textOf(listed.message), /Your 2 servers/);
    assert.match(
      textOf(listed.message),
      /🟢 \*\*Lobby \\\*one\\\*\*\* · `b14-lobby` · online · 3 of 20 players/,
    );
    assert.match(textOf(listed.message), /🔴 \*\*Server b14-off\*\*/);

    const status = await slash(app, guild, guild.member, 'server/status', { server: 'b14-lobby' });
    assert.deepEqual(status.first, { type: 5, data: { flags: 64 } });
    assert.match(textOf(status.message), /🟢 online/);

    const offered = await choices(app, guild, guild.member, 'server/status', 'server', { server: 'off' });
    assert.deepEqual(offered, [{ name: 'Server b14-off · offline', value: 'b14-off' }]);

    const started = await slash(app, guild, guild.member, 'server/action', {
      server: 'b14-off',
      action: 'start',
    });
    assert.deepEqual(started.first, { type: 5, data: { flags: 64 } });
    assert.match(started.message.content, /Start of \*\*Server b14-off\*\* is requested/);
    await app.settle();
    const sent = panel.calls.filter(({ method, path }) => method === 'POST' && path.includes('b14-off'));
    assert.equal(sent.length, 1);
    assert.ok(panel.calls.every(({ signed }) => signed));
    assert.equal(sent[0]?.guildId, guild.id);
    await forward(app, panel, 10_000);
    assert.deepEqual(await actionsOf(guild), [
      { state: 'confirmed', action: 'start', requested_by: `user:${guild.member.id}` },
    ]);
    assert.deepEqual(
      await signalsOf(app, guild).then((types) => types.filter((type) => type.startsWith('server.'))),
      ['server.action-requested', 'server.state-changed', 'server.state-changed', 'server.action-confirmed'],
    );
    const audited = (await auditOf(app, guild)).filter(({ action }) => String(action).startsWith('servers.'));
    assert.deepEqual(
      audited.map(({ action, target, actor }) => [action, target, actor]),
      [['servers.request-action', 'server:b14-off', `user:${guild.member.id}`]],
    );
  });

  it('B15: whoever is not linked is told to /link, and the panel is not called', async () => {
    const guild = await hostedGuild(app, panel);
    addServer(guild, 'b15');
    const before = panel.calls.length;
    for (const [command, options] of [
      ['server/list', {}],
      ['server/status', { server: 'b15' }],
      ['server/action', { server: 'b15', action: 'start' }],
    ] as const) {
      const answer = await slash(app, guild, guild.staff, command, options);
      assert.deepEqual(answer.first, { type: 5, data: { flags: 64 } });
      assert.match(answer.message.content, /`\/link`/, command);
    }
    assert.deepEqual(await choices(app, guild, guild.staff, 'server/status', 'server', { server: '' }), []);
    await app.settle();
    assert.equal(panel.calls.length, before);
  });

  it('B16: foreign servers are not found, no servers and a panel in trouble have words of their own', async () => {
    const guild = await hostedGuild(app, panel);
    assert.match((await seen(app, guild, guild.member, 'server/list')).content, /has no servers yet/);
    panel.fleet.add({ id: 'b16-foreign', name: 'Foreign', accountId: 'cus_somebody' });
    const none = 'There is no such server. `/server list` shows yours.';
    for (const server of ['b16-foreign', 'b16-nowhere', '../accounts/x', '"; drop', '.', '..']) {
      assert.equal((await seen(app, guild, guild.member, 'server/status', { server })).content, none, server);
      const act = await seen(app, guild, guild.member, 'server/action', { server, action: 'stop' });
      assert.equal(act.content, none, server);
    }
    assert.deepEqual(await actionsOf(guild), []);
    // Points in an address lead elsewhere, so the panel is not asked.
    await link(app, guild, guild.staff.id, '..');
    const calls = panel.calls.length;
    assert.match((await seen(app, guild, guild.staff, 'server/list')).content, /has no servers yet/);
    assert.equal(panel.calls.length, calls);
    addServer(guild, 'b16-own');
    const table: [PanelMood, RegExp][] = [
      ['error', /does not answer just now \(it answered 500\)\. Please try again in a few minutes/],
      ['slow', /does not answer just now \(it took too long\)\. Please try again/],
      ['wrong-shape', /cannot be right.*form is wrong at “servers”/],
      ['not-json', /cannot be right.*not JSON/],
      ['others', /cannot be right.*servers of somebody else/],
      ['huge', /cannot be right.*far too long/],
      ['redirect', /cannot be right.*redirects are not followed/],
    ];
    for (const [mood, words] of table) {
      panel.mood(mood);
      const said = (await seen(app, guild, guild.member, 'server/list')).content;
      assert.match(said, words, mood);
      assert.doesNotMatch(said, /secret|Foreign/, mood);
    }
    panel.mood('others');
    const other = await seen(app, guild, guild.member, 'server/status', { server: 'b16-foreign' });
    assert.match(other.content, /another server than the one asked for/);
    panel.mood('well');
    assert.match(textOf(await seen(app, guild, guild.member, 'server/list')), /b16-own/);
  });

  it('refuses addresses of private networks, and says when no panel is set up', async () => {
    const guild = await hostedGuild(app, panel, { panelUrl: 'https://169.254.169.254/latest' });
    assert.match(
      (await seen(app, guild, guild.member, 'server/list')).content,
      /private or reserved network/,
    );
    await app.api(guild.id, 'PATCH', '/settings/servers', { values: { panelUrl: '' } });
    assert.match(
      (await seen(app, guild, guild.member, 'server/list')).content,
      /No server panel is connected/,
    );
    const servers = ['srv-one', 'srv-two'];
    const batch = await app.api(guild.id, 'POST', '/server-batches', { action: 'stop', servers });
    assert.equal(JSON.stringify(batch.body).split('No server panel is connected').length, 2);
    const stored = await app.sql`select values::text as values from guild_settings
      where guild_id = ${guild.id} and feature = 'servers'`;
    assert.ok(!String(stored[0]?.values).includes(panel.secret), 'the secret is sealed');
  });

  it('B-I3: a stop shows what it does to players and needs a yes of the same person within 30 seconds', async () => {
    const guild = await hostedGuild(app, panel);
    addServer(guild, 'bi3', { playersOnline: 7 });
    const ask = (action: string) =>
      seen(app, guild, guild.member, 'server/action', { server: 'bi3', action });
    const first = await ask('stop');
    assert.match(
      textOf(first),
      /It has 7 of 20 players and has been up for \d+ \w+\. Whoever plays there is thrown out/,
    );

    const others = await press(app, guild, guild.admin, shown(guild, first), 'Yes');
    assert.match(JSON.stringify(others.first), /Only the person who asked for this can confirm it/);
    await forward(app, panel, 31_000);
    const late = await press(app, guild, guild.member, first, 'Yes');
    assert.match(JSON.stringify(late.first), /More than 30 seconds have passed/);
    await app.settle();
    assert.ok(!panel.calls.some(({ method, path }) => method === 'POST' && path.includes('bi3')));

    const second = await ask('reboot');
    await forward(app, panel, 29_000);
    const yes = await press(app, guild, guild.member, second, 'Yes');
    assert.match(JSON.stringify(yes.first), /Reboot of \*\*Server bi3\*\* is requested/);
    const twice = await press(app, guild, guild.member, shown(guild, second), 'Yes');
    assert.match(JSON.stringify(twice.first), /answered already/);
    await app.settle();
    assert.equal(
      panel.calls.filter(({ method, path }) => method === 'POST' && path.includes('bi3')).length,
      1,
    );

    await forward(app, panel, 60_000);
    const third = await ask('stop');
    const no = await press(app, guild, guild.member, third, 'No');
    assert.match(JSON.stringify(no.first), /Nothing was done/);
    assert.deepEqual(
      (await actionsOf(guild)).map(({ state }) => state),
      ['awaiting-confirmation', 'confirmed', 'cancelled'],
    );
  });

  it('B-I3: two approvers have to say yes, each counts once, and not the one who asked', async () => {
    const guild = await hostedGuild(app, panel, { approvalFor: 'stop and reboot', approvals: 2 });
    addServer(guild, 'two');
    const question = await seen(app, guild, guild.member, 'server/action', { server: 'two', action: 'stop' });
    const yes = await press(app, guild, guild.member, question, 'Yes');
    assert.match(JSON.stringify(yes.first), /2 approvers have to say yes/);
    await app.settle();
    const [asked] = posts(app, guild.approvalChannel);
    assert.ok(asked);
    assert.match(textOf(asked), /Stop needs approval/);
    assert.match(textOf(asked), /\*\*0 of 2\*\* approved/);
    const decide = async (person: { id: string }, label: string) => {
      const customId = buttonId(asked, label);
      const { id: messageId } = asked;
      const channelId = guild.approvalChannel;
      const answer = await app.run({ type: 'component', userId: person.id, channelId, messageId, customId });
      return JSON.stringify(answer.first);
    };
    assert.match(await decide(guild.member, 'Approve'), /You asked for this, so others have to approve/);
    const person = (name: string) => {
      const { id } = app.discord.control.user({ username: `${name}.${guild.id}` });
      app.discord.control.member(guild.id, { user_id: id });
      return { id };
    };
    assert.match(await decide(person('visitor'), 'Approve'), /Only approvers decide on this/);
    assert.match(await decide(guild.staff, 'Approve'), /1 of 2/);
    assert.match(await decide(guild.staff, 'Approve'), /everybody counts once/);
    await app.settle();
    assert.ok(!panel.calls.some(({ method, path }) => method === 'POST' && path.includes('two')));
    assert.match(await decide(guild.admin, 'Approve'), /2 of 2/);
    await app.settle();
    assert.equal(
      panel.calls.filter(({ method, path }) => method === 'POST' && path.includes('two')).length,
      1,
    );
    const after = posts(app, guild.approvalChannel);
    assert.equal(after.length, 1);
    assert.match(textOf(after[0] ?? asked), /Stop: (requested|taken by the panel)/);
  });

  it('B-I3: once roles are chosen, who has one of them decides, and staff without one do not', async () => {
    const guild = await hostedGuild(app, panel, { approvalFor: 'stop and reboot', approvals: 1 });
    const approvers = app.discord.control.role(guild.id, { name: 'Approvers' });
    const { id } = app.discord.control.user({ username: `chosen.${guild.id}` });
    app.discord.control.member(guild.id, { user_id: id, roles: [approvers.id] });
    const values = { approverRoles: [approvers.id] };
    assert.equal((await app.api(guild.id, 'PATCH', '/settings/servers', { values })).status, 200);
    addServer(guild, 'chosen');
    const question = await seen(app, guild, guild.member, 'server/action', {
      server: 'chosen',
      action: 'stop',
    });
    await press(app, guild, guild.member, question, 'Yes');
    await app.settle();
    const [asked] = posts(app, guild.approvalChannel);
    assert.ok(asked);
    const decide = async (userId: string, label: string) => {
      const [channelId, messageId] = [guild.approvalChannel, asked.id];
      const customId = buttonId(asked, label);
      return JSON.stringify(
        (await app.run({ type: 'component', userId, channelId, messageId, customId })).first,
      );
    };
    assert.match(await decide(guild.staff.id, 'Approve'), /Only approvers decide on this/);
    assert.match(await decide(guild.staff.id, 'Reject'), /Only approvers decide on this/);
    assert.deepEqual(
      (await actionsOf(guild)).map(({ state }) => state),
      ['awaiting-approval'],
    );
    assert.match(await decide(id, 'Approve'), /1 of 1/);
    await app.settle();
    assert.ok(panel.calls.some(({ method, path }) => method === 'POST' && path.includes('/chosen/')));
  });

  it('lets nobody ask more than ten times in ten minutes, nor while something is under way', async () => {
    const guild = await hostedGuild(app, panel);
    addServer(guild, 'busy');
    const ask = () => seen(app, guild, guild.member, 'server/action', { server: 'busy', action: 'stop' });
    const [one, two] = [await ask(), await ask()];
    await press(app, guild, guild.member, one, 'Yes');
    const clash = await press(app, guild, guild.member, two, 'Yes');
    assert.match(JSON.stringify(clash.first), /Something is under way/);
    for (let count = 2; count < 10; count++) await ask();
    assert.match((await ask()).content, /You asked for 10 actions within ten minutes/);

    // Questions that wait already get no server done to more often than six times in ten minutes.
    addServer(guild, 'worn');
    const ids: string[] = [];
    for (let count = 0; count < 7; count++)
      ids.push((await app.api(guild.id, 'POST', '/servers/worn/actions', { action: 'reboot' })).body.id);
    const [last = '', ...done] = ids;
    await app.sql`update server_actions set state = 'confirmed', requested_at = created_at where id = any(${done})`;
    const refused = await app.api(guild.id, 'POST', `/server-actions/${last}/confirm`);
    assert.equal(refused.status, 429);
    assert.match(refused.body.detail, /worn had 6 actions within ten minutes/i);
  });

  it('B21: a command that breaks says so to the person alone, with a reference that the log has', async () => {
    const guild = await hostedGuild(app, panel);
    addServer(guild, 'b21');
    await app.sql`alter table servers rename to servers_gone`;
    try {
      const answer = await slash(app, guild, guild.member, 'server/status', { server: 'b21' });
      assert.deepEqual(answer.first, { type: 5, data: { flags: 64 } });
      const { content } = answer.message;
      const reference = /reference `([\w-]+)`/.exec(content)?.[1];
      assert.match(content, /Something broke on our side while running this/);
      assert.ok(reference && app.logs.some((line) => line.includes(reference) && /servers/.test(line)));
    } finally {
      await app.sql`alter table servers_gone rename to servers`;
    }
  });
});
