import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Locator } from 'playwright-core';
import { demo } from '../../scripts/local/discord/seed.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type OpenBrowser, openBrowser } from '../support/browser.ts';
import { type DiscordPage, isOnScreen, openDiscordPage } from '../support/discord-page.ts';
import { eventually } from '../support/eventually.ts';

const { users, channels } = demo;
const guildId = demo.guilds.workshop.id;
const photo = demo.messages.photo;

describe('records, as people click through them in the demo server', () => {
  let app: TestApp;
  let opened: OpenBrowser;
  let context: BrowserContext;
  let bruno: DiscordPage;

  const press = (label: string, from: Locator = bruno.answer()) =>
    from.getByRole('button', { name: label, exact: true }).click();
  const records = () =>
    app.sql`select number, kind, title, status, channel_id, message_id, parent_id, id from records
      where guild_id = ${guildId} order by number`;

  before(async () => {
    app = await createTestApp({ seed: 'demo' });
    opened = await openBrowser();
    context = await opened.context({ viewport: { width: 1360, height: 850 } });
    bruno = await openDiscordPage(context, app.discord.url, guildId);
    await bruno.open(channels.workshop, users.bruno.id);
  });
  after(async () => {
    await opened?.close();
    await app?.close();
  });

  it('A05: the wizard shows one suggestion at a time; Edit comes filled in, Skip goes on, only what was saved is kept', async () => {
    await bruno.useOnMessage(photo, 'Add to records');
    const first = bruno.answer('1/3');
    await first.getByText('Problem report: The connector J115').waitFor();
    assert.ok(
      await isOnScreen(first.getByRole('button', { name: 'Save' })),
      'the answer is brought into view',
    );

    await press('Edit');
    const title = bruno.dialog().getByRole('textbox', { name: 'Title' });
    assert.match(await title.inputValue(), /^The connector J115 behind them is burnt brown/);
    await bruno.dialog().getByText('Sea Serpent').waitFor();
    await title.fill('Connector J115 is *burnt*');
    await press('Submit', bruno.dialog());
    await bruno.answer().getByText('Problem report: Connector J115 is *burnt*').waitFor();
    assert.deepEqual(await records(), [], 'nothing is kept before somebody says so');

    await press('Save');
    await bruno.answer('2/3').getByText('Log entry: Cleaned the fuse clips').waitFor();
    await press('Skip');
    await bruno.answer('3/3').getByText('Part request: We need a new header').waitFor();
    await bruno.answer().getByText('Belongs to').waitFor();
    await press('Save');
    await bruno.answer('Saved 2 records').waitFor();
    const kept = await records();
    assert.deepEqual(
      kept.map(({ number, kind, title: kept }) => [number, kind, kept]),
      [
        [1, 'problem', 'Connector J115 is *burnt*'],
        [2, 'part', 'We need a new header for it'],
      ],
    );
    assert.equal(kept[1]?.parent_id, kept[0]?.id);
  });

  it('A06: two saved and one skipped are two records with their message, and the summary links both', async () => {
    const sources = await app.sql`select r.number, s.message_id, s.channel_id from record_sources s
      join records r on r.id = s.record_id where r.guild_id = ${guildId} and s.message_id = ${photo} order by r.number`;
    assert.deepEqual(sources, [
      { number: 1, message_id: photo, channel_id: channels.workshop },
      { number: 2, message_id: photo, channel_id: channels.workshop },
    ]);
    const summary = bruno.answer('Saved 2 records');
    await summary.getByText('1 skipped').waitFor();
    const links = summary.getByRole('link', { name: /^#\d$/ });
    assert.deepEqual(await links.allTextContents(), ['#1', '#2']);
    for (const record of await records())
      assert.deepEqual([record.channel_id, record.message_id], [channels.workshop, photo]);
  });

  it('every new record arrives in #records-log, with a way back to the message', async () => {
    await app.settle();
    await bruno.page
      .getByRole('navigation', { name: /Channels of/ })
      .getByRole('button', { name: 'records-log' })
      .click();
    const log = bruno.page.getByRole('log');
    await log.getByText('Problem report #1: Connector J115 is *burnt*').waitFor();
    await log.getByText('Part request #2').waitFor();
    assert.equal(await log.locator('.embed').count(), 2);
    await log.getByRole('link', { name: 'The message' }).first().click();
    await bruno.page.locator(`#m-${photo}.highlight`).waitFor();
  });

  it('/record list and /record show, with autocomplete, find it again; closing keeps the reason', async () => {
    await bruno.command('record list');
    await bruno.answer('Open records').getByText('#1 Connector J115 is *burnt*').waitFor();
    await bruno.command('record show', { record: 'conn' });
    const shown = bruno.answer('Assigned to');
    await shown.getByText('Problem report #1: Connector J115 is *burnt*').waitFor();
    await shown.getByText('j115-burnt.png').waitFor();
    await press('Close', shown);
    await bruno
      .dialog()
      .getByRole('textbox', { name: /Reason/ })
      .fill('New header fitted');
    await press('Submit', bruno.dialog());
    await shown.getByRole('button', { name: 'Reopen' }).waitFor();
    await shown.getByText('New header fitted').waitFor();
    const [first] = await records();
    assert.equal(first?.status, 'closed');
    const comments = await app.sql`select body from record_comments where record_id = ${first?.id}`;
    assert.deepEqual(comments, [{ body: 'New header fitted' }]);
  });

  it('undo asks first when somebody has worked on a record since', async () => {
    const summary = bruno.answer('Saved 2 records');
    await press('Undo', summary);
    const asked = bruno.answer('People have worked on this since');
    await asked.getByText('was closed').waitFor();
    await press('Keep everything', asked);
    await bruno.answer('Saved 2 records').waitFor();
    assert.equal((await records()).length, 2);
  });

  it('A07: a second person on the same message sees who saved it and the records; Claude is not asked again', async () => {
    const asked = app.claude.calls.length;
    const hana = await openDiscordPage(context, app.discord.url, guildId);
    await hana.open(channels.workshop, users.hana.id);
    await hana.useOnMessage(photo, 'Add to records');
    const answer = hana.answer('already saved');
    await answer.getByText('by Bruno').waitFor();
    await answer.getByRole('link', { name: '#1' }).waitFor();
    assert.equal(app.claude.calls.length, asked);
    assert.equal((await records()).length, 2);
    assert.deepEqual(hana.problems, []);
    await hana.page.close();
  });

  it('a member may work with records; what is for staff is refused in words', async () => {
    const hana = await openDiscordPage(context, app.discord.url, guildId);
    await hana.open(channels.general, users.hana.id);
    await hana.command('machine add', { name: 'Whirlwind' });
    await hana.answer('Only staff can do this').waitFor();
    await hana.command('record comment', { record: 'header', text: 'The drawer has one after all' });
    await hana.answer('Commented on #2').getByText('The drawer has one after all').waitFor();
    const composer = hana.page.getByRole('combobox', { name: /^Message/ });
    await composer.fill('/ma');
    await hana.page.getByRole('option', { name: /^\/machine list/ }).waitFor();
    await composer.fill('/se');
    await hana.page.getByRole('option', { name: /^\/machine list/ }).waitFor({ state: 'detached' });
    assert.equal(await hana.page.getByRole('option', { name: /^\/settings/ }).count(), 0);
    assert.deepEqual(await app.sql`select name from machines where name = 'Whirlwind'`, []);
    await hana.page.close();
  });

  it('undo, meant so, takes the records back and frees the message', async () => {
    await press('Undo', bruno.answer('Saved 2 records'));
    await press('Undo anyway', bruno.answer('People have worked on this since'));
    await bruno.answer('Undone').getByText('Removed #1').waitFor();
    await eventually('no record is left', async () => (await records()).length === 0);
    await bruno.useOnMessage(photo, 'Add to records');
    await bruno.answer('1/3').waitFor();
  });

  it('ran without an error in the page', () => {
    assert.deepEqual(bruno.problems, []);
  });
});
