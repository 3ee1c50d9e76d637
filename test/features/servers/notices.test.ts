import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LocalPanel } from '../../../scripts/local/panel/panel.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { assertGolden } from '../../support/golden.ts';
import { signalsOf, slash } from '../records/support/life.ts';
import { forward, type Hosted, hostedGuild, newPanel, posts } from './support.ts';

describe('what the status channel tells of servers', () => {
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

  const event = (guild: Hosted, serverId: string, state: string, at: string, eventId: string) =>
    app.api(guild.id, 'POST', '/servers/events', { serverId, state, at, eventId });
  const now = (offsetMs = 0) => new Date(app.now() + offsetMs).toISOString();
  const act = async (guild: Hosted, server: string, action: string) => {
    const asked = await app.api(guild.id, 'POST', `/servers/${server}/actions`, { action });
    assert.equal(asked.status, 200, JSON.stringify(asked.body));
    return asked.body;
  };
  const titles = (guild: Hosted) => posts(app, guild.statusChannel).map(({ embeds }) => embeds[0]?.title);
  const actionState = async (guild: Hosted, id: string) =>
    (await app.api(guild.id, 'GET', `/server-actions/${id}`)).body.state;

  it('B10: four events become four messages with state, colour, id, time and who began it', async () => {
    const guild = await hostedGuild(app, panel);
    for (const state of ['online', 'offline', 'rebooting', 'provisioning']) {
      const told = await event(
        guild,
        `b10-${state}`,
        state,
        '2026-11-20T18:30:00Z',
        `b10-${guild.id}-${state}`,
      );
      assert.deepEqual(told.body, { eventId: `b10-${guild.id}-${state}`, outcome: 'applied' });
      await app.settle();
    }
    const embeds = posts(app, guild.statusChannel).map(({ embeds }) => embeds[0]);
    assertGolden('server-notices.json', embeds);
  });

  it('takes an event once, in any order, and none of the future', async () => {
    const guild = await hostedGuild(app, panel);
    const outcome = async (state: string, at: string, id: string) =>
      (await event(guild, 'order', state, at, `${guild.id}-${id}`)).body.outcome;
    assert.equal(await outcome('online', now(-20_000), '1'), 'applied');
    assert.equal(await outcome('online', now(-20_000), '1'), 'duplicate');
    assert.equal(await outcome('offline', now(-30_000), '0'), 'stale');
    assert.equal(await outcome('rebooting', now(-10_000), '2'), 'applied');
    const future = await event(guild, 'order', 'online', now(10 * 60_000), `${guild.id}-3`);
    assert.equal(future.status, 422);
    assert.match(future.body.detail, /Set the clock of the panel/);
    await app.settle();
    assert.deepEqual(titles(guild), ['🔄 order is rebooting']);
    const history = await app.api(guild.id, 'GET', '/servers/order/history');
    assert.deepEqual(
      history.body.events.map(({ state }: { state: string }) => state),
      ['offline', 'online', 'rebooting'],
    );
    const states = (await signalsOf(app, guild)).filter((type) => type === 'server.state-changed');
    assert.equal(states.length, 2);
  });

  it('B11: the API answers while Discord is down, and the notice comes later: requested, then confirmed', async () => {
    const guild = await hostedGuild(app, panel);
    const table = [
      { action: 'start', before: 'offline', asked: '⏳ Box: start requested', done: '🟢 Box is online' },
      { action: 'stop', before: 'online', asked: '⏳ Box: stop requested', done: '🔴 Box is offline' },
      { action: 'reboot', before: 'online', asked: '⏳ Box: reboot requested', done: '🟢 Box is online' },
    ] as const;
    for (const { action, before: state, asked, done } of table) {
      const id = `b11-${action}`;
      panel.fleet.add({ id, name: 'Box', accountId: guild.accountId, state });
      const before = posts(app, guild.statusChannel).length;
      app.discord.control.script({ path: guild.statusChannel, status: 503, times: 0 });
      const row = await act(guild, id, action);
      if (action === 'start') assert.equal(row.state, 'requested');
      else {
        assert.equal(row.state, 'awaiting-confirmation');
        assert.equal((await app.api(guild.id, 'POST', `/server-actions/${row.id}/confirm`)).status, 200);
      }
      await app.settle();
      assert.equal(posts(app, guild.statusChannel).length, before, 'nothing is posted while Discord is down');
      app.discord.control.clearScripts();
      await app.advance(50_000);
      await app.tick();
      assert.equal(titles(guild).at(-1), asked);
      await panel.advance(50_000);
      await app.settle();
      assert.equal(posts(app, guild.statusChannel).length, before + 1);
      assert.equal(titles(guild).at(-1), done);
      assert.equal(await actionState(guild, row.id), 'confirmed');
    }
  });

  it('B-I4: one message goes from requested to confirmed; to failed; to not confirmed after 120 seconds, and back', async () => {
    const guild = await hostedGuild(app, panel);
    panel.fleet.add({ id: 'bi4', name: 'Lobby', accountId: guild.accountId, state: 'offline' });
    const first = await act(guild, 'bi4', 'start');
    await app.settle();
    const [asked] = posts(app, guild.statusChannel);
    assert.equal(asked?.embeds[0]?.title, '⏳ Lobby: start requested');
    assert.match(JSON.stringify(asked?.embeds[0]), /🔴 offline → 🟢 online/);
    assert.match(JSON.stringify(asked?.embeds[0]), /Initiated by API key/);
    await forward(app, panel, 9_000);
    const [done, ...more] = posts(app, guild.statusChannel);
    assert.deepEqual([done?.id, done?.embeds[0]?.title, more.length], [asked?.id, '🟢 Lobby is online', 0]);
    assert.equal(await actionState(guild, first.id), 'confirmed');

    panel.mood('refuses');
    await forward(app, panel, 5 * 60_000);
    panel.fleet.add({ id: 'bi4-no', name: 'Refusing', accountId: guild.accountId, state: 'offline' });
    const refused = await act(guild, 'bi4-no', 'start');
    await app.settle();
    assert.equal(titles(guild).at(-1), '❌ Refusing: start failed');
    assert.equal(await actionState(guild, refused.id), 'failed');
    assert.doesNotMatch(JSON.stringify(posts(app, guild.statusChannel)), /secret details/);

    panel.mood('never-does');
    panel.fleet.add({ id: 'bi4-mute', name: 'Mute', accountId: guild.accountId, state: 'offline' });
    const silent = await act(guild, 'bi4-mute', 'start');
    await app.settle();
    await forward(app, panel, 100_000);
    assert.equal(titles(guild).at(-1), '⏳ Mute: start requested');
    // No cron: the action's own job comes when its time is over.
    await forward(app, panel, 21_000);
    assert.equal(titles(guild).at(-1), '⚠️ Mute: start not confirmed');
    assert.equal(await actionState(guild, silent.id), 'unconfirmed');
    await app.tick();
    assert.match(
      JSON.stringify(posts(app, guild.statusChannel).at(-1)),
      /reported nothing within 120 seconds/,
    );
    const count = posts(app, guild.statusChannel).length;
    panel.mood('well');
    await event(guild, 'bi4-mute', 'online', now(), `late-${guild.id}`);
    await app.settle();
    assert.equal(titles(guild).at(-1), '🟢 Mute is online');
    assert.equal(posts(app, guild.statusChannel).length, count);
    assert.equal(await actionState(guild, silent.id), 'confirmed');
    const types = (await signalsOf(app, guild)).filter((type) => type.startsWith('server.action-'));
    assert.deepEqual(types, [
      'server.action-requested',
      'server.action-confirmed',
      'server.action-requested',
      'server.action-failed',
      'server.action-requested',
      'server.action-unconfirmed',
      'server.action-confirmed',
    ]);
  });

  it('B-I4: a panel whose clock is ahead still has the last word on an action', async () => {
    const guild = await hostedGuild(app, panel, { holdSeconds: 10 });
    panel.fleet.add({ id: 'ahead', name: 'Ahead', accountId: guild.accountId, state: 'offline' });
    await event(guild, 'ahead', 'offline', now(4 * 60_000), `ahead-${guild.id}-1`);
    await app.settle();
    await app.advance(60_000);
    const { id } = await act(guild, 'ahead', 'start');
    await app.settle();
    assert.deepEqual(titles(guild).slice(1), ['⏳ Ahead: start requested']);
    await event(guild, 'ahead', 'online', now(4 * 60_000), `ahead-${guild.id}-2`);
    await app.settle();
    assert.equal(await actionState(guild, id), 'confirmed');
    assert.deepEqual(titles(guild).slice(1), ['🟢 Ahead is online']);
  });

  it('B-I4: what an action came to stays said while the server is still on its way', async () => {
    const guild = await hostedGuild(app, panel);
    panel.mood('never-does');
    panel.fleet.add({ id: 'slow', name: 'Slow', accountId: guild.accountId, state: 'offline' });
    const { id } = await act(guild, 'slow', 'start');
    await forward(app, panel, 121_000);
    await app.tick();
    panel.mood('well');
    await event(guild, 'slow', 'provisioning', now(), `slow-${guild.id}`);
    await app.settle();
    const [said] = posts(app, guild.statusChannel);
    assert.equal(said?.embeds[0]?.title, '⚠️ Slow: start not confirmed');
    assert.match(said?.embeds[0]?.description ?? '', /reported nothing within 120 seconds/);
    assert.match(JSON.stringify(said?.embeds[0]?.fields), /provisioning/);
    assert.equal(await actionState(guild, id), 'unconfirmed');
  });

  it('B-I4: a server that flaps is told of in one message, edited once, until it is calm', async () => {
    const guild = await hostedGuild(app, panel, { flapChanges: 4, holdSeconds: 60 });
    const edits = () =>
      app.discord.control
        .calls()
        .filter(({ method, path }) => method === 'PATCH' && path.includes(guild.statusChannel)).length;
    for (let change = 1; change <= 9; change++) {
      await event(guild, 'flap', change % 2 ? 'offline' : 'online', now(), `flap-${guild.id}-${change}`);
      await app.settle();
      await forward(app, panel, 5_000);
    }
    assert.deepEqual(titles(guild), ['⚠️ flap is flapping']);
    assert.equal(edits(), 3);
    await forward(app, panel, 61_000);
    await app.tick();
    assert.deepEqual(titles(guild), ['🔴 flap is offline']);
    assert.equal(edits(), 4);
  });

  it('tells where the channel is gone, and takes the one that an admin chooses then', async () => {
    const guild = await hostedGuild(app, panel, { statusChannel: '1000000000000000099' });
    await event(guild, 'gone', 'online', now(), `gone-${guild.id}`);
    await app.settle();
    const [row] = await app.sql`select problem from posts where guild_id = ${guild.id}`;
    assert.match(String(row?.problem), /channel no longer exists/);
    const values = { statusChannel: guild.statusChannel };
    assert.equal((await app.api(guild.id, 'PATCH', '/settings/servers', { values })).status, 200);
    await app.settle();
    assert.deepEqual(titles(guild), ['🟢 gone is online']);
  });

  it('B-I3: by the API too, whoever asked confirms in time, and approvers are others', async () => {
    const guild = await hostedGuild(app, panel, { approvalFor: 'stop', approvals: 1 });
    panel.fleet.add({ id: 'api', name: 'Api', accountId: guild.accountId });
    const post = async (path: string, key?: string) =>
      app.api(guild.id, 'POST', path, undefined, key ? { authorization: `Bearer ${key}` } : {});
    const [one, two] = [
      await app.apiKey(guild.id, ['servers:manage', 'servers:approve']),
      await app.apiKey(guild.id, ['servers:*']),
    ];
    const ask = async () =>
      app.api(
        guild.id,
        'POST',
        '/servers/api/actions',
        { action: 'stop' },
        { authorization: `Bearer ${one}` },
      );
    const first = (await ask()).body;
    assert.equal(first.impact.playersMost, 20);
    assert.deepEqual(
      [(await post(`/server-actions/${first.id}/confirm`, two)).status],
      [403],
      'another key cannot confirm',
    );
    await forward(app, panel, 31_000);
    const late = await post(`/server-actions/${first.id}/confirm`, one);
    assert.deepEqual([late.status, late.body.code], [409, 'conflict']);
    const second = (await ask()).body;
    const confirmed = await post(`/server-actions/${second.id}/confirm`, one);
    assert.equal(confirmed.body.state, 'awaiting-approval');
    assert.equal((await post(`/server-actions/${second.id}/approve`, one)).status, 403);
    const approved = await post(`/server-actions/${second.id}/approve`, two);
    assert.equal(approved.body.state, 'requested');
    assert.equal((await post(`/server-actions/${second.id}/approve`, two)).status, 409);
    const key = { 'idempotency-key': `again-${guild.id}`, authorization: `Bearer ${two}` };
    panel.fleet.add({ id: 'idem', name: 'Idem', accountId: guild.accountId, state: 'offline' });
    const start = () => app.api(guild.id, 'POST', '/servers/idem/actions', { action: 'start' }, key);
    const [a, b] = [await start(), await start()];
    assert.equal(a.body.id, b.body.id);
    await app.settle();
    const sent = panel.calls.filter(({ method, path }) => method === 'POST' && path.includes('/idem/'));
    assert.equal(sent.length, 1);
  });

  it('counts approvers and reports that come at the same moment, each once', async () => {
    const guild = await hostedGuild(app, panel, { approvalFor: 'every action', approvals: 3 });
    panel.fleet.add({ id: 'race', name: 'Race', accountId: guild.accountId, state: 'offline' });
    const { id } = await act(guild, 'race', 'start');
    const keys = await Promise.all([1, 2, 3].map(() => app.apiKey(guild.id, ['servers:approve'])));
    const decided = await Promise.all(
      [...keys, ...keys].map((key) =>
        app.api(guild.id, 'POST', `/server-actions/${id}/approve`, undefined, {
          authorization: `Bearer ${key}`,
        }),
      ),
    );
    assert.deepEqual(decided.map(({ status }) => status).toSorted(), [200, 200, 200, 409, 409, 409]);
    await app.settle();
    const sent = panel.calls.filter(({ method, path }) => method === 'POST' && path.includes('/race/'));
    assert.equal(sent.length, 1);

    const at = now();
    const told = await Promise.all(
      [1, 1, 2, 2, 2].map((number) => event(guild, 'race', 'online', at, `race-${guild.id}-${number}`)),
    );
    const outcomes = told.map(({ body }) => body.outcome).toSorted();
    assert.deepEqual(outcomes, ['applied', 'applied', 'duplicate', 'duplicate', 'duplicate']);
    await app.settle();
    assert.deepEqual(titles(guild), ['🟢 Race is online']);
  });

  it('tells the person who asked when nothing came of it', async () => {
    const guild = await hostedGuild(app, panel);
    panel.fleet.add({ id: 'sorry', name: 'Sorry', accountId: guild.accountId, state: 'offline' });
    panel.mood('refuses');
    const options = { server: 'sorry', action: 'start' };
    await slash(app, guild, guild.member, 'server/action', options);
    await app.settle();
    panel.mood('well');
    const rows = await app.sql`select user_id, kind, text from notifications where guild_id = ${guild.id}`;
    assert.deepEqual(rows, [
      {
        user_id: guild.member.id,
        kind: 'servers.outcome',
        text: 'Start of Sorry: failed. The panel says that this cannot be done to the server now.',
      },
    ]);
  });

  it('hears of a server that is set to a state on the page of the local panel', async () => {
    const guild = await hostedGuild(app, panel);
    panel.fleet.add({ id: 'flipped', name: 'Flip <i>', accountId: guild.accountId });
    const page = await (await fetch(panel.url)).text();
    assert.match(page, /stands in for a hosting panel[\s\S]*Flip &lt;i>/);
    const body = new URLSearchParams({ server: 'flipped', state: 'offline' });
    await fetch(`${panel.url}/flip`, { method: 'POST', body });
    await app.settle();
    assert.match(String(titles(guild).at(-1)), /^🔴 (flipped|Flip <i>) is offline$/);
    const known = await app.api(guild.id, 'GET', '/servers?q=flip');
    assert.deepEqual(
      known.body.servers.map(({ name, accountId }: Record<string, string>) => [name, accountId]),
      [['Flip <i>', guild.accountId]],
    );
  });
});
