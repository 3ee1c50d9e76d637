import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn } from '../../support/dashboard.ts';
import { newMember } from '../inbox/support/desk.ts';
import { linkPath, liveLinks, newCode, setSecret, signedParts, typeCode } from './support/linking.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('linking accounts in a browser', () => {
  let app: TestApp;
  let browser: OpenBrowser;
  let guild: TestGuild;

  before(async () => {
    [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
    app.discord.control.rateLimits(false);
    guild = app.newGuild();
    await setSecret(app, guild);
    const staffRoles = [guild.staffRoleId];
    await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles } });
    await app.api(guild.id, 'PATCH', '/settings/accounts', {
      values: { accountPage: 'https://panel.example/discord' },
    });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  async function windowOf(
    who: { id: string } | undefined,
    path: string,
    options: BrowserContextOptions = {},
  ) {
    const context = await browser.context(options);
    if (who) {
      const { cookies } = await signIn(app, who);
      const place = { secure: true, domain: '127.0.0.1', path: '/' };
      await context.addCookies([...cookies].map(([name, value]) => ({ name, value, ...place })));
    }
    const page = await context.newPage();
    await page.goto(`${app.url}${path}`);
    return page;
  }

  it('E01: goes from the host application’s link over Discord’s page to a page that shows the account', async () => {
    const parts = signedParts(app, guild, { account: 'cus_b', name: 'By browser' });
    const page = await windowOf(undefined, linkPath(guild, parts));
    await page.getByRole('button', { name: 'Yes, link it with Discord' }).click();
    await page.getByLabel('You are').selectOption(guild.admin.id);
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByRole('heading', { name: 'You are linked' }).waitFor();
    await page.getByText('By browser').waitFor();
    assert.equal((await liveLinks(app, guild))[0]?.user_id, guild.admin.id);
    await page.context().close();
  });

  it('lets staff link a member by hand, settle a conflict and unlink', async () => {
    await app.api(guild.id, 'PUT', '/known-accounts', {
      accounts: [{ accountId: 'cus_k', accountName: 'Known one' }],
    });
    const page = await windowOf(guild.staff, `/guilds/${guild.id}/accounts`);
    await page.getByRole('link', { name: 'Link by hand' }).click();
    await page.getByRole('searchbox', { name: 'Member' }).fill('maya');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByLabel('Account that nobody is linked to').selectOption('cus_k');
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByText('This could not be saved yet').waitFor();
    await page.getByLabel('Reason').fill('Came to the shop.');
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByText('is linked to Known one and was told').waitFor();

    await typeCode(app, guild, guild.staff, (await newCode(app, guild, 'cus_k', 'Known one')).code);
    await page.getByRole('link', { name: 'Accounts' }).first().click();
    await page.getByRole('link', { name: 'Conflicts' }).click();
    await page.getByLabel('Reason').fill('Sam took over the shop.');
    await page.getByRole('button', { name: 'Link it to Sam' }).click();
    await page.getByText('Known one is linked to Sam now').waitFor();
    const live = await liveLinks(app, guild);
    assert.equal(live.find(({ account_id }) => account_id === 'cus_k')?.user_id, guild.staff.id);
    await page.context().close();
  });

  it('has no barriers that axe finds: in both themes, on a phone, on every page of it', async () => {
    const kim = newMember(app, guild, 'kim');
    await app.api(guild.id, 'PUT', '/known-accounts', {
      accounts: [{ accountId: 'cus_p', accountName: 'Proposed', discordUsername: kim.username }],
    });
    await app.settle();
    // The first test left one settled; here are one to settle, and a link of the member's own.
    await typeCode(app, guild, guild.member, (await newCode(app, guild, 'cus_k', 'Known one')).code);
    await typeCode(app, guild, guild.member, (await newCode(app, guild, 'cus_m', 'Maya’s own')).code);
    const [link] = await app.sql`select id from account_links
      where guild_id = ${guild.id} and account_id = 'cus_k' and ended_at is null`;
    const base = `/guilds/${guild.id}`;
    const stranger = linkPath(guild, signedParts(app, guild, { account: 'cus_n', name: 'New' }));
    const places: [{ id: string } | undefined, string[]][] = [
      [undefined, [stranger]],
      [guild.member, [stranger, `${base}/my-account`, `${base}/my-account/unlink`]],
      [
        guild.staff,
        [
          `${base}/my-account`,
          `${base}/accounts`,
          `${base}/accounts/links/${link?.id}`,
          `${base}/accounts/new?member=may`,
          `${base}/accounts/conflicts`,
          `${base}/accounts/proposals`,
        ],
      ],
    ];
    for (const options of [
      { colorScheme: 'light' as const },
      { colorScheme: 'dark' as const, viewport: { width: 375, height: 720 } },
    ])
      for (const [who, paths] of places) {
        const page = await windowOf(who, '/account', options);
        for (const path of paths) {
          await page.goto(`${app.url}${path}`);
          assert.deepEqual(await barriers(page), [], `${path} ${JSON.stringify(options)}`);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${path} is ${overflow} px wider than the window`);
        }
        await page.context().close();
      }
  });

  async function barriers(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe: tool } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await tool.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`,
      );
    });
  }
});
