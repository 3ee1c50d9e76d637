import type { QueueBinding } from '../env.ts';
import type { DeliveryMessage, JobMessage } from './job.ts';

/** Messages that a queue takes at once. */
const BATCH = 100;

/**
 * What is due that soon is woken by a delayed message, so that it comes within seconds; it covers every time limit that
 * people are told of. The minute's sweep finds what is due later, up to a minute and a half late. Milliseconds.
 */
const SOON_MS = 15 * 60_000;

/** Tells the queue's consumer of those jobs that are due soon, as of `now`, when they are. Losing it loses nothing. */
export async function wakeLater(
  queue: QueueBinding,
  jobs: readonly { id: string; runAt: Date }[],
  now: Date,
): Promise<void> {
  const soon = jobs
    .map(({ id, runAt }) => ({ id, inMs: runAt.getTime() - now.getTime() }))
    .filter(({ inMs }) => inMs > 0 && inMs <= SOON_MS);
  for (let start = 0; start < soon.length; start += BATCH) {
    await queue.sendBatch(
      soon.slice(start, start + BATCH).map(({ id, inMs }) => ({
        body: { kind: 'job', id } satisfies JobMessage,
        delaySeconds: Math.ceil(inMs / 1_000),
      })),
    );
  }
}

/** Tells a queue's consumer which rows are ready. Losing this loses nothing: the sweep finds the rows by their state. */
export async function wake(
  queue: QueueBinding,
  messages: readonly (JobMessage | DeliveryMessage)[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += BATCH) {
    await queue.sendBatch(messages.slice(start, start + BATCH).map((body) => ({ body })));
  }
}
