import { writeFile } from 'node:fs/promises';
import pg from 'pg';
import { createFaults, type DatabaseFaults } from './neon/faults.ts';
import { type OpenPglite, openPglite } from './neon/open-pglite.ts';
import { startPgliteServer } from './neon/pglite-server.ts';
import { runInside } from './neon/run-inside.ts';
import { runInPool, type SqlRunner } from './neon/run-sql.ts';
import { startSqlEndpoint } from './neon/sql-endpoint.ts';
import { watchLine } from './neon/watch-line.ts';

export interface LocalDatabaseOptions {
  /** PGlite's folder; absent means in memory. */
  dataDir?: string;
  /** Use this plain Postgres instead of PGlite. */
  databaseUrl?: string;
  /** Postgres wire port of PGlite; 0 or absent takes a free one. */
  port?: number;
  /** Port of the HTTP endpoint; 0 or absent takes a free one. */
  httpPort?: number;
  /** Tarball written by `saveTemplate`; fills a database that is new. */
  template?: string;
  /** Few rows are expected; PGlite starts sooner. */
  isSmall?: boolean;
  /** Milliseconds a silent transaction may hold PGlite's only backend while others wait; 5 s unless told. */
  idleInTransactionMs?: number;
}

export interface LocalDatabase {
  /** For psql, pg and every other Postgres client, usable while HTTP is. */
  databaseUrl: string;
  /** `http://127.0.0.1:PORT/sql`, to be set as `neonConfig.fetchEndpoint`. */
  databaseHttpUrl: string;
  faults: DatabaseFaults;
  /** Runs a query beside the HTTP endpoint: no fault touches it, and it is not counted. Values are Postgres' own texts. */
  look(query: string, params?: string[]): Promise<(string | null)[][]>;
  /** Whether the endpoint runs no request and ended none within the last milliseconds. */
  isQuiet(): boolean;
  /** Writes the whole database as a tarball for the option `template`; PGlite only. */
  saveTemplate(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Enough to keep a small Postgres busy, few enough to leave its 100 connections to others. */
const postgresConnections = 10;

/** Starts what stands in for Neon: Postgres, by default PGlite, that also answers Neon's SQL over HTTP. */
export async function startLocalDatabase(options: LocalDatabaseOptions = {}): Promise<LocalDatabase> {
  const started: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (let close = started.pop(); close; close = started.pop()) await close();
  };
  try {
    let pglite: OpenPglite | undefined;
    let databaseUrl = options.databaseUrl;
    let run: SqlRunner;
    if (databaseUrl === undefined) {
      pglite = await openPglite(options);
      started.push(pglite.close);
      const server = await startPgliteServer(pglite.database, {
        port: options.port,
        idleInTransactionMs: options.idleInTransactionMs,
      });
      started.push(server.close);
      databaseUrl = `postgres://postgres:postgres@127.0.0.1:${server.port}/postgres`;
      run = runInside(pglite.database, server.exclusively);
    } else {
      const pool = new pg.Pool({ connectionString: databaseUrl, max: postgresConnections });
      // A lost connection is replaced by the pool, and its query fails; without a listener, in the pool for those that
      // are idle and on each one for when it is out of the pool, it would end the process.
      pool.on('error', () => {});
      pool.on('connect', (client) => client.on('error', () => {}));
      started.push(() => pool.end());
      run = runInPool(pool);
    }
    const line = watchLine(run);
    const control = createFaults();
    const endpoint = await startSqlEndpoint(line.run, control, { databaseUrl, port: options.httpPort ?? 0 });
    started.push(endpoint.close);

    return {
      databaseUrl,
      databaseHttpUrl: endpoint.url,
      faults: control.faults,
      look: async (query, params = []) => (await run([{ query, params }]))[0]?.rows ?? [],
      isQuiet: line.isQuiet,
      async saveTemplate(file) {
        if (!pglite) throw new Error('Only PGlite can be saved as a template.');
        // A database that was not brought to a checkpoint replays its whole log whenever it is loaded.
        await pglite.database.exec('checkpoint');
        const tarball = await pglite.database.dumpDataDir('none');
        await writeFile(file, Buffer.from(await tarball.arrayBuffer()));
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
