import { and, asc, desc, eq, ilike, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { NotFoundError } from '../../core/errors.ts';
import { type AccountLink, requireLink } from '../accounts/public.ts';
import { SERVER_ID } from './model.ts';
import { openPanel } from './panel/open-panel.ts';
import type { PanelServer, ServerProvider } from './panel/server-provider.ts';
import { type ServerRow, servers } from './tables.ts';

/** `own`: only servers of the account that the person is linked to. `any`: for staff and programs. */
export type Whose = 'own' | 'any';

/** Somebody else's server and one that isn't there are told apart by nobody. */
const noServer = (whose: Whose) =>
  new NotFoundError(
    whose === 'own' ? 'There is no such server. `/server list` shows yours.' : 'There is no such server.',
  );

/** Who is linked is asked before the panel is: whoever isn't causes no call. */
export async function openReach(
  ctx: ActionContext,
  whose: Whose,
): Promise<{ link: AccountLink | undefined; panel: ServerProvider }> {
  const link = whose === 'own' ? await requireLink(ctx) : undefined;
  return { link, panel: await openPanel(ctx) };
}

/** The server as the panel shows it now. Throws NotFoundError, NotLinkedError and what the panel's errors are. */
export async function findServer(ctx: ActionContext, serverId: string, whose: Whose): Promise<PanelServer> {
  const { link, panel } = await openReach(ctx, whose);
  if (!SERVER_ID.test(serverId)) throw noServer(whose);
  const server = await panel.getServer(serverId);
  if (!server || (link && server.accountId !== link.accountId)) throw noServer(whose);
  await rememberServers(ctx, [server]);
  return server;
}

/** Refuses a server that a member may not look at, without a call to the panel: by what was last heard of it. */
export async function requireKnownServer(
  ctx: ActionContext,
  serverId: string,
  whose: Whose,
): Promise<ServerRow> {
  const link = whose === 'own' ? await requireLink(ctx) : undefined;
  const row = SERVER_ID.test(serverId) ? await loadServer(ctx, serverId) : undefined;
  if (!row || (link && row.accountId !== link.accountId)) throw noServer(whose);
  return row;
}

export async function loadServer(ctx: ActionContext, serverId: string): Promise<ServerRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(servers)
    .where(and(eq(servers.guildId, ctx.guildId), eq(servers.serverId, serverId)));
  return row;
}

/**
 * Keeps names and owners for suggestions and lists. States are left to events, which come with their own times: taken
 * from here, a state would be known before its event and the event be no news.
 */
export async function rememberServers(ctx: ActionContext, found: readonly PanelServer[]): Promise<void> {
  if (found.length === 0) return;
  const seenAt = ctx.now();
  await ctx.db
    .insert(servers)
    .values(
      found.map(({ id, name, accountId, state, stateAt }) => ({
        guildId: ctx.guildId,
        serverId: id,
        name,
        accountId,
        state,
        stateAt,
        seenAt,
      })),
    )
    .onConflictDoUpdate({
      target: [servers.guildId, servers.serverId],
      set: { name: sql`excluded.name`, accountId: sql`excluded.account_id`, seenAt },
    });
}

/** Forgets that servers were an account's which the panel no longer lists there. */
export async function forgetOthers(
  ctx: ActionContext,
  accountId: string,
  found: readonly PanelServer[],
): Promise<void> {
  const ids = found.map(({ id }) => id);
  await ctx.db
    .update(servers)
    .set({ accountId: null })
    .where(
      and(
        eq(servers.guildId, ctx.guildId),
        eq(servers.accountId, accountId),
        ...(ids.length > 0 ? [sql`${servers.serverId} <> all(${sql.param(ids)}::text[])`] : []),
      ),
    );
}

/** Servers that were heard of, by name; of one account, or those whose name, id or account fits the words. */
export async function searchServers(
  ctx: ActionContext,
  { accountId, words = '', limit }: { accountId?: string; words?: string; limit: number },
): Promise<ServerRow[]> {
  const like = likePattern(words.trim());
  const fits = or(ilike(servers.name, like), ilike(servers.serverId, like), ilike(servers.accountId, like));
  return ctx.db
    .select()
    .from(servers)
    .where(
      and(
        eq(servers.guildId, ctx.guildId),
        ...(accountId === undefined ? [] : [eq(servers.accountId, accountId)]),
        ...(words.trim() === '' ? [] : [fits]),
      ),
    )
    .orderBy(asc(servers.name), desc(servers.serverId))
    .limit(limit);
}
