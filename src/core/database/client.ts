import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless';
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http';

export type Database = NeonHttpDatabase & { $client: NeonQueryFunction<false, false> };

/** Where the database is. `httpUrl` replaces the address that Neon's driver would derive from `url`. */
export interface DatabaseAddress {
  url: string;
  httpUrl?: string | undefined;
}

/** A query that takes longer is given up, so that it can't outlive the lease of the work it belongs to. */
const QUERY_LIMIT_MS = 15_000;

const fetchWithLimit = (url: string, init: RequestInit) =>
  fetch(url, { ...init, signal: AbortSignal.timeout(QUERY_LIMIT_MS) });

/**
 * Opens Postgres over HTTP: each query is one round trip, `db.batch([...])` is one transaction in one round trip.
 * There are no interactive transactions; races are settled by `requireThat` (see guard.ts).
 */
export function openDatabase(address: DatabaseAddress): Database {
  const { httpUrl } = address;
  neonConfig.fetchFunction = fetchWithLimit;
  if (httpUrl) neonConfig.fetchEndpoint = () => httpUrl;
  return drizzle({ client: neon(address.url) });
}
