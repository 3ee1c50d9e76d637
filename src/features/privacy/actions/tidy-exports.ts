import type { ActionContext } from '../../../core/context.ts';
import { EXPORT_KEPT_DAYS, EXPORT_PREFIX } from './keep-export.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Of one run, a thousand files each; the next one comes within hours. */
const MOST_PAGES = 50;

/** Deletes exports, of all servers, that no link leads to any more. */
export async function tidyExports(ctx: ActionContext): Promise<{ deleted: number }> {
  const { files } = ctx.runtime.config;
  const old = ctx.now().getTime() - EXPORT_KEPT_DAYS * DAY_MS;
  let deleted = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await files.list({ prefix: EXPORT_PREFIX, ...(cursor ? { cursor } : {}) });
    const keys = found.objects.filter(({ uploaded }) => uploaded.getTime() < old).map(({ key }) => key);
    if (keys.length > 0) await files.delete(keys);
    deleted += keys.length;
    if (!found.truncated) break;
    cursor = found.cursor;
  }
  return { deleted };
}
