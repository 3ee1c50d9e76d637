import { type PGlite, protocol } from '@electric-sql/pglite';
import { beginText, cleanUp, type SqlQuery, type SqlResult, type SqlRunner } from './run-sql.ts';
import { withoutCopyIn } from './wire-messages.ts';

/** Runs work while no other client of the database is served. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

const { serialize, messages: answers } = protocol;

/** The only beginnings of statements that leave nothing behind, unless they hold one of the words below. */
const plain = /^\s*(?:select|insert|update|delete|with)\b/i;
const leavesSomething = /set_config|advisory_lock|\btemp(?:orary)?\b/i;

/**
 * Runs queries in the PGlite of this process: a request is one exchange of messages with it, however many statements it
 * has, without a socket between. Answers and errors are those of the Postgres client that `runInPool` uses.
 */
export function runInside(database: PGlite, exclusively: Exclusively): SqlRunner {
  const exchange = (...parts: Uint8Array[]) =>
    database.runExclusive(() =>
      database.execProtocolStream(Buffer.concat([...parts, serialize.sync()]), {
        throwOnError: false,
        syncToFs: false,
      }),
    );

  return (queries, batch) =>
    exclusively(async () => {
      const all = batch
        ? [{ query: beginText(batch), params: [] }, ...queries, { query: 'commit', params: [] }]
        : queries;
      const received = await exchange(...all.flatMap(statement));
      const isOpen = received.some(
        (one) => one instanceof answers.ReadyForQueryMessage && one.status !== 'I',
      );
      if (isOpen) await exchange(serialize.query('rollback'));
      const isClean = queries.every(({ query }) => plain.test(query) && !leavesSomething.test(query));
      if (!isClean) await exchange(serialize.query(cleanUp));
      const results = readResults(received);
      return batch ? results.slice(1, -1) : results;
    });
}

/** Messages that run one statement by the extended protocol, all values as text. */
function statement({ query, params }: SqlQuery): Uint8Array[] {
  return [
    serialize.parse({ text: withoutCopyIn(query) }),
    serialize.bind({ values: params }),
    serialize.describe({ type: 'P' }),
    serialize.execute(),
  ];
}

/** @throws DatabaseError when Postgres refused one of the statements. */
function readResults(received: readonly object[]): SqlResult[] {
  const results: SqlResult[] = [];
  let current = emptyResult();
  for (const message of received) {
    if (message instanceof answers.DatabaseError) throw message;
    if (message instanceof answers.RowDescriptionMessage) {
      current.fields = message.fields.map((field) => ({ ...field, format: 'text' }));
    } else if (message instanceof answers.DataRowMessage) {
      current.rows.push(message.fields);
    } else if (message instanceof answers.CommandCompleteMessage) {
      results.push({ ...current, ...readTag(message.text) });
      current = emptyResult();
    } else if (message === answers.emptyQuery) {
      results.push(current);
    }
  }
  return results;
}

const emptyResult = (): SqlResult => ({
  command: '',
  rowCount: null,
  rowAsArray: true,
  fields: [],
  rows: [],
});

/** Reads `SELECT 5`, `INSERT 0 1`, `CREATE TABLE`. */
function readTag(tag: string): Pick<SqlResult, 'command' | 'rowCount'> {
  const [, command = '', first, second] = /^([A-Za-z]+)(?: (\d+))?(?: (\d+))?/.exec(tag) ?? [];
  const count = second ?? first;
  return { command, rowCount: count === undefined ? null : Number(count) };
}
