import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { systemContext } from '../intake/open-context.ts';
import { inboxFacts } from '../tables.ts';
import { pollChannels } from './poll-channels.ts';

/** What we read of `gateway.missed`. */
const Time = v.pipe(v.string(), v.isoTimestamp());
const Told = v.looseObject({ shard: v.number(), from: Time, until: Time });
/** Clocks differ, and what was on its way then counts as missed too. */
const MARGIN_MS = 60_000;

/**
 * Reads what the gateway says it missed: a session that ended is not replayed. Direct messages come to shard 0. Each
 * server is told of the same gap, and all channels are read because of the first; when that fails, its job runs again.
 */
export async function refillGap(ctx: ActionContext, signal: Signal): Promise<{ found: number }> {
  const { shard, from, until } = v.parse(Told, signal.data);
  if (shard !== 0) return { found: 0 };
  const all = systemContext(ctx.runtime, '', ctx.requestId);
  if (!(await isFirst(all, { until, by: signal.id }))) return { found: 0 };
  return pollChannels(all, { since: new Date(from).getTime() - MARGIN_MS, all: true });
}

/** True for one signal of each gap, as often as it is asked. */
async function isFirst(ctx: ActionContext, data: { until: string; by: string }): Promise<boolean> {
  const at = ctx.now();
  const before = inboxFacts.data;
  const rows = await ctx.db
    .insert(inboxFacts)
    .values({ guildId: '', name: 'refilled', at, data })
    .onConflictDoUpdate({
      target: [inboxFacts.guildId, inboxFacts.name],
      set: { at, data },
      setWhere: sql`${before}->>'until' < ${data.until} or ${before}->>'by' = ${data.by}`,
    })
    .returning({ name: inboxFacts.name });
  return rows.length > 0;
}
