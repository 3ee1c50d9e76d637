import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { createTestApp, type TestApp } from '../test/support/app.ts';
import { openBrowser } from '../test/support/browser.ts';
import { openDiscordPage } from '../test/support/discord-page.ts';
import { demo } from './local/discord/seed.ts';

const help = `Takes the pictures of the README from the running product, on this machine.

  npm run screenshots                  into docs/images
  npm run screenshots -- --out DIR     somewhere else`;

const SIZE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };
const guildId = demo.guilds.workshop.id;

/** A few records of an ordinary week, so that the pictures show what a workshop would see. */
const WEEK = [
  {
    kind: 'problem',
    title: 'Left flipper weak after ten minutes',
    machine: 'Thunder Alley',
    fields: { priority: 'normal' },
  },
  {
    kind: 'log',
    title: 'Shop job: new rubbers, playfield waxed',
    machine: 'Thunder Alley',
    fields: { worker: 'Emil' },
  },
  {
    kind: 'part',
    title: 'Flipper link and plunger, two sets',
    machine: 'Galaxy Runner',
    fields: { quantity: '2' },
  },
  {
    kind: 'problem',
    title: 'Trough opto dim, balls get stuck',
    machine: 'Sea Serpent',
    fields: { priority: 'high' },
  },
  {
    kind: 'log',
    title: 'Fuse F106 replaced with 5 A slow-blow',
    machine: 'Sea Serpent',
    fields: { worker: 'Bruno' },
  },
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, out: { type: 'string' } } });
  if (values.help) return console.log(help);
  const folder = values.out ?? 'docs/images';
  await mkdir(folder, { recursive: true });
  const app = await createTestApp({ seed: 'demo' });
  const opened = await openBrowser();
  try {
    const save = async (page: Page, name: string) => {
      await page.screenshot({ path: `${folder}/${name}.png` });
      console.log(`${folder}/${name}.png`);
    };
    await app.apiKey(guildId);
    await app.api(guildId, 'GET', '/machines'); // makes the key that the records will name
    await app.sql`update api_keys set name = 'Floor tablet' where name = 'test'`;
    for (const record of WEEK) await app.api(guildId, 'POST', '/records', record);
    await app.settle();

    const discord = await openDiscordPage(
      await opened.context({ viewport: SIZE, colorScheme: 'dark' }),
      app.discord.url,
      guildId,
    );
    await discord.open(demo.channels.workshop, demo.users.bruno.id);
    await discord.useOnMessage(demo.messages.photo, 'Add to records');
    await discord.answer('1/3').waitFor();
    await save(discord.page, 'review');
    await discord.answer('1/3').getByRole('button', { name: 'Save' }).click();
    await discord.answer('2/3').waitFor();
    await app.settle();

    const dashboard = await signIn(app, await opened.context({ viewport: SIZE, colorScheme: 'light' }));
    for (const [name, path] of [
      ['records', '/records'],
      ['record', `/records/${WEEK.length + 1}`],
      ['settings', '/settings/records'],
    ] as const) {
      await dashboard.goto(`${app.url}/guilds/${guildId}${path}`);
      await save(dashboard, name);
    }
    const phone = await signIn(app, await opened.context({ viewport: PHONE, colorScheme: 'dark' }));
    await phone.goto(`${app.url}/guilds/${guildId}/records`);
    await save(phone, 'phone');
  } finally {
    await opened.close();
    await app.close();
  }
}

async function signIn(app: TestApp, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(app.url);
  await page
    .getByRole('link', { name: /sign in/i })
    .or(page.getByRole('button', { name: /sign in/i }))
    .first()
    .click();
  await page.getByRole('combobox').selectOption(demo.users.ada.id);
  await page.getByRole('button', { name: /authori[sz]e/i }).click();
  await page.getByText(demo.guilds.workshop.name).first().waitFor();
  return page;
}

await main();
