import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { verifyKey } from 'discord-interactions';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { demo } from '../../scripts/local/discord/seed.ts';
import { startLocalDiscord } from '../../scripts/local/discord/server.ts';
import { type OpenBrowser, openBrowser } from '../support/browser.ts';

type Local = Awaited<ReturnType<typeof startLocalDiscord>>;
interface Interaction {
  type: number;
  data: {
    name?: string;
    custom_id?: string;
    values?: string[];
    target_id?: string;
    options?: { name: string; value: string; focused?: boolean }[];
    resolved?: {
      messages?: Record<string, { content: string }>;
      attachments?: Record<string, { filename: string }>;
    };
    components?: { component?: { custom_id: string; value?: string; values?: string[] } }[];
  };
}

const message = (data: Record<string, unknown>) => ({ type: 4, data });
const commands = [
  {
    name: 'greet',
    description: 'Greet somebody',
    options: [
      { type: 3, name: 'who', description: 'Whom to greet', required: true, autocomplete: true },
      { type: 4, name: 'times', description: 'How often', min_value: 1, max_value: 5 },
    ],
  },
  { name: 'panel', description: 'A message with a button and a select' },
  { name: 'quiet', description: 'Words for you alone' },
  { name: 'broken', description: 'Answers HTTP 500' },
  { name: 'Quote', type: 3 },
];
const panel = message({
  content: 'The panel',
  components: [
    { type: 1, components: [{ type: 2, style: 1, label: 'Press me', custom_id: 'press' }] },
    {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: 'colours',
          placeholder: 'Pick colours',
          min_values: 1,
          max_values: 2,
          options: ['Red', 'Green', 'Blue'].map((label) => ({ label, value: label.toLowerCase() })),
        },
      ],
    },
    { type: 1, components: [{ type: 2, style: 2, label: 'Open the form', custom_id: 'form' }] },
  ],
});
const form = {
  type: 9,
  data: {
    custom_id: 'feedback',
    title: 'Feedback',
    components: [
      { type: 10, content: 'Tell us **what** you think.' },
      {
        type: 18,
        label: 'Subject',
        component: { type: 4, custom_id: 'subject', style: 1, min_length: 3, max_length: 40 },
      },
      {
        type: 18,
        label: 'Area',
        component: {
          type: 3,
          custom_id: 'area',
          options: ['Bar', 'Floor'].map((label) => ({ label, value: label.toLowerCase() })),
        },
      },
    ],
  },
};

/** What the application of this test answers: pure, so that each step below names one branch. */
function answer({ type, data }: Interaction): object | null {
  if (type === 1) return { type: 1 };
  if (type === 4) {
    const typed = data.options?.find((o) => o.focused)?.value ?? '';
    const names = ['Alice', 'Albert', 'Zoe'].filter((n) => n.toLowerCase().startsWith(typed.toLowerCase()));
    return { type: 8, data: { choices: names.map((name) => ({ name, value: `id-${name}` })) } };
  }
  if (type === 5) {
    const fields = data.components?.flatMap((c) => (c.component ? [c.component] : [])) ?? [];
    return message({
      content: `Form: ${fields.map((f) => `${f.custom_id}=${f.value ?? f.values?.join('+')}`).join(' ')}`,
    });
  }
  if (data.custom_id === 'press') return { type: 7, data: { content: 'The panel was pressed' } };
  if (data.custom_id === 'colours') return message({ content: `Picked ${data.values?.join(' and ')}` });
  if (data.custom_id === 'form') return form;
  if (data.name === 'greet')
    return message({ content: `Hello ${data.options?.map((o) => `${o.name}:${o.value}`).join(', ')}` });
  if (data.name === 'panel') return panel;
  if (data.name === 'quiet') return message({ content: 'Psst', flags: 64 });
  if (data.name === 'Quote')
    return message({ content: `Quoted: ${data.resolved?.messages?.[data.target_id ?? '']?.content}` });
  return null;
}

describe('the web client of the local Discord', () => {
  let local: Local;
  let endpoint: Server;
  let opened: OpenBrowser;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];
  const general = `/channels/${demo.guilds.workshop.id}/${demo.channels.general}`;

  const log = (): Locator => page.getByRole('log');
  const composer = (): Locator => page.getByRole('combobox', { name: /^Message/ });
  const row = (text: string | RegExp): Locator => log().locator('.message', { hasText: text }).last();
  const run = async (command: string): Promise<void> => {
    await composer().fill(`/${command}`);
    await page.getByRole('option', { name: new RegExp(`^/${command}\\b`) }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.command-form :focus').waitFor();
  };

  before(async () => {
    local = await startLocalDiscord({ seed: 'demo', port: 0 });
    endpoint = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const raw = Buffer.concat(parts);
      const signature = String(request.headers['x-signature-ed25519']);
      const stamp = String(request.headers['x-signature-timestamp']);
      const genuine = await verifyKey(raw, signature, stamp, local.publicKey);
      const reply = genuine ? answer(JSON.parse(raw.toString())) : null;
      response.writeHead(genuine ? (reply ? 200 : 500) : 401, { 'content-type': 'application/json' });
      response.end(reply ? JSON.stringify(reply) : '');
    });
    await new Promise<void>((done) => endpoint.listen(0, '127.0.0.1', done));
    const { port } = endpoint.address() as AddressInfo;
    const rest = async (method: string, path: string, body: unknown) => {
      const done = await fetch(`${local.url}/api/v10${path}`, {
        method,
        headers: {
          authorization: `Bot ${local.botToken}`,
          'content-type': 'application/json',
          'user-agent': 'DiscordBot (https://guildhall.example, 1)',
        },
        body: JSON.stringify(body),
      });
      assert.ok(done.ok, `${method} ${path}: ${done.status} ${await done.text()}`);
    };
    await rest('PATCH', '/applications/@me', { interactions_endpoint_url: `http://127.0.0.1:${port}/` });
    await rest('PUT', `/applications/${local.applicationId}/commands`, commands);
    opened = await openBrowser();
    context = await opened.context({ viewport: { width: 1360, height: 860 }, colorScheme: 'dark' });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${local.url}${general}?user=${demo.users.ada.id}`);
    await log().locator('.message').first().waitFor();
  });

  after(async () => {
    await opened?.close();
    endpoint?.close();
    await local?.close();
  });

  it('opens quickly, says what it is, and lists the guild', async () => {
    assert.match(await page.title(), /#general \| Silverball Workshop – Local Discord/);
    assert.ok(await page.getByText('Local Discord – everything on this machine').isVisible());
    await page
      .getByRole('navigation', { name: /Channels of/ })
      .getByRole('button', { name: 'support' })
      .waitFor();
    await page.getByRole('complementary', { name: 'Members' }).getByText('Bruno').waitFor();
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    assert.ok(paint !== undefined && paint < 1500, `first paint after ${paint} ms`);
  });

  it('sends text as text: markup of people never becomes markup of the page', async () => {
    await composer().fill('**bold** <img src=x onerror="window.hacked=1">');
    await page.keyboard.press('Enter');
    await row('bold').waitFor();
    assert.equal(await row('bold').locator('strong').textContent(), 'bold');
    assert.equal(await row('bold').locator('img').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
  });

  it('replies, reacts and edits', async () => {
    await row('bold').hover();
    await row('bold').getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByText('Replying to').waitFor();
    await composer().fill('my answer');
    await page.keyboard.press('Enter');
    await row('my answer').locator('.reply-text', { hasText: 'bold' }).waitFor();

    await row('my answer').hover();
    await row('my answer').getByRole('button', { name: 'Add Reaction' }).first().click();
    await page.getByRole('textbox', { name: 'Search emoji' }).fill('rocket');
    await page.keyboard.press('Enter');
    const reaction = row('my answer').getByRole('button', { name: /1 reaction/ });
    await reaction.waitFor();
    assert.equal(await reaction.getAttribute('aria-pressed'), 'true');
    await reaction.click();
    await reaction.waitFor({ state: 'detached' });

    await composer().focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('my better answer');
    await page.keyboard.press('Enter');
    await row('my better answer').getByText('(edited)').waitFor();
  });

  it('runs a slash command with autocomplete and checks options before sending', async () => {
    await run('greet');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByText('This option is required.').waitFor();
    await page.keyboard.type('al');
    await page.getByRole('option', { name: 'Albert' }).click();
    await page.getByRole('button', { name: '+ times' }).click();
    await page.keyboard.type('9');
    await page.keyboard.press('Enter');
    await page.getByText('At most 5.').waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await row('Hello who:id-Albert, times:3').waitFor();
    await row('Hello who:id-Albert').getByText('/greet').waitFor();
  });

  it('presses buttons and commits a multi select', async () => {
    await run('panel');
    await page.keyboard.press('Enter');
    await row('The panel').getByRole('button', { name: 'Press me' }).click();
    await row('The panel was pressed').waitFor();
    await run('panel');
    await page.keyboard.press('Enter');
    await row('The panel').getByRole('button', { name: 'Pick colours' }).click();
    await page.getByRole('option', { name: 'Red' }).click();
    await page.getByRole('option', { name: 'Blue' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await row('Picked red and blue').waitFor();
  });

  it('fills a modal with labels, refuses what is incomplete, keeps Tab inside', async () => {
    await log().getByRole('button', { name: 'Open the form' }).last().click();
    const dialog = page.getByRole('dialog', { name: 'Feedback' });
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.getByText('This field is required.').first().waitFor();
    for (let i = 0; i < 12; i++) await page.keyboard.press('Tab');
    assert.ok(await dialog.evaluate((box) => box.contains(document.activeElement)));
    await dialog.getByRole('textbox', { name: 'Subject' }).fill('Bar stools');
    await dialog.getByRole('button', { name: 'Area' }).click();
    await dialog.getByRole('option', { name: 'Bar' }).click();
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row('Form: subject=Bar stools area=bar').waitFor();
  });

  it('runs a message command from the Apps menu, by keyboard', async () => {
    // Out of the way: what opens under a resting pointer takes it for a choice.
    await page.mouse.move(2, 2);
    await row('my better answer').focus();
    await row('my better answer').dispatchEvent('contextmenu');
    await page.getByRole('menu', { name: 'Message' }).waitFor();
    await page.getByRole('menuitem', { name: 'Apps' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('[role=menuitem]:focus', { hasText: 'Quote' }).waitFor();
    await page.keyboard.press('Enter');
    await row('Quoted: my better answer').waitFor();
  });

  it('shows ephemeral answers to their reader alone, and dismisses them', async () => {
    await run('quiet');
    await page.keyboard.press('Enter');
    await row('Psst').getByText('Only you can see this').waitFor();
    const other = await context.newPage();
    await other.goto(`${local.url}${general}?user=${demo.users.bruno.id}`);
    await other.getByRole('log').getByText('my better answer').last().waitFor();
    assert.equal(await other.getByText('Psst').count(), 0);
    await other.close();
    await row('Psst').getByRole('button', { name: 'Dismiss message' }).click();
    await row('Psst').waitFor({ state: 'detached' });
  });

  it('says why an interaction failed, and the developer drawer shows the exchange', async () => {
    await run('broken');
    await page.keyboard.press('Enter');
    await log()
      .getByText(/did not respond/)
      .waitFor();
    await page.keyboard.press('Control+.');
    const drawer = page.getByRole('complementary', { name: 'Developer drawer' });
    await drawer
      .getByRole('button', { name: /broken/ })
      .first()
      .click();
    await drawer
      .getByText(/HTTP 500/)
      .first()
      .waitFor();
    await drawer.getByText('"name": "broken"').first().waitFor();
    await drawer.getByRole('button', { name: 'Close developer drawer' }).click();
  });

  it('uploads a pasted or chosen file and opens it large', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await page
      .locator('.composer input[type=file]')
      .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: png });
    await page.getByRole('list', { name: 'Files to send' }).getByText('dot.png').waitFor();
    await composer().fill('With a picture');
    await page.keyboard.press('Enter');
    await row('With a picture').getByRole('button', { name: 'Open image dot.png' }).click();
    await page.getByRole('dialog', { name: 'Image dot.png' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('forwards a message and makes a thread of it', async () => {
    await row('my better answer').dispatchEvent('contextmenu');
    await page.getByRole('menuitem', { name: 'Forward' }).click();
    await page.getByRole('textbox', { name: 'Channel or person' }).fill('general');
    await page.keyboard.press('Enter');
    await row('Forwarded').getByText('my better answer').waitFor();
    await row('With a picture').dispatchEvent('contextmenu');
    await page.getByRole('menuitem', { name: 'Create Thread' }).click();
    await page.getByRole('textbox', { name: 'Thread name' }).fill('About the dot');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'About the dot' }).waitFor();
    await page.goBack();
    await row('With a picture')
      .getByRole('button', { name: /About the dot/ })
      .waitFor();
  });

  it('opens a direct message with the bot and marks what is unread elsewhere', async () => {
    await page.getByRole('button', { name: 'Direct Messages' }).click();
    await page
      .getByRole('navigation', { name: 'Direct messages' })
      .getByRole('button', { name: /Guildhall/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Guildhall' }).waitFor();
    await run('quiet');
    await page.keyboard.press('Enter');
    await row('Psst').waitFor();
    const sent = await fetch(`${local.url}/_client/channels/${demo.channels.general}/messages`, {
      method: 'POST',
      headers: { 'x-user-id': demo.users.bruno.id, 'content-type': 'application/json' },
      body: JSON.stringify({ content: `<@${demo.users.ada.id}> are you there?` }),
    });
    assert.equal(sent.ok, true);
    await page.getByRole('button', { name: 'Silverball Workshop, 1 mentions' }).click();
    await row('are you there?').waitFor();
  });

  it('acts as somebody else, who sees only their channels', async () => {
    const list = page.getByRole('navigation', { name: /Channels of/ });
    assert.equal(await list.getByRole('button', { name: 'staff-only' }).count(), 1);
    await page.locator('.me').click();
    await page.getByRole('menuitemradio', { name: /Hana/ }).click();
    await page.locator('.me', { hasText: 'Hana' }).waitFor();
    await list.getByRole('button', { name: 'staff-only' }).waitFor({ state: 'detached' });
    await composer().fill('Hana was here');
    await page.keyboard.press('Enter');
    await row('Hana was here').getByText('Hana', { exact: true }).waitFor();
    assert.equal(await row('my better answer').getByRole('button', { name: 'Edit' }).count(), 0);
  });

  it('opens the first server when nothing is asked for', async () => {
    const fresh = await opened.context({ viewport: { width: 1360, height: 860 }, colorScheme: 'light' });
    const start = await fresh.newPage();
    await start.goto(local.url);
    await start.getByRole('log').locator('.message').first().waitFor();
    assert.match(start.url(), new RegExp(`/channels/${demo.guilds.workshop.id}/${demo.channels.general}$`));
    await fresh.close();
  });

  it('opens a deep link at its message', async () => {
    const id = demo.messages.report;
    await page.goto(`${local.url}/channels/${demo.guilds.workshop.id}/${demo.channels.workshop}/${id}`);
    await page.locator(`#m-${id}.highlight`).waitFor();
    assert.match(await page.title(), /^#workshop/);
  });

  it('works on a phone: the lists slide in, nothing is wider than the screen', async () => {
    const phone = await opened.context({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const small = await phone.newPage();
    await small.goto(`${local.url}${general}?user=${demo.users.ada.id}`);
    await small.getByRole('log').locator('.message').first().waitFor();
    assert.equal(await small.evaluate(() => document.documentElement.scrollWidth), 390);
    await small.getByRole('button', { name: 'Show channels' }).click();
    await small
      .getByRole('navigation', { name: /Channels of/ })
      .getByRole('button', { name: 'support' })
      .click();
    await small.getByRole('heading', { level: 1, name: 'support' }).waitFor();
    await phone.close();
  });

  it('ran without an error in the page', () => {
    assert.deepEqual(problems, []);
  });
});
