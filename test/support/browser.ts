import { open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium as driver,
} from 'playwright-core';

const allowed = /^(https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/|data:|blob:)/;
/** One process dies with its first closed context; the others would switch off what a test relies on. */
const unwanted = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
];

export interface OpenBrowser {
  browser: Browser;
  /** A fresh context: own cookies and storage, network limited to this machine. */
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Unpacking takes a second or two; test processes that start together must not run a half-written file. */
async function unpacked(): Promise<string> {
  const lock = join(tmpdir(), 'chromium-unpacking.lock');
  for (let i = 0; i < 300; i++) {
    const handle = await open(lock, 'wx').catch(() => null);
    if (handle) {
      try {
        return await chromium.executablePath();
      } finally {
        await handle.close();
        await rm(lock, { force: true });
      }
    }
    const held = await stat(lock).catch(() => null);
    if (held && Date.now() - held.mtimeMs > 60_000) await rm(lock, { force: true });
    await pause(200);
  }
  throw new Error(`${lock} was never released`);
}

/**
 * Starts the Chromium that ships in the npm package (unpacked once into the temp directory).
 * Requests to anything but 127.0.0.1 and localhost are refused.
 */
export async function openBrowser(): Promise<OpenBrowser> {
  const browser = await driver.launch({
    executablePath: await unpacked(),
    headless: true,
    args: [
      ...chromium.args.filter((flag) => !unwanted.includes(flag)),
      '--no-sandbox',
      '--disable-dev-shm-usage',
    ],
  });
  return {
    browser,
    async context(options) {
      const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
      await context.route(
        (url) => !allowed.test(url.href),
        (route) => route.abort('blockedbyclient'),
      );
      return context;
    },
    close: () => browser.close(),
  };
}
