import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless';
import { ensureTemplate } from '../../scripts/local/neon/template.ts';
import {
  type LocalDatabase,
  type LocalDatabaseOptions,
  startLocalDatabase,
} from '../../scripts/local/neon.ts';

export interface TestDatabase extends LocalDatabase {
  /** For assertions: Neon's own driver; it follows `neonConfig.fetchEndpoint`, which `openDatabase` sets too. */
  sql: NeonQueryFunction<false, false>;
}

/** Starts a database of its own in memory with all migrations applied; close it in `after`. */
export async function startTestDatabase(
  options: Omit<LocalDatabaseOptions, 'template' | 'databaseUrl'> = {},
): Promise<TestDatabase> {
  const database = await startLocalDatabase({ isSmall: true, ...options, template: await ensureTemplate() });
  return { ...database, sql: connect(database) };
}

const endpoints = new Map<string, string>();

/** Neon's driver over a database's HTTP endpoint; several databases can be connected at once. */
export function connect(
  database: Pick<LocalDatabase, 'databaseUrl' | 'databaseHttpUrl'>,
): NeonQueryFunction<false, false> {
  endpoints.set(new URL(database.databaseUrl).port, database.databaseHttpUrl);
  // The driver has one endpoint setting for all connections, so it is chosen by the port of the address.
  neonConfig.fetchEndpoint = (_host, port) => {
    const endpoint = endpoints.get(String(port));
    if (!endpoint) throw new Error(`No test database listens on port ${port}.`);
    return endpoint;
  };
  return neon(database.databaseUrl);
}
