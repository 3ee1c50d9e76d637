import type { GatewayStatus, ShardStatus, Unwanted } from './status.ts';

/** Whether the gateway is well, in words for people. */
export interface GatewayFinding {
  state: 'ok' | 'degraded' | 'off';
  /** What is wrong, or why nothing is wanted. */
  reason?: string;
  /** What to do about it. */
  remedy?: string;
}

/** A connection that gave no sign for so long is not alive: two heartbeats are never further apart in good times. */
export const SILENT_MS = 60_000;
/** The cron comes once a minute. */
const CRON_LATE_MS = 3 * 60_000;

const UNWANTED: Record<Unwanted, GatewayFinding> = {
  off: {
    state: 'ok',
    reason: 'It is switched off with DISCORD_GATEWAY=off. Commands and buttons work without it.',
  },
  unused: { state: 'ok', reason: 'No feature listens to Discord, so there is no connection.' },
  absent: {
    state: 'off',
    reason: 'This Worker was deployed without the objects that hold the connection.',
    remedy: 'Deploy again with the wrangler.toml of this version.',
  },
  'no-token': {
    state: 'off',
    reason: 'DISCORD_TOKEN is missing.',
    remedy: 'Copy it from the page Bot of the application in the Discord developer portal and deploy again.',
  },
  held: {
    state: 'off',
    reason: 'An admin of each server has told Guildhall not to listen.',
    remedy: 'Switch “Listen to this server” on again in the settings.',
  },
};

/** The state of all shards together: the worst of them. `now` is Unix milliseconds. */
export function describeGateway(status: GatewayStatus, now: number): GatewayFinding {
  if (status.unwanted) return UNWANTED[status.unwanted];
  if (now - (status.reconciledAt ?? status.askedAt) > CRON_LATE_MS) {
    return {
      state: 'off',
      reason: 'The cron that minds the connection has not run for minutes.',
      remedy: 'Look whether the Worker has its cron trigger (crons in wrangler.toml), and deploy again.',
    };
  }
  if (status.trouble && status.shards.every(({ phase }) => phase !== 'ready'))
    return { state: 'off', reason: status.trouble, remedy: 'It is tried again every minute.' };
  const findings = status.shards.map((shard) => describeShard(shard, now));
  return (
    findings.find(({ state }) => state === 'off') ?? findings.find(({ state }) => state === 'degraded') ?? OK
  );
}

const OK: GatewayFinding = { state: 'ok' };

/** One shard in words. A connection that is being renewed is well until it takes a minute. */
export function describeShard(shard: ShardStatus, now: number): GatewayFinding {
  const name = shard.shards > 1 ? `Shard ${shard.shard + 1} of ${shard.shards}: ` : '';
  const { halt, backlog } = shard;
  if (halt) return { state: 'off', reason: name + halt.reason, remedy: halt.remedy };
  const aliveAt = Math.max(shard.acknowledgedAt ?? 0, shard.readyAt ?? 0, shard.startedAt ?? 0);
  if (now - aliveAt > SILENT_MS) {
    const why = shard.waitsFor ?? shard.lastClose?.reason ?? 'Discord does not answer.';
    const minutes = Math.floor((now - aliveAt) / 60_000);
    return {
      state: 'degraded',
      reason: `${name}No sign from Discord for ${minutes} min. ${why}`,
      remedy: 'Guildhall goes on trying by itself; nothing that Discord still knows is lost.',
    };
  }
  if (backlog.failures > 0) {
    return {
      state: 'degraded',
      reason: `${name}The queue takes no events just now; ${backlog.events} wait.`,
      remedy: 'They are kept and sent when the queue takes them again.',
    };
  }
  return OK;
}
