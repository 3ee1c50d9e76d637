import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page } from 'playwright-core';

/** The local Discord's web client in a browser, used by what can be seen and clicked. */
export interface DiscordPage {
  page: Page;
  open(channelId: string, userId: string): Promise<void>;
  /** Messages that only this person sees; the last one unless told. */
  answer(text?: string | RegExp): Locator;
  /** Right-click, Apps, the command. */
  useOnMessage(messageId: string, command: string): Promise<void>;
  /** Types the command and its options; of the choices offered for an option, the first that holds what was typed is taken. */
  command(name: string, options?: Record<string, string>): Promise<void>;
  dialog(): Locator;
  /** What the page itself reported as errors; none are expected. */
  problems: string[];
}

const PATIENCE_MS = 60_000;

export async function openDiscordPage(
  context: BrowserContext,
  url: string,
  guildId: string,
): Promise<DiscordPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const log = page.getByRole('log');
  const own = log.locator('.message', { hasText: 'Only you can see this' });
  const form = page.locator('.command-form');

  async function fill(name: string, typed: string): Promise<void> {
    const field = form.locator(`[data-option="${name}"] input`);
    const add = form.getByRole('button', { name: `+ ${name}`, exact: true });
    if (await add.count()) await add.click();
    await field.fill(typed);
    const hasChoices = (await field.getAttribute('role')) === 'combobox';
    if (hasChoices) await page.getByRole('option').filter({ hasText: typed }).first().click();
  }

  return {
    page,
    problems,
    async open(channelId, userId) {
      await page.goto(`${url}/channels/${guildId}/${channelId}?user=${userId}`);
      await log.locator('.message').first().waitFor();
    },
    answer: (text) => (text === undefined ? own : own.filter({ hasText: text })).last(),
    async useOnMessage(messageId, command) {
      const message = log.locator(`#m-${messageId}`);
      await message.scrollIntoViewIfNeeded();
      await message.locator('.content').first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Apps' }).click();
      await page.getByRole('menuitem', { name: new RegExp(command) }).click();
    },
    async command(name, options = {}) {
      await page.getByRole('combobox', { name: /^Message/ }).fill(`/${name}`);
      await page
        .getByRole('option', { name: new RegExp(`^/${name}\\b`) })
        .first()
        .click();
      await form.waitFor();
      for (const [option, typed] of Object.entries(options)) await fill(option, typed);
      await form.getByRole('button', { name: 'Run command' }).click();
      await form.waitFor({ state: 'detached' });
    },
    dialog: () => page.getByRole('dialog').last(),
  };
}

/** Whether a person sees it without scrolling. */
export async function isOnScreen(locator: Locator): Promise<boolean> {
  const box = await locator.boundingBox();
  const size = locator.page().viewportSize();
  assert.ok(size);
  if (!box || box.x < 0 || box.y < 0) return false;
  return box.x + box.width <= size.width && box.y + box.height <= size.height;
}
