import { BadSqlRequest } from './run-sql.ts';

/**
 * Takes a request only with the connection string that this database has, as Neon does; the host is not compared,
 * because whoever reached us has been told another address.
 * @throws BadSqlRequest which Neon answers with 400 and these words.
 * @see https://github.com/neondatabase/neon/blob/main/proxy/src/serverless/error.rs
 */
export function checkConnectionString(given: string | undefined, databaseUrl: string): void {
  if (!given) throw new BadSqlRequest('invalid header: neon-connection-string');
  if (!URL.canParse(given)) throw new BadSqlRequest('invalid connection string');
  const own = new URL(databaseUrl);
  const url = new URL(given);
  if (!/^postgres(ql)?:$/.test(url.protocol)) throw new BadSqlRequest('incorrect scheme');
  if (url.pathname.length < 2) throw new BadSqlRequest('missing database name');
  if (!url.username) throw new BadSqlRequest('missing username');
  if (!url.password) throw new BadSqlRequest('missing authentication credentials: required password');
  if (url.username !== own.username || url.password !== own.password) {
    throw new BadSqlRequest(`password authentication failed for user '${decodeURIComponent(url.username)}'`);
  }
  if (url.pathname !== own.pathname) {
    throw new BadSqlRequest(`database "${decodeURIComponent(url.pathname.slice(1))}" does not exist`);
  }
}
