import type { QueueBinding } from '../env.ts';
import type { DeliveryMessage, JobMessage } from './job.ts';

/** Messages that a queue takes at once. */
const BATCH = 100;

/** Tells a queue's consumer which rows are ready. Losing this loses nothing: the sweep finds the rows by their state. */
export async function wake(
  queue: QueueBinding,
  messages: readonly (JobMessage | DeliveryMessage)[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += BATCH) {
    await queue.sendBatch(messages.slice(start, start + BATCH).map((body) => ({ body })));
  }
}
