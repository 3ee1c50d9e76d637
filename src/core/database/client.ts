import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless';
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http';
import { gatherQueries } from './gather-queries.ts';

export type Database = NeonHttpDatabase & { $client: NeonQueryFunction<false, false> };

/** Where the database is. `httpUrl` replaces the address that Neon's driver would derive from `url`. */
export interface DatabaseAddress {
  url: string;
  httpUrl?: string | undefined;
}

/** A query that takes longer is given up, so that it can't outlive the lease of the work it belongs to. */
const QUERY_LIMIT_MS = 15_000;

/** The timer ends with the query: one that is left running would keep a Durable Object from its sleep. */
async function fetchWithLimit(url: string, init: RequestInit): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(new DOMException('The query took too long.', 'TimeoutError')),
    QUERY_LIMIT_MS,
  );
  try {
    const response = await fetch(url, { ...init, signal: limit.signal });
    return new Response(await response.text(), response);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Opens Postgres over HTTP: each query is one round trip, `db.batch([...])` is one transaction in one round trip.
 * There are no interactive transactions; races are settled by `requireThat` (see guard.ts). `gathered`: queries of the
 * same moment go together, which is for whoever reads many things at once; see gather-queries.ts.
 */
export function openDatabase(address: DatabaseAddress, { gathered = false } = {}): Database {
  const { httpUrl } = address;
  neonConfig.fetchFunction = fetchWithLimit;
  if (httpUrl) neonConfig.fetchEndpoint = () => httpUrl;
  const client = neon(address.url);
  return drizzle({ client: gathered ? gatherQueries(client) : client });
}
