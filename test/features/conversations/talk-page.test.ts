import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn } from '../../support/dashboard.ts';
import { write } from './support/talk.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the page on which a person reads and answers', () => {
  let app: TestApp;
  let browser: OpenBrowser;
  let guild: TestGuild;
  let path: string;
  before(async () => {
    [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
    app.discord.control.rateLimits(false);
    guild = app.newGuild();
    const { conversation } = await write(app, guild, 'Hello <b>Maya</b>, @everyone\nhttps://example.org');
    await app.settle();
    path = `/guilds/${guild.id}/talk/${conversation.id}`;
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  async function openAs(who: { id: string }, colorScheme: 'light' | 'dark'): Promise<Page> {
    const visitor = await signIn(app, who);
    const context = await browser.context({ viewport: { width: 360, height: 740 }, colorScheme });
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
    await page.goto(`${app.url}${path}`);
    return page;
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`keeps nobody out and fits a phone (${scheme}), and takes an answer with a file`, async () => {
      const page = await openAs(guild.member, scheme);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      assert.deepEqual(found, []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      assert.equal(wide, false, 'nothing is cut off at the side');
      assert.equal(await page.locator('.prose b').count(), 0, 'words stay words');
      const photo = { name: `${scheme}.txt`, mimeType: 'text/plain', buffer: Buffer.from('What I see') };
      await page.getByLabel('Attach files').setInputFiles(photo);
      await page.getByRole('button', { name: `Remove ${photo.name}` }).waitFor();
      await page.getByLabel('Your message').fill(`Answer in ${scheme}`);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText(`Answer in ${scheme}`).waitFor();
      await page.getByRole('link', { name: photo.name }).waitFor();
      await page.context().close();
    });
  }
});
