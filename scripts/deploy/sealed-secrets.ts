import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/core/database/client.ts';
import { postgresError } from '../../src/core/database/postgres-error.ts';
import type { Variables } from '../variables.ts';
import { failed } from './step.ts';

/** Where secrets that people entered are kept; sessions are left out, because losing one only means signing in again. */
const PLACES = [
  sql`select exists (select 1 from guild_settings where values::text like '%"sealed:%') as found`,
  sql`select exists (
    select 1 from webhook_endpoints where url like 'sealed:%' or secrets::text like '%sealed:%'
  ) as found`,
];
/** SQLSTATEs of a table or column that this database does not have yet. */
const NOT_THERE = ['42P01', '42703'];

/** Whether the database holds secrets that some key ring has sealed. Only reads. */
export async function holdsSealedSecrets({ DATABASE_URL: url = '', DATABASE_HTTP_URL: httpUrl }: Variables) {
  const db = openDatabase({ url, httpUrl });
  for (const query of PLACES) {
    try {
      const { rows } = await db.execute<{ found: boolean }>(query);
      if (rows[0]?.found) return true;
    } catch (error) {
      // The driver's own words can hold the whole address, with the password.
      if (NOT_THERE.includes(postgresError(error)?.code ?? '')) continue;
      throw failed('The database stopped answering.', 'Run `npm run deploy` again.');
    }
  }
  return false;
}
