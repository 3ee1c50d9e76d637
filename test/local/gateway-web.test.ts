import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type OpenBrowser, openBrowser } from '../support/browser.ts';
import { demo, type Harness, startHarness } from './discord/harness.ts';
import { ALLOWED, type BareClient, INTENTS, logIn } from './gateway-client.ts';

const { emil } = demo.users;
const { workshop } = demo.guilds;

describe('the web client and a bot at the gateway', () => {
  let discord: Harness;
  let opened: OpenBrowser;
  let page: Page;
  let bot: BareClient;
  let dmId: string;
  const problems: string[] = [];

  before(async () => {
    discord = await startHarness({ now: Date.now });
    discord.control.application({ flags: (1 << 13) | (1 << 15) | (1 << 19) });
    opened = await openBrowser();
    const context = await opened.context({ viewport: { width: 1360, height: 860 } });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => problems.push(error.message));
    const { body } = await discord.as(emil.id, 'POST', '/dms', { recipient_id: discord.applicationId });
    dmId = String(body.id);
    await page.goto(`${discord.url}/channels/@me/${dmId}?user=${emil.id}`);
    await page.getByRole('heading', { level: 1, name: 'Guildhall' }).waitFor();
  });
  after(async () => {
    await opened?.close();
    await discord?.close();
  });

  const composer = () => page.getByRole('combobox', { name: /^Message/ });
  const row = (text: string) => page.getByRole('log').locator('.message', { hasText: text }).last();

  it('shows the bot online while a session is up, and tells the bot who has the page open', async () => {
    const dot = (status: string) => page.locator('header').getByRole('img', { name: status });
    await dot('offline').waitFor();
    bot = (await logIn(discord, { intents: ALLOWED | INTENTS.presences })).client;
    await dot('online').waitFor();
    const told = (await bot.dispatched()).filter(
      (frame) => frame.t === 'GUILD_CREATE' && frame.d.id === workshop.id,
    );
    const there = told[0]?.d.presences as { user: { id: string }; status: string }[];
    assert.ok(there.some(({ user, status }) => user.id === emil.id && status === 'online'));
  });

  it('carries a direct message to the bot, typing first, and its answer back', async () => {
    await composer().fill('Can you hear me?');
    const { d: typing } = await bot.next('TYPING_START');
    assert.deepEqual([typing.user_id, typing.channel_id, typing.guild_id], [emil.id, dmId, undefined]);
    await page.keyboard.press('Enter');
    const { d } = await bot.next('MESSAGE_CREATE');
    assert.deepEqual([d.content, d.author.id, d.guild_id], ['Can you hear me?', emil.id, undefined]);
    await discord.api('POST', `/channels/${dmId}/typing`);
    await page.getByText('Guildhall is typing…').waitFor();
    await discord.api('POST', `/channels/${dmId}/messages`, { content: 'Loud and clear.' });
    await row('Loud and clear.').waitFor();
    await page.getByText('Guildhall is typing…').waitFor({ state: 'detached' });
  });

  it('tells the bot of edits and deletions of direct messages', async () => {
    await composer().focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Do you hear me?');
    await page.keyboard.press('Enter');
    const { d: edited } = await bot.next('MESSAGE_UPDATE');
    assert.deepEqual([edited.content, edited.guild_id], ['Do you hear me?', undefined]);
    assert.ok(edited.edited_timestamp);
    await row('Do you hear me?').dispatchEvent('contextmenu');
    await page.getByRole('menuitem', { name: 'Delete Message' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    assert.deepEqual((await bot.next('MESSAGE_DELETE')).d, { id: edited.id, channel_id: dmId });
  });

  it('closes direct messages per person: the bot gets 50007', async () => {
    const send = () => discord.api('POST', `/channels/${dmId}/messages`, { content: 'Still there?' });
    await page.locator('.me').click();
    await page.getByRole('menuitemcheckbox', { name: /Close my DMs/ }).click();
    await page.getByText('Your DMs are closed').waitFor();
    const refused = await send();
    assert.deepEqual([refused.status, refused.body.code], [403, 50007]);
    await page.getByRole('menuitemcheckbox', { name: /Close my DMs/ }).click();
    await page.getByText('Your DMs are open').waitFor();
    assert.equal((await send()).status, 200);
    await page.keyboard.press('Escape');
  });

  it('leaves a server and joins it again', async () => {
    await page.getByRole('button', { name: new RegExp(`^${workshop.name}`) }).click();
    await page.getByRole('button', { name: 'Server menu' }).click();
    await page.getByRole('menuitem', { name: 'Leave Server' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave Server' }).click();
    const { d } = await bot.next('GUILD_MEMBER_REMOVE');
    assert.deepEqual([d.user.id, d.guild_id], [emil.id, workshop.id]);
    await page.getByRole('button', { name: new RegExp(`^${workshop.name}`) }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Join a server' }).click();
    await page.getByRole('dialog').getByRole('button', { name: workshop.name }).click();
    assert.equal((await bot.next('GUILD_MEMBER_ADD')).d.user.id, emil.id);
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  });

  it('shows the bot offline when its session is gone, without an error in the page', async () => {
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.getByRole('button', { name: /online Guildhall/ }).waitFor();
    await bot.close();
    await members.getByRole('button', { name: /offline Guildhall/ }).waitFor();
    assert.deepEqual(problems, []);
  });
});
