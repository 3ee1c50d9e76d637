import * as v from 'valibot';
import type { SignalDefinition } from '../signals/signal.ts';

/** What the connection to Discord itself tells of; the gateway feature declares them. */
export const gatewaySignals: Record<string, SignalDefinition> = {
  'gateway.halted': {
    title: 'Guildhall no longer hears what happens in Discord',
    schema: v.object({ shard: v.number(), code: v.number(), reason: v.string(), remedy: v.string() }),
    sample: {
      shard: 0,
      code: 4004,
      reason: 'Discord does not accept the bot token.',
      remedy: 'Copy the token again and deploy.',
    },
  },
  'gateway.recovered': {
    title: 'Guildhall hears again what happens in Discord',
    schema: v.object({ shard: v.number() }),
    sample: { shard: 0 },
  },
  'gateway.missed': {
    title: 'What happened in Discord for a while was not heard',
    schema: v.object({ shard: v.number(), from: v.string(), until: v.string() }),
    sample: { shard: 0, from: '2026-11-20T18:30:00.000Z', until: '2026-11-20T18:42:00.000Z' },
  },
};
