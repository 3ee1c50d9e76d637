import { describeGateway } from '../../../core/gateway/describe-gateway.ts';
import { gatewayStatus } from '../../../core/gateway/reconcile.ts';
import type { Runtime } from '../../../core/runtime.ts';

export interface GatewayHealth {
  /** Whether direct messages come over the gateway just now. */
  isHearing: boolean;
  state: 'ok' | 'degraded' | 'off';
  /** What is wrong and what to do, in sentences; empty when all is well. */
  reason: string;
  /** Unix milliseconds of the last sign that Discord hears us, and of the last event. */
  aliveAt: number | undefined;
  lastEventAt: number | undefined;
}

/** How the connection is over which direct messages come. That is shard 0, whatever the number of shards. */
export async function readGatewayHealth(runtime: Runtime): Promise<GatewayHealth> {
  try {
    const status = await gatewayStatus(runtime);
    const found = describeGateway(status, runtime.outside.now());
    const [shard] = status.shards;
    return {
      isHearing: status.unwanted === undefined && found.state === 'ok',
      state: found.state,
      reason: [found.reason, found.remedy].filter(Boolean).join(' '),
      aliveAt: shard?.acknowledgedAt ?? shard?.readyAt,
      lastEventAt: shard?.lastEventAt,
    };
  } catch (error) {
    runtime.log.warn('the gateway does not say how it is', { error });
    const reason = 'What holds the connection to Discord does not answer. It is asked again every minute.';
    return { isHearing: false, state: 'off', reason, aliveAt: undefined, lastEventAt: undefined };
  }
}
