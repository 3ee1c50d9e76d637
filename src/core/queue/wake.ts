import type { QueueBinding } from '../env.ts';
import type { DeliveryMessage, JobMessage } from './job.ts';

/** Messages that a queue takes at once. */
const BATCH = 100;

/** What is due that soon is woken by a delayed message; the minute's sweep finds what is due later. Milliseconds. */
export const SOON_MS = 60_000;

/** Tells the queue's consumer of rows when they are due. `inMs`: from now on. Losing it loses nothing. */
export async function wakeLater(
  queue: QueueBinding,
  rows: readonly { message: JobMessage; inMs: number }[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    await queue.sendBatch(
      batch.map(({ message, inMs }) => ({ body: message, delaySeconds: Math.ceil(inMs / 1_000) })),
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
