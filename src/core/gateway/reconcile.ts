import { and, eq, sql } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import { guildSettings } from '../tables.ts';
import type { ReconcileRequest } from './coordinator-object.ts';
import { askObject, COORDINATOR } from './objects.ts';
import { LISTEN, listenSettings } from './settings.ts';
import type { GatewayStatus } from './status.ts';

/**
 * Brings the gateway to where it should be: once a minute by the cron, so that it begins by itself after a deploy, and
 * at once when an admin changes something. While the database is down, what admins last wanted goes on.
 */
export async function reconcileGateway(
  runtime: Runtime,
  { again = false }: Pick<ReconcileRequest, 'again'> = {},
): Promise<GatewayStatus | undefined> {
  const { gateway } = runtime.config;
  if (!gateway) return undefined;
  const held = await heldGuilds(runtime);
  const request: ReconcileRequest = { again, ...(held ? { held } : {}) };
  return askObject<GatewayStatus>(gateway.coordinator, COORDINATOR, '/reconcile', request);
}

/** How the gateway is. Asks its objects, nothing outside. */
export async function gatewayStatus({ config, outside }: Runtime): Promise<GatewayStatus> {
  if (!config.gateway) return { unwanted: 'absent', askedAt: outside.now(), shards: [] };
  return askObject<GatewayStatus>(config.gateway.coordinator, COORDINATOR, '/status');
}

async function heldGuilds({ config, log }: Runtime): Promise<string[] | undefined> {
  if (!config.database) return undefined;
  try {
    const rows = await openDatabase(config.database)
      .select({ guildId: guildSettings.guildId })
      .from(guildSettings)
      .where(
        and(
          eq(guildSettings.feature, listenSettings.feature),
          sql`${guildSettings.values}->>${LISTEN} = 'false'`,
        ),
      );
    return rows.map(({ guildId }) => guildId);
  } catch (error) {
    log.warn('who wants to be listened to is not known just now', { error });
    return undefined;
  }
}
