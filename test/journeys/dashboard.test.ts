import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createTestApp, type TestApp, type TestGuild } from '../support/app.ts';
import { type OpenBrowser, openBrowser } from '../support/browser.ts';
import { isOnScreen } from '../support/discord-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds that keeps people out, by all its rules or those named. The script comes in beside the page's own
 * policy, which stays in force.
 */
async function barriers(page: Page, ...rules: string[]): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    type Run = (options: { runOnly?: string[] }) => Promise<AxeResults>;
    const { run } = (window as unknown as { axe: { run: Run } }).axe;
    const { violations } = await run(runOnly.length > 0 ? { runOnly } : {});
    return violations
      .filter(({ impact }) => impact !== 'minor')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }, rules);
}
interface AxeResults {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

describe('the dashboard in a browser', () => {
  let app: TestApp;
  let browser: OpenBrowser;
  let guild: TestGuild;
  let base: string;
  let machine: string;
  let endpoint: string;

  before(async () => {
    [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
    guild = app.newGuild();
    base = `/guilds/${guild.id}`;
    await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
    machine = (await app.api(guild.id, 'POST', '/machines', { name: 'Medieval Madness', aliases: ['MM'] }))
      .body.id;
    await app.api(guild.id, 'POST', '/records', {
      kind: 'problem',
      title: 'Left flipper stays up',
      machine,
      fields: { details: 'Sticks after a few minutes.', priority: 'high' },
    });
    await app.api(guild.id, 'POST', '/records', { kind: 'part', title: 'Coil stop', machine, parent: '1' });
    await app.api(guild.id, 'POST', '/records/1/comments', { body: 'The part has arrived.' });
    const source = app.say(guild.channelId, guild.member, 'the left flipper stays up again');
    const [row] = await app.sql`select id from records where guild_id = ${guild.id} and number = 1`;
    await app.sql`insert into record_sources (id, guild_id, record_id, channel_id, message_id, author_id, author_name,
        excerpt, content_hash, posted_at)
      values (gen_random_uuid(), ${guild.id}, ${row?.id}, ${guild.channelId}, ${source.id}, ${guild.member.id}, 'Maya',
        'the left flipper stays up again', 'x', now())`;
    await app.sql`insert into maintainers (id, guild_id, name, username, proposed_user_id, created_at)
      values (gen_random_uuid(), ${guild.id}, 'Maya Okafor', 'maya', ${guild.member.id}, now())`;
    await app.sql`insert into jobs (id, guild_id, name, payload, state, attempts, run_at, error, created_at)
      values (${`${guild.id}:dead`}, ${guild.id}, 'records.mirror-attachments', '{}', 'dead', 5, now(), 'Silent.', now())`;
    await app.api(guild.id, 'POST', '/announcements', {
      name: 'Open night',
      message: { content: 'Doors open.', embed: { title: 'Open night', text: 'Bring a friend.' } },
      target: { kind: 'channel', channelId: guild.channelId },
      when: 'every friday 18:00',
    });
    const [made] =
      await app.sql`insert into webhook_endpoints (id, guild_id, name, kind, url, url_shown, lane, events, state,
        state_at, created_by, created_at, updated_at)
      values (gen_random_uuid(), ${guild.id}, 'Board', 'http', 'sealed', 'https://example.com/hooks', 'http:x',
        '["record.*"]', 'paused', now(), 'user:1', now(), now()) returning id`;
    endpoint = String(made?.id);
    await app.sql`insert into deliveries (id, guild_id, signal_id, endpoint_id, notice, lane, event_type, subject, body, state,
        attempts, run_at, error, created_at)
      values (gen_random_uuid(), ${guild.id}, gen_random_uuid(), ${endpoint}, '', 'http:x', 'record.created', 'record:1',
        '{}', 'failed', 8, now(), 'It answered 500.', now())`;
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  /** Signs in as a person would, and collects what the browser complains about. */
  async function open(options: Parameters<OpenBrowser['context']>[0] = {}) {
    const context = await browser.context(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${app.url}/`);
    await page.getByRole('link', { name: 'Sign in with Discord' }).click();
    await page.locator('select[name=user_id]').selectOption(guild.admin.id);
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByRole('heading', { name: 'Your servers' }).waitFor();
    return { context, page, complaints };
  }

  const everyPage = () => [
    '/',
    '/account',
    base,
    `${base}/records`,
    `${base}/records?q=nothing-fits-this`,
    `${base}/records/1`,
    `${base}/records/new`,
    `${base}/records/1/edit`,
    `${base}/machines`,
    `${base}/machines/new`,
    `${base}/machines/${machine}`,
    `${base}/machines/${machine}/archive`,
    `${base}/maintainers`,
    `${base}/settings`,
    `${base}/settings/records`,
    `${base}/settings/access`,
    `${base}/audit`,
    `${base}/keys`,
    `${base}/failed`,
    `${base}/health`,
    `${base}/announcements`,
    `${base}/announcements/1`,
    `${base}/announcements/new`,
    `${base}/announcements/1/edit`,
    `${base}/announcements/1/delete`,
    `${base}/notices`,
    `${base}/roles`,
    `${base}/setup`,
    `${base}/webhooks`,
    `${base}/webhooks/new`,
    `${base}/webhooks/${endpoint}`,
    `${base}/webhooks/${endpoint}/edit`,
    `${base}/webhooks/${endpoint}/delete`,
    `${base}/privacy`,
    `${base}/privacy?person=${guild.member.id}`,
  ];

  it('signs in, writes, edits and closes a record, and changes a setting', async () => {
    const { context, page, complaints } = await open();
    await page.getByRole('link', { name: /Guild/ }).last().click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    // Shortcuts come with the script.
    await page.waitForLoadState('load');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { name: 'Records', exact: true }).waitFor();
    await page.getByRole('link', { name: 'New record' }).click();
    await page.getByLabel('Title').fill('Display shows garbage');
    await page.getByLabel('Machine').selectOption({ label: 'Medieval Madness' });
    await page.getByLabel('Details').fill('Since this morning.');
    await page.getByRole('button', { name: 'Save problem report' }).click();
    await page.getByText('Problem report #3 was saved.').waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Title').fill('Display shows garbage after power-on');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Display shows garbage after power-on' }).waitFor();
    await page.getByRole('button', { name: 'I take it' }).click();
    await page.getByLabel('Reason').fill('Reseated the ribbon cable.');
    await page.getByRole('button', { name: 'Close record' }).click();
    await page.getByText('Record #3 is closed.').waitFor();
    assert.match(
      (await page.locator('.timeline').textContent()) ?? '',
      /Ada assigned it to Ada[\s\S]*Ada closed it/,
    );

    await page.goto(`${app.url}${base}/settings/records`);
    await page.getByLabel('Anthropic API key').fill('sk-ant-api03-of-a-browser-ABCD');
    await page.getByLabel('Monthly budget').fill('7');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('settings saved').waitFor();
    assert.match((await page.locator('#field-anthropicKey').getAttribute('placeholder')) ?? '', /••••ABCD/);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByText('You are signed out.').waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('searches while typing, and the address says what is shown', async () => {
    const { context, page } = await open();
    await page.goto(`${app.url}${base}/records`);
    await page.keyboard.press('/');
    await page.keyboard.type('coil');
    await page.waitForURL(/q=coil/);
    await page.getByRole('link', { name: 'Coil stop' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Left flipper stays up' }).count(), 0);
    await page.reload();
    assert.equal(await page.getByLabel('Search').inputValue(), 'coil');
    await context.close();
  });

  it('compares what a record rests on with Discord by itself', async () => {
    const { context, page } = await open();
    await page.goto(`${app.url}${base}/records/1`);
    await page.getByText('Unchanged since').waitFor();
    await context.close();
  });

  it('shows everything without a script', async () => {
    const { context, page } = await open({ javaScriptEnabled: false });
    await page.goto(`${app.url}${base}/records?q=coil`);
    assert.equal(await page.getByRole('link', { name: 'Coil stop' }).count(), 1);
    await page.getByLabel('Search').fill('flipper');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: 'Left flipper stays up' }).click();
    await page.getByRole('link', { name: 'Compare with Discord' }).click();
    await page.getByText('Unchanged since').waitFor();
    await page.getByLabel('Comment').fill('Without a script.');
    await page.getByRole('button', { name: 'Add comment' }).click();
    await page.locator('.bubble', { hasText: 'Without a script.' }).waitFor();
    await page.goto(`${app.url}${base}/keys`);
    const yes = page.getByRole('button', { name: 'Yes, revoke it' }).first();
    assert.equal(await yes.isVisible(), false);
    await page.locator('summary', { hasText: 'Revoke' }).first().click();
    assert.equal(await yes.isVisible(), true);
    await context.close();
  });

  it('has no barrier that matters on any page in light and dark colours, and fits a phone without sideways scrolling', async () => {
    // Colours that are on their way to others would be taken for theirs.
    const { context, page, complaints } = await open({ colorScheme: 'light', reducedMotion: 'reduce' });
    const desk = { width: 1280, height: 720 };
    for (const path of everyPage()) {
      await page.setViewportSize(desk);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${app.url}${path}`);
      assert.deepEqual(await barriers(page), [], path);
      await page.emulateMedia({ colorScheme: 'dark' });
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, 'rgb(18, 19, 23)', path);
      // Nothing but the colours is another.
      assert.deepEqual(await barriers(page, 'color-contrast'), [], `${path} in dark colours`);
      await page.setViewportSize({ width: 390, height: 800 });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(beyond <= 0, `${path}: ${beyond}px too wide`);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('has a menu on a phone that opens by keyboard', async () => {
    const { context, page } = await open({ viewport: { width: 390, height: 800 } });
    await page.goto(`${app.url}${base}/tickets/limits`);
    assert.ok(
      await isOnScreen(page.getByRole('link', { name: 'Limits', exact: true }).last()),
      'its own tab',
    );
    await page.goto(`${app.url}${base}`);
    assert.deepEqual(await barriers(page), []);
    await page.locator('summary', { hasText: 'Menu' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('heading', { name: 'Audit log' }).waitFor();
    await context.close();
  });

  it('keeps the entry of the page and the way out in sight on a low screen', async () => {
    const { context, page } = await open({ viewport: { width: 1280, height: 640 } });
    await page.goto(`${app.url}${base}/roles`);
    assert.ok(await isOnScreen(page.getByRole('link', { name: 'Roles', exact: true })));
    assert.ok(await isOnScreen(page.getByRole('button', { name: 'Sign out' }).last()));
    await page.goto(`${app.url}${base}/inbox`);
    const below = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    assert.equal(below, 0, 'nothing below the inbox');
    await context.close();
  });

  it('goes to what is wrong with a form', async () => {
    const { context, page } = await open();
    await page.goto(`${app.url}${base}/keys`);
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('This could not be saved yet.').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'problems');
    await context.close();
  });

  it('lets the keyboard skip the navigation and remembers the chosen colours', async () => {
    const { context, page } = await open();
    await page.goto(`${app.url}${base}/records`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    await page.getByRole('button', { name: 'Dark appearance' }).last().click();
    await page.waitForLoadState();
    assert.match(page.url(), /\/records$/);
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, 'rgb(18, 19, 23)');
    await context.close();
  });
});
