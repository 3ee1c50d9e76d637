import type pg from 'pg';

/** One query of a request body: `params` are text or null when Neon's driver made it. */
export interface SqlQuery {
  query: string;
  params: (string | null)[];
}

export interface BatchOptions {
  isolationLevel?: string;
  readOnly: boolean;
  deferrable: boolean;
}

/** Neon's answer to one query, values as Postgres wrote them. */
export interface SqlResult {
  command: string;
  rowCount: number | null;
  rowAsArray: boolean;
  fields: pg.FieldDef[];
  rows: (string | null)[][];
}

/** Runs the queries of one request; with `batch` they are one transaction. Leaves nothing behind, whatever they were. */
export type SqlRunner = (queries: SqlQuery[], batch?: BatchOptions) => Promise<SqlResult[]>;

const rawText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** Takes away what a request may leave on its connection; on a single backend DISCARD ALL would also hit other clients' statements. */
export const cleanUp =
  'reset all; reset role; close all; unlisten *; select pg_advisory_unlock_all(); discard temp';

const isolationLevels = new Map([
  ['ReadUncommitted', 'read uncommitted'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
]);

/** Says that the request itself is wrong, before Postgres has seen it. */
export class BadSqlRequest extends Error {}

/** Runs one statement by the extended protocol with all values as text, as Neon's proxy does. */
async function runOne(client: pg.ClientBase, { query, params }: SqlQuery): Promise<SqlResult> {
  const config = { text: query, values: params, rowMode: 'array' as const, types: rawText };
  // `queryMode` keeps a query without parameters off the simple protocol, which would take several statements at once.
  const result = await client.query<(string | null)[]>({ ...config, queryMode: 'extended' } as typeof config);
  return {
    command: result.command ?? '',
    rowCount: result.rowCount,
    rowAsArray: true,
    fields: result.fields,
    rows: result.rows,
  };
}

/** Runs queries on a connection of the pool. Its runner throws a `pg.DatabaseError` for what Postgres refused. */
export const runInPool =
  (pool: pg.Pool): SqlRunner =>
  (queries, batch) =>
    runOn(pool, queries, batch);

async function runOn(pool: pg.Pool, queries: SqlQuery[], batch?: BatchOptions): Promise<SqlResult[]> {
  const begin = batch && beginText(batch);
  const client = await pool.connect();
  try {
    if (begin) await client.query(begin);
    const results: SqlResult[] = [];
    for (const query of queries) results.push(await runOne(client, query));
    if (begin) await client.query('commit');
    return results;
  } finally {
    // Not awaited: the answer need not wait for it, and the pool gets the connection back only afterwards.
    void tidy(client);
  }
}

async function tidy(client: pg.PoolClient): Promise<void> {
  try {
    if (client.getTransactionStatus() !== 'I') await client.query('rollback');
    await client.query(cleanUp);
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}

/** @throws BadSqlRequest for an unknown isolation level. */
export function beginText({ isolationLevel, readOnly, deferrable }: BatchOptions): string {
  const modes: string[] = [];
  if (isolationLevel !== undefined) {
    const level = isolationLevels.get(isolationLevel);
    if (!level) throw new BadSqlRequest(`Unknown Neon-Batch-Isolation-Level: ${isolationLevel}`);
    modes.push(`isolation level ${level}`);
  }
  if (readOnly) modes.push('read only');
  if (deferrable) modes.push('deferrable');
  return `begin ${modes.join(', ')}`;
}
