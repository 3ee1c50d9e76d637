import { sql } from 'drizzle-orm';
import { type FeatureState, SWITCHES, stateFrom } from '../../../core/access/feature-switches.ts';
import type { ActionContext } from '../../../core/context.ts';

/** A server whose team takes direct messages. */
export interface Taker {
  guildId: string;
  /** Takes also those whom no server knows. */
  strangers: boolean;
}

/**
 * Every server that takes direct messages. The one question that is asked of all servers: a direct message does not say
 * which one it is for.
 */
export async function listTakers(ctx: ActionContext): Promise<Taker[]> {
  const { rows } = await ctx.db.execute<{
    guild_id: string;
    strangers: boolean;
    switches: Record<string, unknown> | null;
  }>(sql`select own.guild_id, coalesce((own.values->>'strangers')::boolean, false) as strangers,
      switched.values as switches
    from guild_settings own
    left join guild_settings switched on switched.guild_id = own.guild_id and switched.feature = ${SWITCHES}
    where own.feature = 'inbox' and own.values->>'receive' = 'true'
    order by own.guild_id`);
  const { switches } = ctx.runtime.registry;
  const stateOf = (values: Record<string, unknown> | null): FeatureState =>
    stateFrom(new Map(values ? [[SWITCHES, values]] : []), switches, 'inbox');
  return rows
    .filter((row) => stateOf(row.switches) !== 'off')
    .map((row) => ({ guildId: row.guild_id, strangers: row.strangers }));
}
