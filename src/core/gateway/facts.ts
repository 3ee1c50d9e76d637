import * as v from 'valibot';
import { describeGateway, describeShard } from './describe-gateway.ts';
import type { GatewayStatus, ShardStatus } from './status.ts';

const state = v.picklist(['ok', 'degraded', 'off']);
const age = (description: string) => v.nullable(v.pipe(v.number(), v.description(description)));
const words = v.optional(v.string());

const ShardFactsSchema = v.object({
  shard: v.number(),
  shards: v.number(),
  state,
  phase: v.pipe(v.string(), v.description('What it does just now, e.g. `ready`, `resuming`, `halted`.')),
  reason: words,
  remedy: words,
  lastEventAgeSeconds: age('Since Discord told anything.'),
  heartbeatAgeSeconds: age('Since Discord last showed that it hears us; more than 60 is too long.'),
  latencyMs: age('Between a heartbeat and its answer.'),
  resumes: v.number(),
  identifies: v.number(),
  waitingEvents: v.pipe(v.number(), v.description('Events that the queue does not have yet.')),
});

/** How the connection to Discord's gateway is; nothing in it tells of servers. */
export const GatewayFactsSchema = v.object({
  state,
  reason: words,
  remedy: words,
  identifiesLeft: age('Sessions that may still be begun today, as Discord told last.'),
  shards: v.array(ShardFactsSchema),
});
export type GatewayFacts = v.InferOutput<typeof GatewayFactsSchema>;
export type ShardFactsView = v.InferOutput<typeof ShardFactsSchema>;

/** `now` is Unix milliseconds. */
export function gatewayFacts(status: GatewayStatus, now: number): GatewayFacts {
  return {
    ...describeGateway(status, now),
    identifiesLeft: status.identifies?.remaining ?? null,
    shards: status.unwanted ? [] : status.shards.map((shard) => shardFacts(shard, now)),
  };
}

function shardFacts(status: ShardStatus, now: number): ShardFactsView {
  const { shard, shards, phase, latencyMs = null, resumes, identifies, backlog } = status;
  const seconds = (at: number | undefined) =>
    at === undefined ? null : Math.max(0, Math.floor((now - at) / 1_000));
  return {
    ...describeShard(status, now),
    shard,
    shards,
    phase,
    lastEventAgeSeconds: seconds(status.lastEventAt),
    heartbeatAgeSeconds: seconds(status.acknowledgedAt),
    latencyMs,
    resumes,
    identifies,
    waitingEvents: backlog.events,
  };
}
