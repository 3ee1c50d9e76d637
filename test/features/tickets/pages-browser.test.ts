import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';
import { call, opened, ticketGuild } from './support/ticket-desk.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('tickets in a browser', () => {
  let app: TestApp;
  let browser: OpenBrowser;
  let guild: TestGuild;
  let base: string;

  before(async () => {
    [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
    app.discord.control.rateLimits(false);
    guild = await ticketGuild(app, { maxOpen: 0 });
    base = `${app.url}/guilds/${guild.id}`;
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  async function windowOf(
    who: { id: string },
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    const visitor = await signIn(app, who);
    const context = await browser.context(options);
    await context.addCookies(
      [...visitor.cookies].map(([name, value]) => ({
        name,
        value,
        secure: true,
        domain: '127.0.0.1',
        path: '/',
      })),
    );
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }
  const statusOf = async (id: string) =>
    (await app.sql`select status from tickets where id = ${id}`)[0]?.status;

  it('moves a card by dragging it, and shows on the board what others do', async () => {
    const { id, number } = await opened(app, guild, 'Drag me');
    const page = await windowOf(guild.staff, `${base}/tickets/board`);
    await page.locator('#live-light[data-state="live"]').waitFor();
    const card = page.locator('.board-card', { hasText: 'Drag me' });
    await card.dragTo(page.locator('[data-column="waiting"]'));
    await page.locator('[data-column="waiting"] .board-card', { hasText: 'Drag me' }).waitFor();
    assert.equal(await statusOf(id), 'waiting');
    await page.locator('#live-light[data-state="live"]').waitFor();
    await call(app, guild, 'POST', `/tickets/${number}/close`, { reason: 'Solved' });
    await page.locator('[data-column="closed"] .board-card', { hasText: 'Drag me' }).waitFor();
    await opened(app, guild, 'Just opened');
    await page.locator('[data-column="open"] .board-card', { hasText: 'Just opened' }).waitFor();
    await page.context().close();
  });

  it('ticks rows, keeps the ticks while the list changes, and changes all of them', async () => {
    const [one, two] = [await opened(app, guild, 'Tick one'), await opened(app, guild, 'Tick two')];
    const page = await windowOf(guild.staff, `${base}/tickets?q=Tick`);
    await page.locator('#live-light[data-state="live"]').waitFor();
    await page.getByLabel(`Tick #${one.number}`).check();
    await page.getByLabel(`Tick #${two.number}`).check();
    await page.getByText('2 are ticked.').waitFor();
    const third = await opened(app, guild, 'Tick three');
    await page.getByLabel(`Tick #${third.number}`).waitFor();
    assert.ok(await page.getByLabel(`Tick #${one.number}`).isChecked());
    assert.ok(!(await page.getByLabel(`Tick #${third.number}`).isChecked()));
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.fill('Tick three');
    await page.getByLabel(`Tick #${one.number}`).waitFor({ state: 'detached' });
    await search.fill('Tick');
    await page.getByLabel(`Tick #${one.number}`).waitFor();
    await page.getByText('2 are ticked.').waitFor();
    await page.getByLabel('Change those ticked').selectOption('priority:urgent');
    await page.getByRole('button', { name: 'Do it' }).click();
    await page.getByText('2 of 2 tickets changed.').waitFor();
    const rows = await app.sql`select id from tickets where guild_id = ${guild.id} and priority = 'urgent'`;
    assert.deepEqual(rows.map(({ id }) => id).toSorted(), [one.id, two.id].toSorted());
    await page.context().close();
  });

  it('goes by keys: takes a ticket, answers it, and closes it with a reason', async () => {
    const { id, number } = await opened(app, guild, 'By keys');
    await app.settle();
    const page = await windowOf(guild.staff, `${base}/tickets/${number}`);
    await page.getByRole('heading', { name: 'By keys' }).waitFor();
    await page.locator('#live-light[data-state="live"]').waitFor();
    await page.keyboard.press('a');
    await page.getByText('It is yours now.').waitFor();
    await page.locator('#live-light[data-state="live"]').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('On it.');
    await page.keyboard.press('Control+Enter');
    await page.locator('.said.out', { hasText: 'On it.' }).waitFor();
    await page.locator('#live-light[data-state="live"]').waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Why? The member reads it.').fill('Done.');
    await page.getByRole('button', { name: 'Close the ticket' }).click();
    await page.getByText('closed this ticket: Done.').waitFor();
    await eventually('it is closed', async () => (await statusOf(id)) === 'closed');
    await page.context().close();
  });

  it('keeps a member’s own page up to date, and what they are writing as it is', async () => {
    const { number } = await opened(app, guild, 'Mine to watch');
    await app.settle();
    const page = await windowOf(guild.member, `${base}/my-tickets/${number}`);
    await page.locator('#live-light[data-state="live"]').waitFor();
    await page.getByLabel('Your message').fill('I am still writ');
    await call(app, guild, 'POST', `/tickets/${number}/notes`, { content: 'Hidden thoughts' });
    await call(app, guild, 'POST', `/tickets/${number}/messages`, { content: 'We look at it.' });
    await app.settle();
    await page.getByText('We look at it.').waitFor();
    await page.getByText('Waiting for you').waitFor();
    await call(app, guild, 'POST', `/tickets/${number}/close`, { reason: 'Mended' });
    await page.getByText('closed this: Mended').waitFor();
    await page.getByRole('button', { name: '5 of 5' }).waitFor();
    assert.equal(await page.getByLabel('Your message').inputValue(), 'I am still writ');
    assert.equal(await page.getByText('Hidden thoughts').count(), 0);
    await page.context().close();
  });

  it('has no barriers that axe finds: in both themes, on a phone, on every page', async () => {
    const form = [
      { id: 'what', label: 'What is wrong?', style: 'long', required: true },
      { id: 'when', label: 'When?', style: 'select', required: false, options: ['Now', 'Later'] },
    ];
    const { id: category } = await call(app, guild, 'POST', '/tickets/categories', { name: 'Help', form });
    await call(app, guild, 'POST', '/tickets/panels', {
      channelId: guild.channelId,
      title: 'Ask us',
      categoryIds: [category],
    });
    const { number } = await opened(app, guild, 'For axe', { category, answers: { what: 'All of it' } });
    await call(app, guild, 'POST', `/tickets/${number}/notes`, { content: 'See <https://example.org/a>' });
    await app.settle();
    const { transcripts } = await call(app, guild, 'POST', `/tickets/${number}/transcripts`);
    const { id: transcript } = transcripts.find((one: { audience: string }) => one.audience === 'team');
    const paths = [
      ['', '/board', `/${number}`, '/statistics', '/transcripts', '/limits', '/hours', '/panels/new'].map(
        (path) => `/tickets${path}`,
      ),
      [
        `/tickets/categories/${category}`,
        '/tickets/panels',
        '/tickets/import',
        `/tickets/transcripts/${transcript}`,
        `/tickets/transcripts/${transcript}/page`,
        '/my-tickets',
        '/my-tickets/new',
      ],
    ].flat();
    const looks: BrowserContextOptions[] = [
      { colorScheme: 'light', viewport: { width: 1360, height: 850 } },
      { colorScheme: 'dark', viewport: { width: 390, height: 780 } },
    ];
    for (const look of looks) {
      const page = await windowOf(guild.admin, `${base}/tickets`, { ...look, bypassCSP: true });
      for (const path of paths) {
        await page.goto(`${base}${path}`);
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } };
          const { violations } = await axe.run();
          return violations.map((violation) => JSON.stringify(violation).slice(0, 900));
        });
        assert.deepEqual(found, [], `${path} ${look.colorScheme}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${path} is wider than the screen by ${wide} px`);
        const texts = page.locator('.plot-text');
        const heights = await texts.evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect().height),
        );
        // A line of text is about 1.2 times as high as its size.
        assert.ok(
          Math.min(...heights, 20) >= 1.2 * 9,
          `${path}: ${Math.min(...heights)} px is too small to read`,
        );
      }
      await page.context().close();
    }
  });
});
