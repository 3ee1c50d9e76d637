import { createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { createBackendQueue } from './backend-queue.ts';
import type { Exclusively } from './run-inside.ts';
import {
  fatalError,
  int32,
  prefixNames,
  queryMessage,
  sqlOf,
  startupCode,
  syncMessage,
  takeMessages,
  type WireMessage,
  wireMessage,
  withoutCopyIn,
} from './wire-messages.ts';

/** How long a client may sit silent in a transaction while others wait: no command waits so long that it fails. */
const defaultIdleInTransactionMs = 5_000;

export interface PgliteServerOptions {
  port?: number;
  /** Milliseconds; see {@link createBackendQueue}. */
  idleInTransactionMs?: number;
}

export interface PgliteServer {
  port: number;
  /** Runs work of this process when the backend is free, with nobody's settings. */
  exclusively: Exclusively;
  close(): Promise<void>;
}

/** Whoever has the backend. */
interface Holder {
  readonly id: number;
  /** Settings the client changed, put back whenever it gets the backend again. */
  settings: Map<string, string>;
  changedSettings: boolean;
}

interface Session extends Holder {
  readonly socket: Socket;
  buffer: Buffer;
  started: boolean;
  /** Extended-protocol messages were sent without their Sync. */
  unsynced: boolean;
  transaction: 'I' | 'T' | 'E';
  statements: Set<string>;
  work: Promise<void>;
  gone: boolean;
}

const settingChange = /(?:^|;)\s*(?:set|reset|discard)\b|\bset_config\b/i;

/**
 * Serves one PGlite to any number of Postgres clients (psql, pg, the HTTP bridge).
 * A client holds the backend from its first message until it is out of its transaction; settings made with SET and names of
 * prepared statements stay its own. Shared by all, as there is one backend: temporary tables and session advisory locks.
 */
export async function startPgliteServer(
  database: PGlite,
  options: PgliteServerOptions = {},
): Promise<PgliteServer> {
  const sessions = new Set<Session>();
  const version = await database.query<{ server_version: string }>('show server_version');
  const serverVersion = version.rows[0]?.server_version ?? '18';
  let nextId = 1;
  let lastHolder: Holder | undefined;

  const queue = createBackendQueue<Holder>(
    options.idleInTransactionMs ?? defaultIdleInTransactionMs,
    (holder) => {
      // Work of this process never sits silent in a transaction.
      const session = [...sessions].find((one) => one === holder);
      if (!session) return;
      const words =
        'terminating connection: the open transaction was rolled back, because it sat silent while others waited for the only backend of this database; send BEGIN, its statements and COMMIT at once';
      session.socket.write(fatalError('25P03', words));
      session.socket.destroySoon();
      end(session);
    },
  );

  async function exchange(session: Session, bytes: Buffer): Promise<Buffer> {
    // Not `execProtocolRaw`: PGlite would keep all its answers for ever.
    const { data } = await database.runExclusive(() =>
      database.execProtocol(new Uint8Array(bytes), { throwOnError: false }),
    );
    const answer = Buffer.from(data);
    for (const message of takeMessages(answer).messages) {
      if (message.type !== 'Z') continue;
      const status = String.fromCharCode(message.bytes[5] ?? 73);
      session.transaction = status === 'T' || status === 'E' ? status : 'I';
    }
    return answer;
  }

  async function keepSettingsApart(session: Holder): Promise<void> {
    const before = lastHolder;
    if (before === session) return;
    lastHolder = session;
    if (before?.changedSettings) {
      const found = await database.query<{ name: string; value: string }>(
        `select name, current_setting(name) as value from pg_settings where source = 'session' and context <> 'internal'`,
      );
      before.settings = new Map(found.rows.map((row) => [row.name, row.value]));
      await database.exec('reset all; reset role');
    }
    for (const [name, value] of session.settings) {
      await database.query('select set_config($1, $2, false)', [name, value]);
    }
  }

  async function talk(session: Session, messages: WireMessage[]): Promise<void> {
    await queue.acquire(session);
    if (session.gone) return leaveBackend(session);
    queue.setIdle(session, false);
    await keepSettingsApart(session);
    const bytes: Buffer[] = [];
    for (const message of messages) {
      if (message.type === 'S' || message.type === 'Q') session.unsynced = false;
      else if (message.type !== 'H') session.unsynced = true;
      bytes.push(prepare(session, message));
    }
    const answer = await exchange(session, Buffer.concat(bytes));
    if (!session.gone) session.socket.write(answer);
    if (session.gone) await leaveBackend(session);
    else if (session.transaction === 'I' && !session.unsynced) queue.release(session);
    else queue.setIdle(session, true);
  }

  async function leaveBackend(session: Session): Promise<void> {
    await queue.acquire(session);
    await exchange(session, syncMessage);
    if (session.transaction !== 'I') await exchange(session, queryMessage('rollback'));
    for (const name of session.statements) {
      const close = wireMessage('C', Buffer.from('S'), name);
      await exchange(session, Buffer.concat([close, syncMessage]));
    }
    session.statements.clear();
    if (lastHolder === session) {
      await exchange(
        session,
        queryMessage('reset all; reset role; select pg_advisory_unlock_all(); discard temp'),
      );
      lastHolder = undefined;
    }
    queue.release(session);
  }

  const exclusively: Exclusively = async (work) => {
    const holder = { id: nextId++, settings: new Map<string, string>(), changedSettings: false };
    await queue.acquire(holder);
    try {
      await keepSettingsApart(holder);
      return await work();
    } finally {
      queue.release(holder);
    }
  };

  function end(session: Session): void {
    if (session.gone) return;
    session.gone = true;
    sessions.delete(session);
    queue.leave(session);
    session.work = session.work.then(() => leaveBackend(session)).catch(() => queue.release(session));
  }

  function accept(socket: Socket): void {
    const session: Session = {
      id: nextId++,
      socket,
      buffer: Buffer.alloc(0),
      started: false,
      unsynced: false,
      transaction: 'I',
      settings: new Map(),
      changedSettings: false,
      statements: new Set(),
      work: Promise.resolve(),
      gone: false,
    };
    sessions.add(session);
    socket.setNoDelay(true);
    socket.on('error', () => end(session));
    socket.on('close', () => end(session));
    socket.on('data', (data) => {
      session.buffer = session.buffer.length === 0 ? data : Buffer.concat([session.buffer, data]);
      session.work = session.work
        .then(() => receive(session))
        .catch((error: unknown) => {
          socket.write(fatalError('XX000', `The local database failed: ${String(error)}`));
          socket.destroySoon();
          end(session);
        });
    });
  }

  async function receive(session: Session): Promise<void> {
    if (!session.started && !startUp(session, serverVersion)) return;
    const { messages, rest } = takeMessages(session.buffer);
    session.buffer = rest;
    const ending = messages.findIndex((message) => message.type === 'X');
    const toSend = ending < 0 ? messages : messages.slice(0, ending);
    if (toSend.length > 0 && !session.gone) await talk(session, toSend);
    if (ending >= 0) session.socket.end();
  }

  const server = createServer(accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The database has no port.');

  return {
    port: address.port,
    exclusively,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const open = [...sessions];
      for (const session of open) {
        session.socket.destroy();
        end(session);
      }
      await Promise.all(open.map((session) => session.work));
      await closed;
    },
  };
}

/** Answers the start-up packets of a client by itself; true when the client may send queries. */
function startUp(session: Session, serverVersion: string): boolean {
  while (session.buffer.length >= 8) {
    const length = session.buffer.readInt32BE(0);
    const code = session.buffer.readInt32BE(4);
    if (length < 8 || length > 10_000) {
      session.socket.destroy();
      return false;
    }
    if (session.buffer.length < length) return false;
    session.buffer = session.buffer.subarray(length);
    if (code === startupCode.ssl || code === startupCode.gss) {
      session.socket.write('N');
      continue;
    }
    if (code === startupCode.cancel) {
      session.socket.end();
      return false;
    }
    const settings = {
      server_version: serverVersion,
      server_encoding: 'UTF8',
      client_encoding: 'UTF8',
      DateStyle: 'ISO, MDY',
      IntervalStyle: 'postgres',
      TimeZone: 'UTC',
      integer_datetimes: 'on',
      standard_conforming_strings: 'on',
      is_superuser: 'on',
    };
    const answers = [wireMessage('R', int32(0))];
    for (const [name, value] of Object.entries(settings)) answers.push(wireMessage('S', name, value));
    answers.push(wireMessage('K', int32(session.id), int32(0)), wireMessage('Z', Buffer.from('I')));
    session.socket.write(Buffer.concat(answers));
    session.started = true;
    return true;
  }
  return false;
}

/** Makes a client's message safe for the shared backend and remembers what it leaves there. */
function prepare(session: Session, message: WireMessage): Buffer {
  const sql = sqlOf(message);
  if (settingChange.test(sql)) session.changedSettings = true;
  const refusal = withoutCopyIn(sql);
  if (refusal !== sql) {
    return message.type === 'Q' ? queryMessage(refusal) : wireMessage('P', '', refusal, Buffer.alloc(2));
  }
  const prefix = `s${session.id}_`;
  const bytes = prefixNames(message, prefix);
  if (message.type === 'P') {
    const name = bytes.toString('utf8', 5, bytes.indexOf(0, 5));
    if (name) session.statements.add(name);
  }
  return bytes;
}
