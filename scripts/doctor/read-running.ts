import { readFileSync } from 'node:fs';
import type { Variables } from '../variables.ts';

/** What `npm start` writes when it is ready, and removes when it ends. */
const READY_FILE = '.local/ready.json';

/** The variables of the Guildhall that runs on this machine; undefined when none does. Its keys are not among them. */
export function readRunning(file = READY_FILE): Variables | undefined {
  let ready: Record<string, unknown>;
  try {
    ready = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  const names: Partial<Record<keyof Variables, string>> = {
    PUBLIC_URL: 'url',
    DISCORD_API_URL: 'discordApiUrl',
    DISCORD_PUBLIC_KEY: 'publicKey',
    DISCORD_APPLICATION_ID: 'applicationId',
    DISCORD_TOKEN: 'botToken',
    DATABASE_URL: 'databaseUrl',
    DATABASE_HTTP_URL: 'databaseHttpUrl',
    ANTHROPIC_BASE_URL: 'anthropicUrl',
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, key]) => {
      const value = ready[key];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
