import type { Child } from 'hono/jsx';
import { dropCookie, readCookie, writeCookie } from '../accounts/cookies.ts';
import { assetPaths } from './assets.ts';
import { Layout, type Shell } from './layout.tsx';
import type { Site } from './site.ts';

/** A flash outlives the redirect and little more, in seconds. */
const FLASH_S = 60;

/** Draws a whole page. */
export async function render(
  site: Site,
  page: { title: string; body: Child; status?: number; shell?: Shell | undefined },
): Promise<Response> {
  const flash = readCookie(site.c, 'guildhall-flash');
  if (flash) dropCookie(site.c, 'guildhall-flash');
  const { title, body, shell } = page;
  const document = (
    <Layout title={title} assets={await assetPaths()} theme={site.theme} flash={flash} shell={shell}>
      {body}
    </Layout>
  );
  const html = await document.toString();
  return site.c.body(`<!doctype html>${html}`, {
    status: (page.status ?? 200) as 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}

/** Sends the browser on after a form, with a word about what was done. */
export function goTo(site: Site, path: string, flash?: string): Response {
  if (flash) writeCookie(site.c, 'guildhall-flash', flash.slice(0, 300), FLASH_S);
  return site.c.redirect(path, 303);
}
