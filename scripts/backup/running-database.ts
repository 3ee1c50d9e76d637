import { readFile } from 'node:fs/promises';
import { BackupRefused } from './write-backup.ts';

/** The database of the `npm start` that runs on this machine. Throws BackupRefused with the remedy when none does. */
export async function runningDatabaseUrl(stateFolder: string): Promise<string> {
  const text = await readFile(`${stateFolder}/ready.json`, 'utf8').catch(() => '{}');
  const { databaseUrl } = JSON.parse(text) as { databaseUrl?: string };
  if (databaseUrl) return databaseUrl;
  throw new BackupRefused(
    'No database is known. Set DATABASE_URL to its postgres:// address, or run `npm start` in another terminal.',
  );
}
