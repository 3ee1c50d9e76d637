import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn } from '../../support/dashboard.ts';
import { conversationsOf, deskGuild, newMember, writes } from './support/desk.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the inbox in a browser', () => {
  let app: TestApp;
  let browser: OpenBrowser;
  let guild: TestGuild;
  let base: string;

  before(async () => {
    [app, browser] = await Promise.all([createTestApp(), openBrowser()]);
    app.discord.control.rateLimits(false);
    guild = await deskGuild(app);
    base = `${app.url}/guilds/${guild.id}/inbox`;
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  async function talk(name: string, words = 'Hello') {
    const person = newMember(app, guild, name);
    await writes(app, person, words);
    await app.settle();
    const [row] = await conversationsOf(app, guild, person);
    return { person, id: String(row?.id), url: `${base}/${row?.number}` };
  }

  /** A window of somebody who is signed in. */
  async function windowOf(
    who: { id: string },
    url: string,
    {
      prepare,
      ...options
    }: BrowserContextOptions & { prepare?: (context: BrowserContext) => Promise<void> } = {},
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
    await prepare?.(context);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }
  const light = (page: Page, state: string, timeout = 20_000) =>
    page.locator(`#live-light[data-state="${state}"]`).waitFor({ timeout });
  const blockSockets = async (context: BrowserContext) => {
    await context.routeWebSocket(/\/live/, (socket) => socket.close());
  };
  const blockStreams = (context: BrowserContext) =>
    context.route(/\/live\?/, (route) =>
      route.request().headers().accept?.includes('text/event-stream') ? route.abort() : route.fallback(),
    );
  const blockAll = async (context: BrowserContext) => {
    await blockSockets(context);
    await blockStreams(context);
  };

  it('C10: shows who said what, left and right, in order, with names and times, and a light that goes red', async () => {
    const { person, url } = await talk('Robin', 'Is there a table?');
    const cuts: (() => void)[] = [];
    let isCut = false;
    const page = await windowOf(guild.staff, url, {
      prepare: async (context) => {
        await context.routeWebSocket(/\/live/, (socket) => {
          if (isCut) return socket.close();
          socket.connectToServer();
          cuts.push(() => socket.close());
        });
        await context.route(/\/live\?/, (route) => (isCut ? route.abort() : route.fallback()));
      },
    });
    await light(page, 'live');
    await page.getByLabel('Message to Robin').fill('Yes, number four.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.said.out').waitFor();
    await light(page, 'live');
    await writes(app, person, 'Lovely!');
    await page.locator('.said.in', { hasText: 'Lovely!' }).waitFor();
    const said = await page.locator('.said').evaluateAll((items) =>
      items.map((item) => ({
        side: item.classList.contains('in') ? 'left' : 'right',
        who: item.querySelector('strong')?.textContent,
        text: item.querySelector('.prose')?.textContent,
        hasTime: !!item.querySelector('time[datetime]'),
        middle: item.getBoundingClientRect().left + item.getBoundingClientRect().width / 2,
      })),
    );
    assert.deepEqual(
      said.map(({ side, who, text, hasTime }) => [side, who, text, hasTime]),
      [
        ['left', 'Robin', 'Is there a table?', true],
        ['right', 'Sam', 'Yes, number four.', true],
        ['left', 'Robin', 'Lovely!', true],
      ],
    );
    assert.ok((said[0]?.middle ?? 0) < (said[1]?.middle ?? 0), 'left is left of right');
    await page.locator('.said.out .delivery.seen').waitFor();
    await page.reload();
    assert.equal(await page.locator('.said').count(), 3, 'the same after a reload');
    await light(page, 'live');
    isCut = true;
    for (const cut of cuts) cut();
    await light(page, 'off');
    assert.match((await page.locator('#live-light').textContent()) ?? '', /Not live/);
    const colour = await page
      .locator('#live-light .lamp')
      .evaluate((lamp) => getComputedStyle(lamp).backgroundColor);
    assert.match(colour, /rgb\(208, 52, 44\)/, 'red');
    isCut = false;
    await light(page, 'live');
    await page.context().close();
  });

  it('uploads files while the answer is being written, lets them be taken out, and keeps them over a refusal', async () => {
    const { id, url } = await talk('Fay', 'The plan, please');
    const page = await windowOf(guild.staff, url);
    const text = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });
    const input = page.getByLabel('Attach files');
    await input.setInputFiles([text('plan.txt'), text('wrong.txt')]);
    const attached = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
    await page.getByRole('button', { name: 'Remove wrong.txt' }).click();
    await page.getByRole('button', { name: 'Remove plan.txt' }).waitFor();
    assert.equal(await attached.count(), 1);
    await input.setInputFiles([{ ...text('empty.txt'), buffer: Buffer.alloc(0) }]);
    await page.getByText('empty.txt: The file is empty.').waitFor();
    await page.getByLabel('Message to Fay').fill('Here it is.');
    await page.getByRole('button', { name: 'Add as note' }).click();
    await page.getByText('A note takes no files.').waitFor();
    assert.match((await attached.textContent()) ?? '', /plan\.txt/);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.said.out .said-files', { hasText: 'plan.txt' }).waitFor();
    const rows = await app.sql`select a.filename from conversation_attachments a
      join conversation_messages m on m.id = a.message_id where m.conversation_id = ${id}`;
    assert.deepEqual(rows, [{ filename: 'plan.txt' }]);
    await page.context().close();
  });

  it('C26: a message shows within ten seconds with sockets blocked, and with event streams blocked as well', async () => {
    const { person, url } = await talk('Tess');
    const windows = await Promise.all([
      windowOf(guild.staff, url, { prepare: blockSockets }),
      windowOf(guild.staff, url, { prepare: blockAll }),
    ]);
    for (const page of windows) await light(page, 'live');
    await writes(app, person, 'Through every wall');
    const from = Date.now();
    await Promise.all(
      windows.map((page) =>
        page.locator('.said.in', { hasText: 'Through every wall' }).waitFor({ timeout: 10_000 }),
      ),
    );
    assert.ok(Date.now() - from < 10_000, `took ${Date.now() - from} ms`);
    for (const page of windows) await page.context().close();
  });

  it('C27: tells of a new message by the browser, once, to whoever asked for it', async () => {
    const { person, url } = await talk('Omar');
    const page = await windowOf(guild.staff, base, {
      permissions: ['notifications'],
      prepare: async (context) => {
        await context.addInitScript(() => {
          const told: string[] = [];
          Object.assign(window, { told });
          class Fake {
            static permission = 'granted';
            static requestPermission = async () => 'granted';
            onclick: unknown;
            constructor(title: string, options: { body: string }) {
              told.push(`${title}: ${options.body}`);
            }
          }
          Object.assign(window, { Notification: Fake });
        });
      },
    });
    await page.getByLabel('Tell me of new messages in this browser').check();
    await page.goto(`${app.url}/guilds/${guild.id}/records`);
    await light(page, 'live');
    await writes(app, person, 'Anybody here?');
    await page.waitForFunction(() => (window as unknown as { told: string[] }).told.length > 0);
    assert.deepEqual(await page.evaluate(() => (window as unknown as { told: string[] }).told), [
      'Omar: Anybody here?',
    ]);
    await page.goto(url);
    await light(page, 'live');
    assert.deepEqual(
      await page.evaluate(() => (window as unknown as { told: string[] }).told),
      [],
      'not again on the next page',
    );
    await page.context().close();
  });

  it('C-I5: who answers second sees what the first is writing, and has to confirm, whatever their networks let through', async () => {
    const { id, url } = await talk('Noor');
    const ada = await windowOf(guild.admin, url, { prepare: blockAll });
    const sam = await windowOf(guild.staff, url, { prepare: blockSockets });
    await Promise.all([light(ada, 'live'), light(sam, 'live')]);
    await ada.getByLabel('Message to Noor').pressSequentially('We can deliver on');
    await sam.locator('#colleagues', { hasText: 'Ada is writing: “We can deliver on' }).waitFor();
    await sam.getByLabel('Message to Noor').fill('Tuesday works');
    await ada.locator('#colleagues', { hasText: 'Sam is writing: “Tuesday works”' }).waitFor();
    await sam.getByRole('button', { name: 'Send', exact: true }).click();
    await sam.locator('#problems', { hasText: 'Ada is writing here just now' }).waitFor();
    const sent = () => app.sql`select content from conversation_messages
      where conversation_id = ${id} and direction = 'out' order by sequence`;
    assert.deepEqual(await sent(), []);
    assert.equal(
      await sam.getByLabel('Message to Noor').inputValue(),
      'Tuesday works',
      'nothing typed is lost',
    );
    await sam.getByRole('button', { name: 'Send anyway' }).click();
    await sam.locator('.said.out', { hasText: 'Tuesday works' }).waitFor();
    assert.deepEqual(await sent(), [{ content: 'Tuesday works' }]);
    await ada.getByRole('button', { name: 'Send', exact: true }).click();
    await ada.locator('#problems', { hasText: 'Sam has answered a moment ago: “Tuesday works”' }).waitFor();
    await ada.getByRole('button', { name: 'Send anyway' }).click();
    await ada.locator('.said.out', { hasText: 'We can deliver on' }).waitFor();
    for (const page of [ada, sam]) await page.context().close();
  });

  it('C-I5: a draft counts for thirty seconds after its last key', async () => {
    const { id, url } = await talk('Lea');
    const ada = await windowOf(guild.admin, url);
    await light(ada, 'live');
    await ada.getByLabel('Message to Lea').pressSequentially('Half an ans');
    const watcher = await windowOf(guild.staff, url);
    await watcher.locator('#colleagues', { hasText: 'Ada is writing' }).waitFor();
    await ada.context().close();
    await watcher.context().close();
    await app.advance(31_000);
    const sam = await signIn(app, guild.staff);
    const path = new URL(url).pathname;
    await sam.get(path);
    const answer = await sam.post(`${path}/reply`, { kind: 'reply', content: 'Done', seen: '999999' });
    assert.equal(answer.status, 303, answer.text);
    const [row] =
      await app.sql`select content from conversation_messages where conversation_id = ${id} and direction = 'out'`;
    assert.equal(row?.content, 'Done');
  });

  it('keeps focus, typed words and place while others change what is on the page', async () => {
    const { person, url } = await talk('Rosa');
    const page = await windowOf(guild.staff, url);
    await light(page, 'live');
    const field = page.getByLabel('Message to Rosa');
    await field.pressSequentially('Dear R');
    await writes(app, person, 'One more thing');
    await page.locator('.said.in', { hasText: 'One more thing' }).waitFor();
    await page.keyboard.type('osa');
    assert.equal(await field.inputValue(), 'Dear Rosa');
    await page.context().close();
  });

  it('goes by keys: through the list, to the answer, to the help', async () => {
    await talk('Zoe');
    const page = await windowOf(guild.staff, base);
    await light(page, 'live');
    await page.keyboard.press('j');
    assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /Zoe/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Zoe', level: 1 }).waitFor();
    await light(page, 'live');
    await page.keyboard.press('r');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-content');
    await page.keyboard.type('By keys');
    await page.keyboard.press('Control+Enter');
    await page.locator('.said.out', { hasText: 'By keys' }).waitFor();
    await light(page, 'live');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.context().close();
  });

  it('has no barriers that axe finds: in both themes, on a phone, on every page of it', async () => {
    const { url } = await talk('Ines', 'Is this readable for everybody?');
    const match = { kind: 'keyword', words: ['readable'] };
    await app.api(guild.id, 'POST', '/inbox/rules', { name: 'Readers', match, tags: ['reading'] });
    for (const options of [
      { colorScheme: 'light' as const },
      { colorScheme: 'dark' as const },
      { viewport: { width: 375, height: 720 } },
    ]) {
      for (const address of [base, url, `${base}/replies`, `${base}/rules?text=readable`]) {
        const page = await windowOf(guild.admin, address, options);
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
          const { axe: tool } = window as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await tool.run()).violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`,
          );
        });
        assert.deepEqual(found, [], `${address} ${JSON.stringify(options)}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${address} is ${overflow} px wider than the window`);
        await page.context().close();
      }
    }
  });
});
