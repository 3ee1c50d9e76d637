import type { GatewayEvent } from './handler.ts';

/** Id of the job in which a handler is run again with an event; one that comes twice from the queue makes one job. */
export const replayId = (handler: string, event: Pick<GatewayEvent, 'sessionId' | 'sequence'>): string =>
  `${event.sessionId}:${event.sequence}:${handler}`;
