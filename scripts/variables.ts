import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Everything that can be set from outside; the Worker gets the same names as bindings. */
const NAMES = [
  'DISCORD_API_URL',
  'DISCORD_PUBLIC_KEY',
  'DISCORD_APPLICATION_ID',
  'DISCORD_TOKEN',
  'DISCORD_CLIENT_SECRET',
  'DISCORD_GATEWAY',
  'DISCORD_SHARDS',
  'DATABASE_URL',
  'DATABASE_HTTP_URL',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_MODEL',
  'ANTHROPIC_MAX_TOKENS',
  'PUBLIC_URL',
  'ENCRYPTION_KEYS',
  'READ_ONLY',
  'DNS_URL',
] as const;

export type Variables = Partial<Record<(typeof NAMES)[number], string>>;

/** Reads what is set, for scripts: the environment wins over `.dev.vars`; an empty value counts as absent. */
export function readVariables(file = '.dev.vars'): Variables {
  const stored = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = process.env[name] || stored[name];
      return value ? [[name, value]] : [];
    }),
  );
}
