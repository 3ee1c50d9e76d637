import type { NeonQueryFunction, NeonQueryPromise } from '@neondatabase/serverless';
import { isDatabaseDown, postgresError } from './postgres-error.ts';

type Client = NeonQueryFunction<false, false>;
type DriverQuery = NeonQueryPromise<false, false>;

interface Waiting {
  query: DriverQuery;
  done(result: unknown): void;
  failed(error: unknown): void;
}

/**
 * A client whose queries that are asked for in the same turn of the event loop travel in one request, as one
 * transaction: what a page reads side by side costs one round trip. `transaction()` stays a request of its own, and
 * what waits for another query's answer goes in a later one. If Postgres refuses one of them, the transaction has left
 * nothing behind and each is asked again by itself, so that one failure is nobody else's.
 */
export function gatherQueries(client: Client): Client {
  let waiting: Waiting[] = [];
  const gather = (query: DriverQuery) =>
    new Promise<unknown>((done, failed) => {
      // After all that is ready to run now has run, and so has asked for what it needs.
      if (waiting.length === 0) setTimeout(send, 0);
      waiting.push({ query, done, failed });
    });
  const send = () => {
    const turn = waiting;
    waiting = [];
    void answer(client, turn);
  };
  return new Proxy(client, {
    get(target, name) {
      if (name === 'query')
        return (...of: Parameters<Client['query']>) => lazily(target.query(...of) as DriverQuery, gather);
      return Reflect.get(target, name);
    },
  });
}

/** The driver's own query, which a transaction takes as it is, but gathered when somebody waits for it by itself. */
const lazily = (query: DriverQuery, gather: (query: DriverQuery) => Promise<unknown>): DriverQuery =>
  new Proxy(query, {
    get(target, name) {
      if (name !== 'then') return Reflect.get(target, name, target);
      return (...of: Parameters<Promise<unknown>['then']>) => gather(target).then(...of);
    },
  });

async function answer(client: Client, turn: readonly Waiting[]): Promise<void> {
  if (turn.length > 1) {
    try {
      const results: unknown[] = await client.transaction(turn.map(({ query }) => query));
      for (const [index, { done }] of turn.entries()) done(results[index]);
      return;
    } catch (error) {
      // Without an answer of Postgres nobody knows whether it was done.
      if (isDatabaseDown(error) || !postgresError(error)) {
        for (const { failed } of turn) failed(error);
        return;
      }
    }
  }
  await Promise.all(turn.map(({ query, done, failed }) => query.then(done, failed)));
}
