import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { LocalPanel } from '../../../scripts/local/panel/panel.ts';
import { createTestApp, type SeenMessage, type TestApp, textOf } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { told } from '../inbox/support/desk.ts';
import { forward, type Hosted, hostedGuild, link, newPanel, posts } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** What axe finds that keeps people out. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { run } = (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    return (await run()).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

describe('servers in the dashboard', () => {
  let app: TestApp;
  let panel: LocalPanel;
  let browser: OpenBrowser;
  before(async () => {
    panel = await newPanel();
    [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
  });
  after(async () => {
    await panel?.close();
    await browser?.close();
    await app?.close();
  });

  const own = (guild: Hosted, id: string, more = {}) =>
    panel.fleet.add({ id, name: `Server ${id}`, accountId: guild.accountId, playersOnline: 3, ...more });

  it('shows a member their own servers only, starts one, and asks before it stops one', async () => {
    const guild = await hostedGuild(app, panel);
    const base = `/guilds/${guild.id}/servers`;
    const member = await signIn(app, guild.member);
    assert.match((await member.get(base)).text, /has no servers yet/);
    own(guild, 'mine');
    own(guild, 'asleep', { state: 'offline', name: 'Asleep <b>' });
    panel.fleet.add({ id: 'theirs', name: 'Theirs', accountId: 'cus_somebody' });
    const list = (await member.get(base)).text;
    assert.match(list, /Server mine[\s\S]*online[\s\S]*3 of 20 players/);
    assert.match(list, /Asleep &lt;b&gt;/);
    assert.doesNotMatch(list, /Theirs|All customers/);
    assert.equal((await member.get(`${base}/all`)).status, 403);
    assert.equal((await member.get(`${base}/id/theirs`)).status, 404);
    assert.equal((await member.post(`${base}/id/theirs/act`, { action: 'stop' })).status, 404);

    await member.get(`${base}/id/asleep`);
    const started = await member.post(`${base}/id/asleep/act`, { action: 'start' });
    assert.deepEqual([started.status, started.location], [303, `${base}/id/asleep`]);
    await forward(app, panel, 10_000);
    assert.match((await member.get(`${base}/id/asleep`)).text, /start[\s\S]*confirmed/);

    const asked = await member.post(`${base}/id/mine/act`, { action: 'stop' });
    assert.match(asked.location ?? '', /servers\/actions\//);
    const question = await member.get(asked.location ?? '');
    assert.match(question.text, /It has 3 of 20 players and has been up for/);
    const stranger = await signIn(app, guild.staff);
    await stranger.get(asked.location ?? '');
    const others = await stranger.post(`${asked.location}/confirm`);
    assert.equal(others.status, 403);
    assert.equal((await member.post(`${asked.location}/confirm`)).status, 303);
    await forward(app, panel, 10_000);
    assert.match((await member.get(`${base}/id/mine`)).text, /offline/);

    const late = await member.post(`${base}/id/asleep/act`, { action: 'reboot' });
    await forward(app, panel, 31_000);
    const refused = await member.post(`${late.location}/confirm`);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /More than 30 seconds have passed/);
  });

  it('shows staff every server by customer, and what was last heard while the panel is down', async () => {
    const guild = await hostedGuild(app, panel);
    own(guild, 'seen');
    await app.api(guild.id, 'GET', '/servers/seen');
    const base = `/guilds/${guild.id}/servers`;
    const staff = await signIn(app, guild.staff);
    assert.match((await staff.get(base)).text, /`\/link`|\/link/);
    const all = await staff.get(`${base}/all?q=${guild.accountId}`);
    assert.match(all.text, /Server seen/);
    assert.match((await staff.get(`${base}/all?q=nothing`)).text, /Nothing fits/);
    panel.mood('error');
    const shown = await staff.get(`${base}/id/seen`);
    panel.mood('well');
    assert.equal(shown.status, 200);
    assert.match(shown.text, /does not answer just now[\s\S]*what was last heard of it/);
    assert.doesNotMatch(shown.text, /secret details/);
  });

  it('B-I3: shows what would be done to several servers, does it after a yes of the same person in time, once', async () => {
    const guild = await hostedGuild(app, panel);
    own(guild, 'bulk-a', { name: 'Alpha' });
    own(guild, 'bulk-b', { name: 'Beta', playersOnline: 4 });
    own(guild, 'bulk-c', { name: 'Gamma', state: 'offline' });
    await app.api(guild.id, 'GET', `/accounts/${guild.accountId}/servers`);
    const base = `/guilds/${guild.id}/servers`;
    const [staff, admin] = [await signIn(app, guild.staff), await signIn(app, guild.admin)];
    assert.match((await staff.get(`${base}/all`)).text, /aria-label="Tick Alpha, bulk-a"[\s\S]*Reboot…/);
    const choose = (action: string, ...server: string[]) => staff.post(`${base}/batches`, { action, server });
    const none = await choose('stop', 'bulk-c');
    assert.deepEqual([none.status, /Gamma is offline already/.test(none.text)], [422, true]);

    const asked = await choose('reboot', 'bulk-a', 'bulk-b', 'bulk-c', 'bulk-b', 'nowhere');
    const place = asked.location ?? '';
    const question = (await staff.get(place)).text;
    assert.match(question, /Reboot 2 servers\?[\s\S]*7 players are thrown out/);
    assert.match(question, /Left out: [^<]*Gamma is offline. Start it instead./);
    assert.match(question, /nowhere: There is no such server/);
    assert.equal(
      panel.calls.filter(({ method, guildId }) => method === 'POST' && guildId === guild.id).length,
      0,
    );
    await admin.get(place);
    assert.equal((await admin.post(`${place}/confirm`)).status, 403);
    const busy = await app.api(guild.id, 'POST', '/servers/bulk-a/actions', { action: 'stop' });
    assert.equal((await app.api(guild.id, 'POST', `/server-actions/${busy.body.id}/confirm`)).status, 200);
    assert.equal((await staff.post(`${place}/confirm`)).status, 303);
    assert.match((await staff.get(place)).text, /Left out: Something is under way with Alpha/);
    assert.equal((await staff.post(`${place}/cancel`)).status, 303);
    await forward(app, panel, 11_000);
    assert.equal(panel.fleet.servers.get('bulk-b')?.state, 'online');
    assert.match((await staff.get(place)).text, /Alpha[\s\S]*cancelled[\s\S]*Beta[\s\S]*confirmed/);
    const rebooted = panel.calls.filter(({ body, guildId }) => /reboot/.test(body) && guildId === guild.id);
    assert.deepEqual(
      rebooted.map(({ path }) => path),
      ['/servers/bulk-b/actions'],
    );

    const late = await choose('start', 'bulk-c');
    await forward(app, panel, 121_000);
    assert.match((await staff.get(late.location ?? '')).text, /Nobody said yes within two minutes/);
    const lateId = late.location?.split('/').at(-1);
    const lapsed = (await app.api(guild.id, 'GET', `/server-batches/${lateId}`)).body.actions[0].id;
    assert.match((await staff.get(`${base}/actions/${lapsed}`)).text, /Nobody said yes within two minutes/);
    const refused = await staff.post(`${late.location}/confirm`);
    assert.deepEqual([refused.status, /More than 120 seconds have passed/.test(refused.text)], [409, true]);
    const more = ['bulk-c', 'bulk-d', 'bulk-e', 'bulk-f'];
    for (const id of more.slice(1)) own(guild, id, { state: 'offline' });
    const viaApi = { action: 'start', servers: more };
    const { body } = await app.api(guild.id, 'POST', '/server-batches', viaApi);
    // Of two clicks at once none says that a server is left out which the other has done it to.
    const clicks = await Promise.all(
      [1, 2].map(() => app.api(guild.id, 'POST', `/server-batches/${body.id}/confirm`)),
    );
    const done = clicks.filter(({ status }) => status === 200);
    assert.deepEqual(
      done.flatMap((click) => click.body.left),
      [],
    );
    assert.equal(done.flatMap((click) => click.body.actions).length, more.length);
    for (const { body: said } of clicks.filter(({ status }) => status !== 200))
      assert.match(JSON.stringify(said), /answered already/);
    await forward(app, panel, 11_000);
    const ended = await app.api(guild.id, 'GET', `/server-batches/${body.id}`);
    assert.equal(ended.body.actions[0].state, 'confirmed');
  });

  it('B13: announces a maintenance of several servers in one message, and tells their customers where they chose', async () => {
    const guild = await hostedGuild(app, panel);
    const channel = app.discord.control.channel({ guild_id: guild.id, name: 'maintenance' }).id;
    await app.api(guild.id, 'PATCH', '/settings/notices', {
      values: { maintenanceChannel: channel, reminderMinutes: 0 },
    });
    const other = app.discord.control.user({ username: `lina.${guild.id}` });
    app.discord.control.member(guild.id, { user_id: other.id });
    await link(app, guild, other.id, `cus_lina_${guild.id}`);
    await app.api(guild.id, 'PATCH', `/notifications/people/${other.id}`, {
      choices: { 'servers.maintenance': 'dashboard', 'notices.maintenance': 'dashboard' },
    });
    // Whoever asks for every maintenance besides hears of those of their servers once.
    await app.api(guild.id, 'PATCH', `/notifications/people/${guild.member.id}`, {
      choices: { 'notices.maintenance': 'dm' },
    });
    own(guild, 'work-a', { name: 'Alpha' });
    own(guild, 'work-b', { name: 'Beta', accountId: `cus_lina_${guild.id}` });
    own(guild, 'work-c', { name: 'Gamma', accountId: `cus_nobody_${guild.id}` });
    for (const id of ['work-a', 'work-b', 'work-c']) await app.api(guild.id, 'GET', `/servers/${id}`);
    const base = `/guilds/${guild.id}/servers`;
    const staff = await signIn(app, guild.staff);
    await staff.get(`${base}/all`);
    const server = ['work-a', 'work-b', 'work-c', 'nowhere'];
    const chosen = await staff.post(`${base}/batches`, { action: 'maintenance', server });
    const form = (await staff.get(chosen.location ?? '')).text;
    assert.match(form, /by direct message: Alpha[\s\S]*in the dashboard: Beta/);
    assert.match(form, /No member is linked to the account of:[\s\S]*Gamma/);
    const words = {
      servers: 'work-a,work-b,work-c',
      title: 'New disks',
      message: 'Everything is off.',
      startsAt: 'in 2 hours',
      endsAt: 'in 3 hours',
    };
    const preview = await staff.post(`${base}/maintenance/preview`, words);
    assert.match(preview.text, /As it would be posted[\s\S]*Alpha, Beta, Gamma[\s\S]*Nothing is posted yet/);
    assert.deepEqual(posts(app, channel), []);
    const wrong = await staff.post(`${base}/maintenance`, { ...words, endsAt: 'in 1 hour' });
    assert.deepEqual([wrong.status, /The end has to come after/.test(wrong.text)], [422, true]);
    assert.equal((await staff.post(`${base}/maintenance`, words)).status, 303);
    await app.settle();
    for (const hours of [2, 1]) {
      await forward(app, panel, hours * 3_600_000 + 60_000);
      await app.tick();
    }
    const [post, ...more] = posts(app, channel);
    assert.deepEqual([more.length, /✅ New disks/.test(textOf(post as SeenMessage))], [0, true]);
    const said = told(app, guild.member).map(({ content }) => content.split('\n'));
    assert.deepEqual(
      said.map((lines) => [lines[0], lines.at(-1)]),
      [
        ['🗓️ **Maintenance: New disks** (Scheduled)', 'Yours: **Alpha**'],
        ['🛠️ **Maintenance: New disks** (Underway)', 'Yours: **Alpha**'],
        ['✅ **Maintenance: New disks** (Completed)', 'Yours: **Alpha**'],
      ],
    );
    assert.deepEqual(told(app, other), []);
    const kept = await app.sql`select text from notifications where user_id = ${other.id}`;
    assert.equal(kept.length, 3);
    assert.match(String(kept[0]?.text), /Yours: Beta\.$/);
  });

  it('lets approvers decide on the page of the action', async () => {
    const guild = await hostedGuild(app, panel, { approvalFor: 'every action', approvals: 1 });
    own(guild, 'guarded', { state: 'offline' });
    const base = `/guilds/${guild.id}/servers`;
    const [member, staff] = [await signIn(app, guild.member), await signIn(app, guild.staff)];
    await member.get(`${base}/id/guarded`);
    const asked = await member.post(`${base}/id/guarded/act`, { action: 'start' });
    assert.match((await member.get(asked.location ?? '')).text, /0 of 1 approved[\s\S]*Take it back/);
    assert.equal((await member.post(`${asked.location}/decide`, { decision: 'approve' })).status, 403);
    await staff.get(asked.location ?? '');
    assert.equal((await staff.post(`${asked.location}/decide`, { decision: 'approve' })).status, 303);
    await forward(app, panel, 10_000);
    assert.match((await member.get(asked.location ?? '')).text, /1 of 1 approved/);
  });

  it('keeps nobody out, on a phone and in the dark', async () => {
    const guild = await hostedGuild(app, panel, { approvalFor: 'reboot', approvals: 2 });
    own(guild, 'lobby', { name: 'Lobby', playersOnline: 7 });
    own(guild, 'tournament', { name: 'Tournament', state: 'offline' });
    await app.api(guild.id, 'GET', '/servers/lobby');
    const hours = [150, 90, 87, 30, 29];
    for (const [index, hoursAgo] of hours.entries()) {
      const state = ['online', 'offline', 'online', 'rebooting', 'online'][index] ?? 'online';
      const at = new Date(app.now() - hoursAgo * 3_600_000).toISOString();
      const event = { serverId: 'tournament', state, at, eventId: `${guild.id}-${index}` };
      assert.equal((await app.api(guild.id, 'POST', '/servers/events', event)).status, 200);
    }
    const visitor: Visitor = await signIn(app, guild.member);
    const base = `/guilds/${guild.id}/servers`;
    await visitor.get(`${base}/id/tournament`);
    await visitor.post(`${base}/id/tournament/act`, { action: 'start' });
    await forward(app, panel, 10_000);
    const question = await visitor.post(`${base}/id/lobby/act`, { action: 'reboot' });
    const admin = await signIn(app, guild.admin);
    await admin.get(base);
    const batch = await admin.post(`${base}/batches`, { action: 'stop', server: ['lobby', 'tournament'] });
    for (const [name, options] of Object.entries({
      phone: { viewport: { width: 360, height: 780 }, colorScheme: 'light' as const },
      dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const },
    })) {
      const pages: [Visitor, string][] = [
        [visitor, base],
        [visitor, `${base}/id/tournament`],
        [visitor, question.location ?? ''],
        [admin, `${base}/all`],
        [admin, `${base}/maintenance?servers=lobby,tournament`],
        [admin, batch.location ?? ''],
      ];
      for (const [who, path] of pages) {
        const context = await browser.context(options);
        await context.addCookies(
          [...who.cookies].map(([cookie, value]) => ({
            name: cookie,
            value,
            secure: true,
            domain: '127.0.0.1',
            path: '/',
          })),
        );
        const page = await context.newPage();
        const answer = await page.goto(`${app.url}${path}`);
        assert.equal(answer?.status(), 200, path);
        assert.deepEqual(await barriers(page), [], `${name} ${path}`);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(wide <= 0, `${name} ${path} is ${wide} px too wide`);
        const shots = process.env.SERVER_SHOTS;
        if (shots) {
          const file = `${shots}/${name}-${path.replaceAll(/\W+/g, '-').slice(-24)}.png`;
          await page.screenshot({ path: file, fullPage: true });
        }
        await context.close();
      }
    }
  });
});
