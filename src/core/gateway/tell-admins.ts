import { sql } from 'drizzle-orm';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { requireChange } from '../database/guard.ts';
import { ConflictError, UnavailableError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { NewSignal } from '../signals/signal.ts';
import { guildSettings } from '../tables.ts';
import type { GatewayAlert } from './alert.ts';

const NAME = 'gateway.tell';

/**
 * Makes a signal of an alert in every server that it concerns, once: what was told is remembered as a job that is done.
 * A shard that never was connected does not know its servers; then all that ever set something are told.
 */
export async function tellAdmins(runtime: Runtime, alert: GatewayAlert): Promise<void> {
  const guildIds = alert.guildIds.length > 0 ? alert.guildIds : await knownGuilds(runtime);
  for (const guildId of guildIds) await tellGuild(runtime, guildId, alert);
}

async function tellGuild(runtime: Runtime, guildId: string, alert: GatewayAlert): Promise<void> {
  const ctx = createContext(runtime, {
    guildId,
    actor: { kind: 'system', name: 'gateway' },
    source: 'discord',
    requestId: `gateway-${alert.at}`,
  });
  const id = `${guildId}:${NAME}:${alert.shard}:${alert.about.kind}:${alert.at}`;
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const remember = sql`insert into jobs (id, guild_id, name, payload, state, run_at, created_at, finished_at)
    values (${id}, ${guildId}, ${NAME}, '{}'::jsonb, 'done', ${now}, ${now}, ${now}) on conflict (id) do nothing`;
  try {
    await ctx.commit({ statements: [requireChange(remember, 'told')], signals: [signalOf(alert)] });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

function signalOf({ about, shard, at }: GatewayAlert): NewSignal {
  const subject = `gateway:${shard}`;
  switch (about.kind) {
    case 'halted':
      return { type: 'gateway.halted', subject, data: { shard, ...about.halt } };
    case 'recovered':
      return { type: 'gateway.recovered', subject, data: { shard } };
    case 'gap': {
      const [from, until] = [about.from, at].map((time) => new Date(time).toISOString());
      return { type: 'gateway.missed', subject, data: { shard, from, until } };
    }
  }
}

async function knownGuilds({ config }: Runtime): Promise<string[]> {
  if (!config.database) throw new UnavailableError('Guildhall has no database yet.');
  const rows = await openDatabase(config.database)
    .selectDistinct({ guildId: guildSettings.guildId })
    .from(guildSettings);
  return rows.map(({ guildId }) => guildId);
}
