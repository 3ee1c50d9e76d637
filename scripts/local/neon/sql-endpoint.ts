import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messages } from '@electric-sql/pglite';
import pg from 'pg';
import { UNTIL_THE_CLIENT_CLOSES } from '../keep-alive.ts';
import { checkConnectionString } from './connection-string.ts';
import type { FaultControl } from './faults.ts';
import {
  BadSqlRequest,
  type BatchOptions,
  type SqlQuery,
  type SqlResult,
  type SqlRunner,
} from './run-sql.ts';

/** Bytes; Neon's own limit for an answer, used here for a request so that a mistake cannot fill the memory. */
const largestBody = 64 * 1024 * 1024;

const errorFields = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

export interface SqlEndpoint {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves Neon's SQL-over-HTTP protocol for any Postgres at `http://127.0.0.1:PORT/sql`, to whoever has its
 * connection string.
 * @see https://github.com/neondatabase/serverless/blob/main/src/httpQuery.ts
 */
export async function startSqlEndpoint(
  run: SqlRunner,
  control: FaultControl,
  { databaseUrl, port }: { databaseUrl: string; port: number },
): Promise<SqlEndpoint> {
  const server = createServer(UNTIL_THE_CLIENT_CLOSES, (request, response) => {
    answer({ run, control, databaseUrl }, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendError(response, error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The SQL endpoint has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/sql`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { run, control, databaseUrl }: { run: SqlRunner; control: FaultControl; databaseUrl: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (control.faults.down) {
    request.socket.destroy();
    return;
  }
  if (request.url?.split('?')[0] !== '/sql') return send(response, 404, { message: 'Post to /sql.' });
  if (request.method !== 'POST') return send(response, 405, { message: 'Post to /sql.' });
  checkConnectionString(header(request.headers['neon-connection-string']), databaseUrl);
  const { queries, batch } = readRequest(await readBody(request), request.headers);
  control.count(
    queries.map((query) => query.query),
    batch !== undefined,
  );
  if (control.faults.delayMs > 0) {
    await new Promise((resolve) => setTimeout(resolve, control.faults.delayMs));
  }
  const failure = control.takeFailure();
  if (failure) return send(response, failure.status, failure.body);

  const isLost = control.takeLoss(queries.map((query) => query.query));
  const results = await run(queries, batch);
  if (isLost) {
    request.socket.destroy();
    return;
  }
  const format = resultFormat(request.headers);
  const [first] = results;
  send(response, 200, batch || !first ? { results: results.map(format) } : format(first));
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (bytes: Buffer) => {
      size += bytes.length;
      if (size > largestBody) reject(new BadSqlRequest('The request body is over 64 MiB.'));
      else chunks.push(bytes);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

/** Reads the body whatever its Content-Type says: the driver sets none. */
function readRequest(
  body: string,
  headers: IncomingMessage['headers'],
): { queries: SqlQuery[]; batch?: BatchOptions } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new BadSqlRequest('The request body is not JSON.');
  }
  if (isObject(parsed) && Array.isArray(parsed.queries)) {
    return {
      queries: parsed.queries.map(readQuery),
      batch: {
        isolationLevel: header(headers['neon-batch-isolation-level']),
        readOnly: header(headers['neon-batch-read-only']) === 'true',
        deferrable: header(headers['neon-batch-deferrable']) === 'true',
      },
    };
  }
  return { queries: [readQuery(parsed)] };
}

function readQuery(value: unknown): SqlQuery {
  if (!isObject(value) || typeof value.query !== 'string') {
    throw new BadSqlRequest('A query needs the text field "query".');
  }
  const params = value.params ?? [];
  if (!Array.isArray(params)) throw new BadSqlRequest('"params" must be a list.');
  return { query: value.query, params: params.map(paramText) };
}

/** The driver sends text or null; others may send plain JSON values, which become their Postgres text. */
function paramText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items = value.map((item) => {
    if (Array.isArray(item)) return paramText(item);
    const text = paramText(item);
    return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${items.join(',')}}`;
}

/** The driver asks for text and arrays by two headers; without them rows are objects with parsed values. */
function resultFormat(headers: IncomingMessage['headers']): (result: SqlResult) => unknown {
  const raw = header(headers['neon-raw-text-output']) === 'true';
  const asArray = header(headers['neon-array-mode']) === 'true';
  if (raw && asArray) return (result) => result;
  return (result) => {
    const rows = result.rows.map((row) => {
      const values = row.map((text, index) => {
        if (raw || text === null) return text;
        return jsonValue(text, result.fields[index]?.dataTypeID ?? 0);
      });
      if (asArray) return values;
      return Object.fromEntries(result.fields.map((field, index) => [field.name, values[index]]));
    });
    return { ...result, rowAsArray: asArray, rows };
  };
}

function jsonValue(text: string, typeId: number): unknown {
  const { BOOL, INT2, INT4, FLOAT4, FLOAT8, JSON: json, JSONB } = pg.types.builtins;
  if (typeId === BOOL) return text === 't';
  if (typeId === json || typeId === JSONB) return JSON.parse(text);
  if (typeId === INT2 || typeId === INT4 || typeId === FLOAT4 || typeId === FLOAT8) {
    const value = Number(text);
    return Number.isFinite(value) ? value : text;
  }
  return text;
}

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof pg.DatabaseError || error instanceof messages.DatabaseError) {
    const fields = errorFields.map((name) => [name, error[name] ?? null]);
    send(response, 400, { message: error.message, ...Object.fromEntries(fields) });
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  send(response, error instanceof BadSqlRequest ? 400 : 500, { message });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
