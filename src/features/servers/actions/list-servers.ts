import type { ActionContext } from '../../../core/context.ts';
import {
  findServer,
  forgetOthers,
  openReach,
  rememberServers,
  searchServers,
  type Whose,
} from '../find-server.ts';
import type { PanelServer } from '../panel/server-provider.ts';
import type { ServerRow } from '../tables.ts';

const allow = (ctx: ActionContext, whose: Whose) =>
  ctx.require(whose === 'own' ? 'servers:use' : 'servers:read', 'read');

const byName = (found: PanelServer[]) => found.toSorted((a, b) => a.name.localeCompare(b.name));

/** The servers of the person who asks, as the panel shows them now. Throws NotLinkedError before it is asked. */
export async function listOwnServers(ctx: ActionContext): Promise<PanelServer[]> {
  await allow(ctx, 'own');
  const { link, panel } = await openReach(ctx, 'own');
  return link ? listAt(ctx, panel, link.accountId) : [];
}

/** The servers of one account, for staff and programs. */
export async function listAccountServers(ctx: ActionContext, accountId: string): Promise<PanelServer[]> {
  await allow(ctx, 'any');
  const { panel } = await openReach(ctx, 'any');
  return listAt(ctx, panel, accountId);
}

async function listAt(
  ctx: ActionContext,
  panel: Awaited<ReturnType<typeof openReach>>['panel'],
  accountId: string,
): Promise<PanelServer[]> {
  const found = await panel.listServers(accountId);
  await rememberServers(ctx, found);
  await forgetOthers(ctx, accountId, found);
  return byName(found);
}

/** Servers that were heard of, without asking the panel. */
export async function listKnownServers(
  ctx: ActionContext,
  { words, limit }: { words: string; limit: number },
): Promise<ServerRow[]> {
  await allow(ctx, 'any');
  return searchServers(ctx, { words, limit });
}

/** One server as the panel shows it now. */
export async function showServer(ctx: ActionContext, serverId: string, whose: Whose): Promise<PanelServer> {
  await allow(ctx, whose);
  return findServer(ctx, serverId, whose);
}
