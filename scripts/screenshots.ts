import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import type { GatewayEventData } from '../src/core/gateway/handler.ts';
import { createTestApp, type TestApp } from '../test/support/app.ts';
import { openBrowser } from '../test/support/browser.ts';
import { openDiscordPage } from '../test/support/discord-page.ts';
import { openDm } from './local/discord/channels.ts';
import { demo } from './local/discord/seed.ts';
import { viewMessage } from './local/discord/views.ts';

const help = `Takes the pictures of the README from the running product, on this machine.

  npm run screenshots                  into docs/images
  npm run screenshots -- --out DIR     somewhere else`;

const SIZE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };
const guildId = demo.guilds.workshop.id;

/** What people wrote to the bot, oldest first. */
const LETTERS: [keyof typeof demo.users, string][] = [
  ['gus', 'The machine that I bought from you last week plays great, thank you!'],
  ['ivo', 'Is the workshop open on Sunday? I would bring two friends.'],
  ['emil', 'I can’t find my invoice of May. Could you send it again?'],
  ['hana', 'Hi! Do you repair a 1978 Galaxy Runner? The left flipper does nothing any more.'],
  ['hana', 'I can send a photo if that helps.'],
];

/** What members asked for, by the category of the demo server. */
const TICKETS: [keyof typeof demo.users, string, string, string?][] = [
  [
    'gus',
    'Left flipper of my Galaxy Runner hangs',
    'It works when it is cold, and hangs after an hour.',
    'Repairs',
  ],
  ['ivo', 'Can I rent the hall for a birthday?', 'We would be about thirty, on a Sunday.'],
  ['emil', 'Lost a scarf on Friday', 'Red, with a small robot on it.'],
  [
    'hana',
    'Display of Sea Serpent shows half the score',
    'The right half is dark since yesterday.',
    'Repairs',
  ],
  ['chiyo', 'Do you buy old playfields?', 'I have two of 1978.'],
];

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

    for (const [name, text] of LETTERS) await writeToBot(app, demo.users[name].id, text);
    const { conversations } = (await app.api(guildId, 'GET', '/inbox/conversations')).body;
    const talk = conversations.find((one: { personName: string }) => one.personName === 'Hana');
    await app.api(guildId, 'POST', `/conversations/${talk.id}/messages`, {
      content: 'We do. A photo of the coil would help, and the sticker inside the door.',
    });
    await app.settle();

    await openTickets(app);

    const dashboard = await signIn(app, await opened.context({ viewport: SIZE, colorScheme: 'light' }));
    for (const [name, path] of [
      ['overview', ''],
      ['inbox', `/inbox/${talk.number}`],
      ['tickets', '/tickets/board'],
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

/** Tickets in every column of the board. */
async function openTickets(app: TestApp): Promise<void> {
  const made: number[] = [];
  for (const [name, subject, message, category] of TICKETS) {
    const { body } = await app.api(guildId, 'POST', '/tickets', {
      personId: demo.users[name].id,
      subject,
      message,
      ...(category ? { category, answers: { machine: subject, what: message } } : {}),
    });
    made.push(body.number);
  }
  const [first, second, third, fourth] = made;
  const change = (number: number | undefined, verb: string, body: object) =>
    app.api(guildId, 'POST', `/tickets/${number}/${verb}`, body);
  await change(first, 'assign', { assigneeId: demo.users.bruno.id });
  await change(second, 'assign', { assigneeId: demo.users.dora.id });
  await app.api(guildId, 'PATCH', `/tickets/${fourth}`, { priority: 'urgent', tags: ['display'] });
  await app.api(guildId, 'PATCH', `/tickets/${second}`, { status: 'waiting' });
  await change(third, 'close', { reason: 'It hung behind the bar.' });
  await app.settle();
}

/** A direct message to the bot, heard as over the gateway. */
async function writeToBot(app: TestApp, personId: string, content: string): Promise<void> {
  const { state } = app.discord;
  const channelId = openDm(state, state.data.botId, personId).id;
  const { id } = app.say(channelId, { id: personId }, content);
  const stored = state.data.messages.get(channelId)?.get(id);
  if (!stored) throw new Error('the message is not there');
  const seen = viewMessage(state, stored, state.data.botId);
  await app.gatewayEvent('MESSAGE_CREATE', seen as unknown as GatewayEventData['MESSAGE_CREATE']);
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
