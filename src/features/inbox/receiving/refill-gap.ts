import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { systemContext } from '../intake/open-context.ts';
import { pollChannels } from './poll-channels.ts';

/** What we read of `gateway.missed`. */
const Told = v.looseObject({ shard: v.number(), from: v.pipe(v.string(), v.isoTimestamp()) });
/** Clocks differ, and what was on its way then counts as missed too. */
const MARGIN_MS = 60_000;

/** Reads what the gateway says it missed: a session that ended is not replayed. Direct messages come to shard 0. */
export async function refillGap(ctx: ActionContext, signal: Signal): Promise<{ found: number }> {
  const { shard, from } = v.parse(Told, signal.data);
  if (shard !== 0) return { found: 0 };
  const all = systemContext(ctx.runtime, '', ctx.requestId);
  return pollChannels(all, { since: new Date(from).getTime() - MARGIN_MS, all: true });
}
