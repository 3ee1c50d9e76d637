import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn } from '../../support/dashboard.ts';
import { newMember, set, told } from '../inbox/support/desk.ts';
import { choices, press, slash } from '../records/support/life.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEW_CHANNEL = String(1 << 10);
const HOUR = 60 * 60_000;

let app: TestApp;
let browser: OpenBrowser;
before(async () => {
  [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
  app.discord.control.rateLimits(false);
});
after(async () => {
  await browser?.close();
  await app?.close();
});

async function noticeGuild() {
  const guild = app.newGuild();
  const billing = app.discord.control.channel({
    guild_id: guild.id,
    name: 'billing',
    permission_overwrites: [{ id: guild.id, type: 0, allow: '0', deny: VIEW_CHANNEL }],
  }).id;
  await set(app, guild, 'access', { staffRoles: [guild.staffRoleId] });
  await set(app, guild, 'server', { timeZone: 'Europe/Berlin' });
  await set(app, guild, 'notices', {
    billingChannel: billing,
    statusChannel: guild.channelId,
    maintenanceChannel: guild.channelId,
    alertChannel: guild.channelId,
  });
  return { guild, billing };
}
const posts = (channelId: string) =>
  [...(app.discord.state.data.messages.get(channelId)?.values() ?? [])].filter(
    ({ flags }) => (flags & 64) === 0,
  );
const numbers = async (guild: TestGuild) =>
  (await app.sql`select number, state from notices where guild_id = ${guild.id} order by number`).map(
    ({ number, state }) => `#${number} ${state}`,
  );

describe('/notice', () => {
  it('B13: shows what would be posted, posts it after a yes, once, and goes on the same way', async () => {
    const { guild } = await noticeGuild();
    const preview = await slash(app, guild, guild.staff, 'notice/status', {
      title: 'The panel is *slow* @everyone',
      message: 'We look into it.',
      impact: 'major',
      affected: 'Panel, Node 4',
    });
    assert.match(textOf(preview.message), /Post this\?[\s\S]*Impact\nmajor[\s\S]*Affected\nPanel, Node 4/);
    assert.deepEqual(await numbers(guild), []);
    assert.equal(posts(guild.channelId).length, 0);
    const posted = await press(app, guild, guild.staff, preview.message, 'Post it');
    assert.match(textOf(posted.message), /#1.*being posted/);
    await app.settle();
    const [post, ...more] = posts(guild.channelId);
    assert.ok(post && more.length === 0);
    assert.equal(post.embeds[0]?.title, '🔴 The panel is \\*slow\\* @\u200beveryone');
    const offered = await choices(app, guild, guild.staff, 'notice/update', 'notice', { notice: '' });
    assert.match(String(offered[0]?.name), /^#1 The panel/);
    const states = await choices(app, guild, guild.staff, 'notice/update', 'state', {
      notice: '1',
      state: 'mon',
    });
    assert.deepEqual(states, [{ name: 'monitoring', value: 'monitoring' }]);
    const change = await slash(app, guild, guild.staff, 'notice/update', {
      notice: '1',
      state: 'monitoring',
    });
    assert.match(textOf(change.message), /Save this\?[\s\S]*🟡/);
    await press(app, guild, guild.staff, change.message, 'Save it');
    const wrong = await slash(app, guild, guild.staff, 'notice/update', { notice: '1', state: 'underway' });
    assert.match(textOf(wrong.message), /System status is one of: investigating/);
    await app.settle();
    assert.deepEqual(await numbers(guild), ['#1 monitoring']);
    assert.match(
      textOf((await slash(app, guild, guild.staff, 'notice/show', { notice: '1' })).message),
      /Open it/,
    );
    assert.match(textOf((await slash(app, guild, guild.staff, 'notice/list')).message), /🟡 \*\*#1\*\*/);
  });

  it('B12: bills and plans by command; staff who are no admins bill nobody', async () => {
    const { guild, billing } = await noticeGuild();
    const denied = await slash(app, guild, guild.staff, 'notice/billing', {
      amount: '12.5',
      type: 'payment',
    });
    assert.match(textOf(denied.message), /Only people who may manage this server/);
    const bill = await slash(app, guild, guild.admin, 'notice/billing', {
      amount: '12.5',
      type: 'payment',
      description: 'November',
      customer: guild.member.id,
    });
    assert.match(textOf(bill.message), /Amount\n\$12\.50/);
    await press(app, guild, guild.admin, bill.message, 'Post it');
    await app.settle();
    assert.equal(posts(billing).length, 1);
    assert.equal(posts(guild.channelId).length, 0);
    assert.match(told(app, guild.member)[0]?.content ?? '', /\$12\.50/);
    const zones = await choices(app, guild, guild.admin, 'notice/billing', 'currency', { currency: 'yen' });
    assert.ok(zones.some(({ value }) => value === 'JPY'));
    const window = await slash(app, guild, guild.staff, 'notice/maintenance', {
      title: 'New disks',
      message: 'Node 4 is off.',
      starts: 'in 2 hours',
      ends: 'in 3 hours',
    });
    const discarded = await press(app, guild, guild.staff, window.message, 'Discard');
    assert.match(textOf(discarded.message), /Discarded/);
    assert.deepEqual(await numbers(guild), ['#1 booked']);
    const hasPassed = await slash(app, guild, guild.staff, 'notice/maintenance', {
      ...{ title: 'Late', message: 'Late', starts: 'every day 18:00', ends: 'in 3 hours' },
    });
    assert.match(textOf(hasPassed.message), /one time and not a rhythm/);
  });
});

describe('notices for those who choose', () => {
  it('F05: each kind of notice reaches a person where they chose, and nowhere else', async () => {
    const { guild } = await noticeGuild();
    const log = app.discord.control.channel({ guild_id: guild.id, name: 'log' }).id;
    await set(app, guild, 'notifications', { channel: log });
    const own = ['dm', 'channel', 'dashboard', 'none'] as const;
    const people = own.map((choice) => ({ choice, ...newMember(app, guild, `n-${choice}`) }));
    for (const { choice, id } of people) {
      const billing = choice === 'channel' ? 'dm' : choice;
      const { status } = await app.api(guild.id, 'PATCH', `/notifications/people/${id}`, {
        choices: { 'notices.status': choice, 'notices.maintenance': choice, 'notices.billing': billing },
      });
      assert.equal(status, 200);
    }
    const at = (ms: number) => new Date(app.now() + ms).toISOString();
    const raise = (kind: string, body: Record<string, unknown>) =>
      app.api(guild.id, 'POST', `/notices/${kind}`, body);
    await raise('status', { title: 'Slow panel', message: 'Slow.' });
    await raise('maintenance', {
      title: 'New disks',
      message: 'Off.',
      startsAt: at(HOUR),
      endsAt: at(2 * HOUR),
    });
    for (const { id } of people) await raise('billing', { amount: 1, type: 'payment', customerId: id });
    await app.settle();
    const words = ['Slow panel', 'New disks', 'Payment received'];
    const pings = posts(log).map(({ content }) => content);
    for (const { choice, id } of people) {
      const kept =
        await app.sql`select text from notifications where guild_id = ${guild.id} and user_id = ${id}`;
      const places = {
        dm: told(app, { id }).map(({ content }) => content),
        channel: pings.filter((content) => content.includes(`<@${id}>`)),
        dashboard: kept.map(({ text }) => String(text)),
      };
      for (const word of words) {
        const found = Object.entries(places).flatMap(([place, texts]) =>
          texts.some((text) => text.includes(word)) ? [place] : [],
        );
        const asked = word === 'Payment received' && choice === 'channel' ? 'dm' : choice;
        assert.deepEqual(found, asked === 'none' ? [] : [asked], `${word} for ${choice}`);
      }
    }
  });
});

describe('notices in the dashboard', () => {
  it('B13: raises, previews, goes on, takes and resolves by forms, and says what is wrong by each input', async () => {
    const { guild, billing } = await noticeGuild();
    const admin = await signIn(app, guild.admin);
    const base = `/guilds/${guild.id}/notices`;
    assert.match((await admin.get(base)).text, /Nothing was announced yet/);
    await admin.get(`${base}/new/status`);
    const incident = {
      title: 'Slow panel',
      message: 'We look into it.',
      state: 'investigating',
      impact: 'minor',
    };
    const preview = await admin.post(`${base}/new/status/preview`, { ...incident, affected: 'Panel' });
    assert.match(preview.text, /As it would be posted[\s\S]*Slow panel[\s\S]*<dt>Affected<\/dt>/);
    assert.deepEqual(await numbers(guild), []);
    const made = await admin.post(`${base}/new/status`, { ...incident, affected: '' });
    assert.equal(made.location, `${base}/1`, made.text);
    const shown = await admin.get(`${base}/1`);
    const version = /name="version" value="(\d+)"/.exec(shown.text)?.[1] ?? '';
    const goOn = { version, state: 'identified', message: 'A disk is worn out.' };
    assert.equal((await admin.post(`${base}/1/update`, goOn)).status, 303);
    const late = await admin.post(`${base}/1/update`, { ...goOn, message: 'My words' });
    assert.equal(late.status, 409);
    assert.match(late.text, /Somebody else changed this notice[\s\S]*My words/);
    assert.equal((await admin.post(`${base}/1/resolve`)).status, 303);
    await app.settle();
    assert.match(
      (await admin.get(`${base}/1`)).text,
      new RegExp(`channels/${guild.id}/${guild.channelId}/\\d+`),
    );

    const wrong = await admin.post(`${base}/new/maintenance`, {
      ...{ title: 'Disks', message: 'Off.', startsAt: 'whenever', endsAt: 'tomorrow 23:00' },
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="problem-startsAt">[^<]*no time that I understand/);
    const bill = { amount: '12.5', currency: 'EUR', type: 'invoice', message: 'November' };
    const nobody = await admin.post(`${base}/new/billing`, { ...bill, customerId: 'No Such Person' });
    assert.match(nobody.text, /No member is called “No Such Person”/);
    const sent = await admin.post(`${base}/new/billing`, { ...bill, customerId: 'Maya' });
    assert.equal(sent.location, `${base}/2`, sent.text);
    await app.settle();
    assert.equal(posts(billing).length, 1);
    await admin.post(`${base}/new/alert`, { title: 'Disk full', message: 'Now.', severity: 'critical' });
    assert.match((await admin.get(`/guilds/${guild.id}`)).text, /Notices that go on[\s\S]*Disk full/);
    assert.equal((await admin.post(`${base}/3/acknowledge`)).status, 303);
    assert.deepEqual(await numbers(guild), ['#1 resolved', '#2 booked', '#3 acknowledged']);
    await app.settle();

    const staff = await signIn(app, guild.staff);
    assert.doesNotMatch((await staff.get(base)).text, /Invoice issued/);
    assert.equal((await staff.get(`${base}/2`)).status, 404);
    assert.equal((await staff.get(`${base}/new/billing`)).status, 403);
  });

  it('can be used with a screen reader, on a phone and in the dark', async () => {
    const { guild } = await noticeGuild();
    for (const [kind, body] of [
      ['status', { title: 'Slow panel', message: 'We look into it.', affected: ['Panel'] }],
      ['alerts', { title: 'Disk full', message: 'Node 4 has no space left.' }],
      ['billing', { amount: 12.5, type: 'payment', description: 'November' }],
    ] as const) {
      assert.equal((await app.api(guild.id, 'POST', `/notices/${kind}`, body)).status, 201);
    }
    await set(app, guild, 'notices', { maintenanceChannel: null });
    await app.settle();
    const visitor = await signIn(app, guild.admin);
    for (const options of [
      { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
      { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const },
    ]) {
      const context = await browser.context(options);
      await context.addCookies(
        [...visitor.cookies].map(([name, value]) => ({
          ...{ name, value, secure: true, domain: '127.0.0.1', path: '/' },
        })),
      );
      const page = await context.newPage();
      for (const path of ['/notices', '/notices/1', '/notices/new/maintenance', '/setup', '']) {
        await page.goto(`${app.url}/guilds/${guild.id}${path}`);
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
          // Safe because the script above defines it.
          const { axe } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        });
        assert.deepEqual(found, [], path);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `${path} is wider than the window by ${overflow}`);
        if (process.env.SCREENSHOTS) {
          const name = `${options.colorScheme}-${path.replaceAll('/', '_') || 'overview'}.png`;
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}`, fullPage: true });
        }
      }
      await context.close();
    }
  });
});
