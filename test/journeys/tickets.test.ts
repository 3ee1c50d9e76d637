import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { demo } from '../../scripts/local/discord/seed.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type OpenBrowser, openBrowser } from '../support/browser.ts';
import { signIn } from '../support/dashboard.ts';
import { type DiscordPage, openDiscordPage } from '../support/discord-page.ts';
import { eventually } from '../support/eventually.ts';

const { users, channels } = demo;
const guildId = demo.guilds.workshop.id;

describe('a ticket, as its member and the team click through it', () => {
  let app: TestApp;
  let opened: OpenBrowser;
  let context: BrowserContext;
  let hana: DiscordPage;
  let desk: Page;

  const ticket = async () => (await app.sql`select * from tickets where guild_id = ${guildId}`)[0];

  /** A window of the dashboard in which somebody is signed in. */
  async function dashboardOf(who: { id: string }): Promise<Page> {
    const { cookies } = await signIn(app, who);
    const own = await opened.context({ viewport: { width: 1360, height: 850 } });
    const place = { secure: true, domain: '127.0.0.1', path: '/' };
    await own.addCookies([...cookies].map(([name, value]) => ({ name, value, ...place })));
    return own.newPage();
  }

  before(async () => {
    [app, opened] = await Promise.all([createTestApp({ seed: 'demo', gateway: true }), openBrowser()]);
    app.discord.control.rateLimits(false);
    await app.tick();
    await app.settle();
    context = await opened.context({ viewport: { width: 1360, height: 850 } });
    hana = await openDiscordPage(context, app.discord.url, guildId);
    await hana.open(channels.support, users.hana.id);
    desk = await dashboardOf(users.bruno);
  });
  after(async () => {
    await opened?.close();
    await app?.close();
  });

  it('B23: opens from a panel by a form; the team sees it on the board at once', async () => {
    await desk.goto(`${app.url}/guilds/${guildId}/tickets/board`);
    await desk.locator('#live-light[data-state="live"]').waitFor();
    await hana.page.getByRole('button', { name: 'Repairs' }).last().click();
    const dialog = hana.dialog();
    await dialog.getByRole('textbox', { name: 'Which machine?' }).fill('Galaxy Runner');
    await dialog.getByRole('textbox', { name: 'What does it do?' }).fill('The left flipper hangs.');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await hana.answer(/ticket/i).waitFor();
    await desk.locator('[data-column="open"] .board-card').first().waitFor();
    const row = await eventually('its thread is there', async () => {
      const found = await ticket();
      return found?.setup_state === 'ready' ? found : undefined;
    });
    assert.ok(row);
    assert.equal(row.person_id, users.hana.id);
    assert.deepEqual(
      (row.answers as { value: string }[]).map(({ value }) => value),
      ['Galaxy Runner', 'The left flipper hangs.'],
    );
  });

  it('B05, B06: is answered in the dashboard and in its thread, and both show the same', async () => {
    await desk.locator('[data-column="open"] .board-card-title').first().click();
    await desk.locator('#about').getByText('Galaxy Runner').waitFor();
    await desk.locator('#live-light[data-state="live"]').waitFor();
    await desk.getByLabel(/^Message to/).fill('Does it hang when it is hot?');
    await desk.getByRole('button', { name: 'Send', exact: true }).click();
    const row = await ticket();
    await hana.open(String(row?.thread_id), users.hana.id);
    const thread = hana.page.getByRole('log');
    await thread.getByText('Does it hang when it is hot?').waitFor();
    await desk.locator('#live-light[data-state="live"]').waitFor();
    const box = hana.page.getByRole('combobox', { name: /^Message/ });
    await box.fill('Only after an hour of play.');
    await box.press('Enter');
    await thread.getByText('Only after an hour of play.').waitFor();
    await desk.locator('.said.in', { hasText: 'Only after an hour of play.' }).waitFor();
    assert.equal(await desk.locator('.said.in', { hasText: 'Only after' }).count(), 1);
  });

  it('B25, B26: is closed with a reason, rated, and kept as a transcript', async () => {
    await desk.locator('.talk-actions summary', { hasText: 'Close' }).click();
    await desk.getByLabel('Why? The member reads it.').fill('New coil sleeve');
    await desk.getByRole('button', { name: 'Close the ticket' }).click();
    await desk.getByText('closed this ticket: New coil sleeve').waitFor();
    await app.settle();
    const [row] = await app.sql`select number from conversations where id = ${(await ticket())?.id}`;
    const own = await dashboardOf(users.hana);
    await own.goto(`${app.url}/guilds/${guildId}/my-tickets/${row?.number}`);
    await own.getByText('New coil sleeve').waitFor();
    await own.getByRole('button', { name: /^5/ }).click();
    await own.getByRole('img', { name: '5 of 5 stars' }).waitFor();
    await desk.getByRole('img', { name: '5 of 5 stars' }).waitFor();
    await eventually('the transcript is there', async () => {
      await app.tick();
      const found = await app.sql`select 1 from ticket_transcripts where guild_id = ${guildId}`;
      return found.length === 2;
    });
    await own.goto(`${app.url}/guilds/${guildId}/my-tickets`);
    await own.locator('a[href*="/transcripts/"]').click();
    await own.getByText('Only after an hour of play.').waitFor();
    assert.deepEqual(hana.problems, []);
  });
});
