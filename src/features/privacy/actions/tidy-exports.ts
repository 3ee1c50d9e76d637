import type { ActionContext } from '../../../core/context.ts';
import { EXPORT_KEPT_DAYS, EXPORT_PREFIX } from './keep-export.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Deletes exports, of all servers, that no link leads to any more. A page each time; the next one takes the rest. */
export async function tidyExports(ctx: ActionContext): Promise<{ deleted: number }> {
  const { files } = ctx.runtime.config;
  const { objects } = await files.list({ prefix: EXPORT_PREFIX });
  const old = ctx.now().getTime() - EXPORT_KEPT_DAYS * DAY_MS;
  const keys = objects.filter(({ uploaded }) => uploaded.getTime() < old).map(({ key }) => key);
  if (keys.length > 0) await files.delete(keys);
  return { deleted: keys.length };
}
