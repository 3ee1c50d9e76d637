import type { Delivery } from '../../core/webhooks/attempt.ts';
import { STATISTICS_WINDOW_MS } from '../../core/webhooks/judge-endpoint.ts';
import { httpBody } from '../../core/webhooks/send-http.ts';
import { messageId } from '../../core/webhooks/sign.ts';
import type { deliveryAttempts, Endpoint } from '../../core/webhooks/tables.ts';
import type { AttemptAnswer, DeliveryAnswer, EndpointAnswer } from './schemas.ts';

/** What is counted of an endpoint's tries and deliveries. */
export type EndpointCounts = {
  attempts: number;
  failed: number;
  medianMs: number | null;
  waiting: number;
  held: number;
  missed: number;
};

export const noCounts: EndpointCounts = {
  attempts: 0,
  failed: 0,
  medianMs: null,
  waiting: 0,
  held: 0,
  missed: 0,
};

/** An endpoint as people and programs see it: nothing of it is secret. */
export function endpointAnswer(endpoint: Endpoint, counts: EndpointCounts): EndpointAnswer {
  const { attempts, failed, medianMs, waiting, held, missed } = counts;
  const { recoverFrom } = endpoint;
  return {
    id: endpoint.id,
    name: endpoint.name,
    kind: endpoint.kind,
    url: endpoint.urlShown,
    events: endpoint.events,
    conditions: endpoint.conditions.map((condition) => ({ ...condition })),
    mode: endpoint.mode,
    digest: endpoint.digest,
    state: endpoint.state,
    reason: endpoint.stateReason,
    reasonText: endpoint.stateText,
    stateSince: endpoint.stateAt.toISOString(),
    secrets: endpoint.secrets.map(({ lastFour, createdAt, expiresAt }) => ({
      lastFour,
      createdAt,
      expiresAt,
    })),
    statistics: {
      windowHours: STATISTICS_WINDOW_MS / 3_600_000,
      attempts,
      failed,
      waiting,
      held,
      medianMs,
      lastSuccessAt: iso(endpoint.lastSuccessAt),
      lastFailureAt: iso(endpoint.lastFailureAt),
      failingSince: iso(endpoint.failingSince),
    },
    recoverable:
      recoverFrom && missed > 0
        ? { since: recoverFrom.toISOString(), count: missed, seconds: secondsToSend(endpoint.kind, missed) }
        : null,
    version: endpoint.version,
    createdAt: endpoint.createdAt.toISOString(),
    updatedAt: endpoint.updatedAt.toISOString(),
  };
}

/** How often it failed of late, in words. */
export function failureRate({ attempts, failed }: Pick<EndpointCounts, 'attempts' | 'failed'>): string {
  if (attempts === 0) return 'no tries';
  return `${failed} of ${attempts} failed (${Math.round((failed / attempts) * 100)} %)`;
}

/** About how long so many deliveries take: Discord allows thirty posts of ten a minute, a program takes some 20 a second. */
export const secondsToSend = (kind: Endpoint['kind'], count: number): number =>
  kind === 'http' ? Math.ceil(count / 20) : Math.ceil(count / 10) * 2;

export function deliveryAnswer(delivery: Delivery, endpointName: string | null): DeliveryAnswer {
  return {
    id: delivery.id,
    webhookId: messageId(delivery.id),
    endpointId: delivery.endpointId,
    endpointName,
    notice: delivery.notice || null,
    type: delivery.eventType,
    subject: delivery.subject,
    purpose: delivery.purpose,
    state: delivery.state,
    attempts: delivery.attempts,
    nextAt: delivery.state === 'queued' ? delivery.runAt.toISOString() : null,
    error: delivery.error,
    messageId: delivery.messageId,
    createdAt: delivery.createdAt.toISOString(),
    finishedAt: iso(delivery.finishedAt),
  };
}

/** The body as it is sent: exact for a program, the message (or its part of a packed post) for Discord. */
export const deliveryBody = (delivery: Delivery): string =>
  delivery.lane.startsWith('http:') ? httpBody(delivery) : JSON.stringify(delivery.body);

export const attemptAnswer = (
  row: Omit<typeof deliveryAttempts.$inferSelect, 'guildId' | 'deliveryId' | 'endpointId'>,
): AttemptAnswer => ({
  id: row.id,
  at: row.at.toISOString(),
  durationMs: row.durationMs,
  ok: row.ok,
  target: row.target,
  request: { headers: row.requestHeaders },
  response:
    row.status === null
      ? null
      : { status: row.status, headers: row.responseHeaders ?? {}, body: row.responseBody },
  error: row.error,
  nextAt: iso(row.nextAt),
});

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
