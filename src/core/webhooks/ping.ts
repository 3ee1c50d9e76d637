import { actorLabel } from '../access/actor.ts';
import type { ActionContext } from '../context.ts';
import type { Signal } from '../signals/signal.ts';
import type { NewDelivery } from './plan-deliveries.ts';
import { renderSignal } from './render-signal.ts';
import { endpointView } from './signals.ts';
import type { Endpoint } from './tables.ts';

interface PingOptions {
  purpose: 'ping' | 'probe';
  message: string;
  /** A sample of another type to send in its place. */
  instead?: { type: string; data: Record<string, unknown> };
}

/** A delivery that no event is behind: it asks an endpoint whether it is there. Sent once, without retries. */
export async function newPing(
  ctx: ActionContext,
  endpoint: Endpoint,
  { purpose, message, instead }: PingOptions,
): Promise<NewDelivery & { id: string }> {
  const id = ctx.newId();
  const now = ctx.now();
  const { type, data } = instead ?? {
    type: 'webhook.ping',
    data: { endpoint: endpointView(endpoint), message },
  };
  const signal: Signal = {
    id,
    guildId: ctx.guildId,
    type,
    subject: `webhook:${endpoint.id}`,
    data,
    actor: actorLabel(ctx.actor),
    source: ctx.source,
    requestId: ctx.requestId,
    createdAt: now.toISOString(),
  };
  return {
    id,
    guildId: ctx.guildId,
    signalId: id,
    notice: '',
    endpointId: endpoint.id,
    lane: endpoint.lane,
    eventType: type,
    // A test stands for itself: it may not edit the message of a real subject.
    subject: '',
    occurredAt: now,
    purpose,
    body: endpoint.kind === 'http' ? data : { ...(await renderSignal(ctx, signal)) },
    state: 'queued',
    runAt: now,
    createdAt: now,
  };
}
