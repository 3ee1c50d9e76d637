import type { DiscordRest } from '../../discord/rest.ts';
import { type Database, openDatabase } from '../database/client.ts';
import { discordClient } from '../discord-client.ts';
import { DisabledError, UnavailableError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { createSecretBox, type SecretBox } from '../settings/secret-box.ts';

/** What signing in and sessions work with; unlike an action's context it belongs to a person and not to a guild. */
export interface AccountsContext {
  runtime: Runtime;
  db: Database;
  discord: DiscordRest;
  secrets: SecretBox;
  client: { clientId: string; clientSecret: string };
  now(): Date;
}

/** Throws, naming the variable, when the installation is not set up for signing in. `gathered`: see openDatabase. */
export function openAccounts(runtime: Runtime, { gathered = false } = {}): AccountsContext {
  const { database, discord, encryptionKeys } = runtime.config;
  if (!database) throw new UnavailableError('Guildhall has no database yet. Set DATABASE_URL.');
  const clientId = need(discord.applicationId, 'DISCORD_APPLICATION_ID');
  const clientSecret = need(discord.clientSecret, 'DISCORD_CLIENT_SECRET');
  need(encryptionKeys, 'ENCRYPTION_KEYS');
  return {
    runtime,
    db: openDatabase(database, { gathered }),
    discord: discordClient(runtime),
    secrets: createSecretBox(encryptionKeys),
    client: { clientId, clientSecret },
    now: () => new Date(runtime.outside.now()),
  };
}

function need(value: string | undefined, name: string): string {
  if (value) return value;
  throw new DisabledError(
    `Nobody can sign in yet: whoever runs Guildhall has to set ${name}. \`npm run doctor\` shows how.`,
  );
}
