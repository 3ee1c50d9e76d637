import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { findLinkByUser } from '../../accounts/public.ts';
import { searchServers } from '../find-server.ts';
import type { ServerRow } from '../tables.ts';

/** Within this the panel is asked once for suggestions that may be missing. */
const FRESH_MS = 10 * 60_000;

/**
 * The person's own servers that fit what was typed, by what was last heard; none for whoever is not linked. Asks the
 * panel by a job where that was long ago, for the next time.
 */
export async function suggestServers(ctx: ActionContext, typed: string, limit: number): Promise<ServerRow[]> {
  await ctx.require('servers:use', 'read');
  const userId = actorUserId(ctx.actor);
  const link = userId === undefined ? undefined : await findLinkByUser(ctx, userId);
  if (!link) return [];
  const { accountId } = link;
  const found = await searchServers(ctx, { accountId, words: typed, limit });
  const now = ctx.now().getTime();
  if (found.every(({ seenAt }) => now - seenAt.getTime() > FRESH_MS)) {
    const key = `${accountId}:${Math.floor(now / FRESH_MS)}`;
    ctx.runtime.defer(
      ctx.commit({ statements: [], jobs: [{ name: 'servers.refresh', payload: { accountId }, key }] }),
    );
  }
  return found;
}
