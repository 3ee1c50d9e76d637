import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { UnavailableError } from '../errors.ts';
import { backoffMs } from '../queue/job.ts';
import { PAUSE_MS } from '../queue/paused.ts';
import { wake } from '../queue/wake.ts';
import type { Runtime } from '../runtime.ts';
import { jobs } from '../tables.ts';
import type { GatewayEvent, RegisteredHandler } from './handler.ts';
import { replayId } from './replay-id.ts';
import { wantedBy } from './wanted-by.ts';

/** What travels through the queue `gateway-events`. */
export interface GatewayMessage {
  kind: 'gateway';
  event: GatewayEvent;
}

/** Full name of the job that runs one handler again; see replay-job.ts. */
export const REPLAY_JOB = 'gateway.replay';

/** The server that an event belongs to; null for direct messages and what concerns the bot itself. */
export const guildOf = ({ data }: Pick<GatewayEvent, 'data'>): string | null => {
  const guildId = (data as { guild_id?: unknown } | null | undefined)?.guild_id;
  return typeof guildId === 'string' ? guildId : null;
};

/**
 * Runs every handler that wants the event. A handler that fails becomes a job of its own, so the others are not run
 * again because of it. Throws only when not even that can be written down; the message then comes again as a whole.
 */
export async function handleEvent(runtime: Runtime, event: GatewayEvent): Promise<void> {
  const handlers = wantedBy(runtime.registry, event.type, event.data);
  const failed = await Promise.all(
    handlers.map(async (handler) => {
      try {
        await runHandler(runtime, handler, event);
        return [];
      } catch (error) {
        runtime.log.warn('gateway handler failed, will run again', {
          handler: handler.id,
          event: event.type,
          error,
        });
        return [handler];
      }
    }),
  );
  await keepForLater(runtime, event, failed.flat());
}

/** Writes down an event that could not be handled, for each handler that wants it. For dead letters. */
export const keepEvent = (runtime: Runtime, event: GatewayEvent): Promise<void> =>
  keepForLater(runtime, event, wantedBy(runtime.registry, event.type, event.data));

/** Runs one handler, unless its feature is switched off in the event's server. While it is read-only, the event waits. */
export async function runHandler(
  runtime: Runtime,
  handler: RegisteredHandler,
  event: GatewayEvent,
): Promise<void> {
  const guildId = guildOf(event);
  if (guildId !== null) {
    const state = await createContext(runtime, {
      guildId,
      actor: { kind: 'system', name: handler.id },
      source: 'discord',
      requestId: `event-${event.sequence}`,
    }).featureState(handler.feature);
    if (state === 'off') return;
    if (state === 'read-only') {
      throw new UnavailableError('This waits until the feature may change things again.', {
        retryAfterMs: PAUSE_MS,
      });
    }
  }
  await handler.handle(runtime, event);
}

async function keepForLater(
  runtime: Runtime,
  event: GatewayEvent,
  handlers: readonly RegisteredHandler[],
): Promise<void> {
  if (handlers.length === 0) return;
  const { config, outside } = runtime;
  if (!config.database) throw new UnavailableError('Guildhall has no database yet.');
  const now = new Date(outside.now());
  const runAt = new Date(outside.now() + backoffMs(1));
  const rows = handlers.map((handler) => ({
    id: replayId(handler.id, event),
    guildId: guildOf(event),
    name: REPLAY_JOB,
    payload: { handler: handler.id, event },
    state: 'queued' as const,
    runAt,
    createdAt: now,
  }));
  await openDatabase(config.database).insert(jobs).values(rows).onConflictDoNothing();
  runtime.defer(
    wake(
      config.jobs,
      rows.map(({ id }) => ({ kind: 'job', id })),
    ),
  );
}
