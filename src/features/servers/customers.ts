import { and, asc, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { type AccountLink, findLinksByAccounts } from '../accounts/public.ts';
import { type ServerRow, servers } from './tables.ts';

export interface Customer {
  link: AccountLink;
  /** Theirs among those that were asked about, by name. */
  servers: ServerRow[];
}

export interface Customers {
  /** Those that were heard of, by name. */
  servers: ServerRow[];
  customers: Customer[];
  /** Servers whose account no member is linked to, or is not known: nobody can be told. */
  ofNobody: ServerRow[];
}

/** Whose servers these are, by what was last heard of them. The caller has asked for its own permission. */
export async function customersOf(ctx: ActionContext, serverIds: readonly string[]): Promise<Customers> {
  if (serverIds.length === 0) return { servers: [], customers: [], ofNobody: [] };
  const rows = await ctx.db
    .select()
    .from(servers)
    .where(and(eq(servers.guildId, ctx.guildId), inArray(servers.serverId, [...serverIds])))
    .orderBy(asc(servers.name), asc(servers.serverId));
  const accountIds = [...new Set(rows.flatMap(({ accountId }) => accountId ?? []))];
  const links = accountIds.length > 0 ? await findLinksByAccounts(ctx, accountIds) : [];
  const linked = new Set(links.map(({ accountId }) => accountId));
  return {
    servers: rows,
    customers: links.map((link) => ({
      link,
      servers: rows.filter(({ accountId }) => accountId === link.accountId),
    })),
    ofNobody: rows.filter(({ accountId }) => accountId === null || !linked.has(accountId)),
  };
}
