import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless';
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http';

export type Database = NeonHttpDatabase & { $client: NeonQueryFunction<false, false> };

/** Where the database is. `httpUrl` replaces the address that Neon's driver would derive from `url`. */
export interface DatabaseAddress {
  url: string;
  httpUrl?: string | undefined;
}

/**
 * Opens Postgres over HTTP: each query is one round trip, `db.batch([...])` is one transaction in one round trip.
 * There are no interactive transactions; races are settled by `requireThat` (see guard.ts).
 */
export function openDatabase(address: DatabaseAddress): Database {
  const { httpUrl } = address;
  if (httpUrl) neonConfig.fetchEndpoint = () => httpUrl;
  return drizzle({ client: neon(address.url) });
}
