import pg from 'pg';

const rawText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** One connection on which a transaction can last; values come as Postgres writes them. */
export interface DatabaseSession {
  query(text: string, values?: readonly (string | null)[]): Promise<Record<string, string | null>[]>;
  rows(text: string): Promise<(string | null)[][]>;
  close(): Promise<void>;
}

/** The same value is written in the same words on every machine. */
const SETTINGS = [
  "set timezone = 'UTC'",
  "set datestyle = 'ISO, YMD'",
  "set intervalstyle = 'postgres'",
  "set bytea_output = 'hex'",
  'set extra_float_digits = 3',
];

/**
 * Connects over Postgres' own protocol, not over HTTP: only there can one transaction span many round trips, which a
 * consistent backup of any size and an all-or-nothing restore need. Neon, plain Postgres and the local one take it.
 */
export async function openSession(databaseUrl: string): Promise<DatabaseSession> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'guildhall-backup' });
  // A lost connection fails the query that waits; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  const session: DatabaseSession = {
    async query(text, values = []) {
      const result = await client.query<Record<string, string | null>>({
        text,
        values: [...values],
        types: rawText,
      });
      return result.rows;
    },
    async rows(text) {
      const result = await client.query<(string | null)[]>({ text, rowMode: 'array', types: rawText });
      return result.rows;
    },
    close: () => client.end(),
  };
  for (const setting of SETTINGS) await session.query(setting);
  return session;
}

/** A name as SQL takes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
