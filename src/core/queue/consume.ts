import type { GatewayAlert } from '../gateway/alert.ts';
import type { GatewayEvent } from '../gateway/handler.ts';
import { type Arrival, isInteraction } from '../interactions/open-interaction.ts';
import type { Reply } from '../interactions/reply.ts';
import type { Runtime } from '../runtime.ts';
import type { WebhookEventMessage } from '../webhook-events/message.ts';

export interface QueueMessage {
  id: string;
  attempts: number;
  body: unknown;
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}

export interface QueueBatch {
  queue: string;
  messages: readonly QueueMessage[];
}

/** Queues give up after this many tries (wrangler.toml `max_retries` + 1); the message then goes to the dead letters. */
const MAX_ATTEMPTS = 10;
const MAX_DELAY_SECONDS = 12 * 60 * 60;
/** While the database is down, its queue is tried again at least this often. */
const MOST_BACKOFF_MS = 10 * 60_000;
/** How often events look whether things may be changed again; 100 tries are a working day. */
const READ_ONLY_MS = 5 * 60_000;

/**
 * Consumes a batch of any of our queues: each message on its own, acknowledged only when its work is done or stored.
 * What fails is retried with the delay that the failure asks for.
 */
export async function consumeBatch(batch: QueueBatch, runtime: Runtime): Promise<void> {
  const dead = batch.queue.endsWith('-dead');
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        const delayMs = dead ? await consumeDead(message, runtime) : await consumeOne(message, runtime);
        if (delayMs === undefined) message.ack();
        else message.retry({ delaySeconds: seconds(delayMs) });
      } catch (error) {
        runtime.log.error('queue message failed', { queue: batch.queue, attempts: message.attempts, error });
        message.retry({ delaySeconds: seconds(backoffOf(message.attempts, dead)) });
      }
    }),
  );
}

/** Gives the milliseconds after which to come again, or nothing when the message is done with. */
async function consumeOne(message: QueueMessage, runtime: Runtime): Promise<number | undefined> {
  const body = readBody(message.body);
  const last = message.attempts >= MAX_ATTEMPTS;
  switch (body.kind) {
    case 'interaction': {
      if (!isInteraction(body.payload)) return undefined;
      const { runDeferred } = await import('../interactions/deferred.ts');
      const outcome = await runDeferred(runtime, body.payload, arrivalOf(body, runtime), {
        last,
        tries: message.attempts,
        known: body.known as Reply | undefined,
      });
      return outcome.kind === 'again' ? outcome.delayMs : undefined;
    }
    case 'job': {
      const { runJob } = await import('./run-job.ts');
      return runJob(runtime, String(body.id));
    }
    case 'signal': {
      const { dispatchSignal } = await import('../signals/dispatch.ts');
      await dispatchSignal(runtime, String(body.id));
      return undefined;
    }
    case 'lane':
    case 'delivery': {
      const { wakeFromQueue } = await import('../webhooks/wake-from-queue.ts');
      await wakeFromQueue(runtime, body);
      return undefined;
    }
    case 'gateway': {
      if (runtime.config.readOnly) return READ_ONLY_MS;
      const { handleEvent } = await import('../gateway/handle-event.ts');
      await handleEvent(runtime, body.event as GatewayEvent);
      return undefined;
    }
    case 'gateway-alert': {
      const { tellAdmins } = await import('../gateway/tell-admins.ts');
      await tellAdmins(runtime, body.alert as GatewayAlert);
      return undefined;
    }
    case 'discord-event': {
      await consumeEvent(body, runtime);
      return undefined;
    }
    default:
      runtime.log.error('unknown queue message', { kind: body.kind });
      return undefined;
  }
}

/**
 * Rows of jobs, signals and deliveries stay in Postgres for the sweep. An interaction has nobody else to speak for it;
 * an event from the gateway becomes a row; one of Discord's webhook is tried on.
 */
async function consumeDead(message: QueueMessage, runtime: Runtime): Promise<number | undefined> {
  const body = readBody(message.body);
  runtime.log.error('dead letter', { kind: body.kind, id: body.id });
  if (body.kind === 'gateway') {
    const { keepEvent } = await import('../gateway/handle-event.ts');
    await keepEvent(runtime, body.event as GatewayEvent);
    return undefined;
  }
  if (body.kind === 'discord-event') {
    await consumeEvent(body, runtime);
    return undefined;
  }
  if (body.kind !== 'interaction' || !isInteraction(body.payload)) return undefined;
  const { endDeadInteraction } = await import('../interactions/deferred.ts');
  const outcome = await endDeadInteraction(runtime, body.payload, arrivalOf(body, runtime));
  return outcome.kind === 'again' ? outcome.delayMs : undefined;
}

async function consumeEvent(body: Record<string, unknown>, runtime: Runtime): Promise<void> {
  const { handleWebhookEvent } = await import('../webhook-events/handle-event.ts');
  // Safe because only the endpoint of webhook events sends this kind, and it says that it sends one.
  await handleWebhookEvent(runtime, body as unknown as WebhookEventMessage);
}

/** Events of the gateway travel as text, which is cheaper to make than to copy. */
const readBody = (body: unknown): Record<string, unknown> => {
  if (typeof body === 'string') return readBody(JSON.parse(body));
  return body && typeof body === 'object' ? (body as Record<string, unknown>) : {};
};

const arrivalOf = ({ requestId, receivedAt }: Record<string, unknown>, { outside }: Runtime): Arrival => ({
  requestId: String(requestId),
  receivedAt: typeof receivedAt === 'number' ? receivedAt : outside.now(),
});

const backoffOf = (attempts: number, dead: boolean): number =>
  Math.min(dead ? MAX_DELAY_SECONDS * 1_000 : MOST_BACKOFF_MS, 2 ** attempts * 1_000);

const seconds = (ms: number): number => Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(ms / 1_000)));
