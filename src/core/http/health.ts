import { sql } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import { type GatewayFacts, gatewayFacts } from '../gateway/facts.ts';
import { REPLAY_JOB } from '../gateway/handle-event.ts';
import { gatewayStatus } from '../gateway/reconcile.ts';
import type { Runtime } from '../runtime.ts';

export interface Dependency {
  state: 'ok' | 'degraded' | 'off';
  /** What is wrong and what to do; absent when all is well, unless something is off on purpose. */
  reason?: string;
  /** Where to mend it; absent when all is well. */
  fix?: { title: string; href: string };
}

export interface Health {
  state: Dependency['state'];
  dependencies: Record<string, Dependency>;
  gateway: GatewayFacts;
}

/**
 * State of each thing that Guildhall leans on. One query and one question to the object that coordinates the gateway, side
 * by side; no call to Discord or Claude.
 */
export async function health(runtime: Runtime): Promise<Health> {
  const { discord, anthropic, encryptionKeys } = runtime.config;
  const [databaseState, gateway] = await Promise.all([database(runtime), gatewayState(runtime)]);
  const dependencies: Record<string, Dependency> = {
    database: databaseState.database,
    interactions: need(
      discord.publicKey,
      'DISCORD_PUBLIC_KEY is missing: copy it from the Discord developer portal.',
    ),
    discord: need(
      discord.token && discord.applicationId,
      'DISCORD_TOKEN or DISCORD_APPLICATION_ID is missing: commands are answered, but nothing can be posted or read.',
    ),
    signIn: need(
      discord.clientSecret,
      'DISCORD_CLIENT_SECRET is missing: nobody can sign in to the dashboard.',
    ),
    gateway: asDependency(gateway),
    claude: need(
      anthropic.apiKey,
      'ANTHROPIC_API_KEY is missing: records are filled in by rules and by hand.',
    ),
    secrets: secretsState(encryptionKeys),
    directMessages: databaseState.lost,
  };
  for (const [name, dependency] of Object.entries(dependencies)) {
    if (dependency.state !== 'ok') Object.assign(dependency, { fix: fixes(discord.applicationId)[name] });
  }
  const states = Object.values(dependencies).map(({ state }) => state);
  const state =
    dependencies.database?.state !== 'ok' ? 'off' : states.every((one) => one === 'ok') ? 'ok' : 'degraded';
  return { state, dependencies, gateway };
}

/** Where the missing value comes from, or where what is wrong can be set right. */
function fixes(applicationId = ''): Record<string, Dependency['fix']> {
  const portal = `https://discord.com/developers/applications/${applicationId}`;
  const page = (name: string) => (applicationId ? `${portal}/${name}` : portal);
  return {
    database: { title: 'Look into the database at Neon', href: 'https://console.neon.tech' },
    interactions: { title: 'Copy the public key from the developer portal', href: page('information') },
    discord: { title: 'Get the token from the developer portal', href: page('bot') },
    signIn: { title: 'Get the client secret from the developer portal', href: page('oauth2') },
    gateway: { title: 'Look at token and intents in the developer portal', href: page('bot') },
    claude: { title: 'Make a key at Anthropic', href: 'https://platform.claude.com/settings/keys' },
    secrets: {
      title: "Set it among the Worker's secrets",
      href: 'https://dash.cloudflare.com/?to=/:account/workers',
    },
  };
}

async function gatewayState(runtime: Runtime): Promise<GatewayFacts> {
  try {
    return gatewayFacts(await gatewayStatus(runtime), runtime.outside.now());
  } catch (error) {
    runtime.log.warn('the gateway does not say how it is', { error });
    return {
      state: 'degraded',
      reason: 'The objects that hold the connection to Discord do not answer.',
      remedy: 'Look again in a minute.',
      identifiesLeft: null,
      shards: [],
    };
  }
}

const asDependency = ({ state, reason, remedy }: GatewayFacts): Dependency => ({
  state,
  ...(reason ? { reason: remedy ? `${reason} ${remedy}` : reason } : {}),
});

/** Events of no server that were given up so recently are still worth a word; milliseconds. */
const LOST_MS = 24 * 60 * 60_000;

/** How the database is, and what it knows of events that no server's admins see among their failed work. */
async function database(runtime: Runtime): Promise<{ database: Dependency; lost: Dependency }> {
  const fine: Dependency = { state: 'ok' };
  if (!runtime.config.database)
    return { database: { state: 'off', reason: 'DATABASE_URL is missing.' }, lost: fine };
  const since = new Date(runtime.outside.now() - LOST_MS).toISOString();
  try {
    const { rows } = await openDatabase(runtime.config.database).execute<{ references: string[] | null }>(
      sql`select exists (select 1 from guild_settings), (select array_agg(reference) from jobs
        where guild_id is null and state = 'dead' and name = ${REPLAY_JOB}
        and created_at > ${since}::timestamptz) as references`,
    );
    const references = rows[0]?.references ?? [];
    return { database: fine, lost: references.length === 0 ? fine : lostEvents(references) };
  } catch (error) {
    runtime.log.warn('database check failed', { error });
    const reason = 'The database does not answer, or its tables are missing: run `npm run migrate`.';
    return { database: { state: 'off', reason }, lost: fine };
  }
}

const lostEvents = (references: readonly string[]): Dependency => ({
  state: 'degraded',
  reason: `${references.length === 1 ? 'One event' : `${references.length} events`} among direct messages could not be handled in the last day, and nobody can tell for which server. Look for the reference ${references[0]} in the log.`,
});

const need = (value: unknown, reason: string): Dependency =>
  value ? { state: 'ok' } : { state: 'off', reason };

/** Each key of the ring `k2:<base64>,k1:<base64>` has 32 bytes. */
function secretsState(ring: string | undefined): Dependency {
  if (!ring) return need(ring, 'ENCRYPTION_KEYS is missing: secrets such as webhook URLs cannot be stored.');
  const whole = ring.split(',').every((entry) => /^[\w-]+:[A-Za-z0-9+/]{43}=$/.test(entry.trim()));
  const reason =
    'ENCRYPTION_KEYS is malformed: give k1:<32 bytes in base64>, newest first, separated by commas.';
  return need(whole, reason);
}
