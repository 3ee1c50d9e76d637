import type { QueueBinding } from '../env.ts';
import type { Log } from '../log.ts';
import { Backlog, type Entry } from './backlog.ts';

/** Calls to the queue that run side by side; the object may have six connections that wait for an answer. */
const MOST_IN_FLIGHT = 4;
/** How long an event waits for others to share its call: nothing beside the queue's own time, and much less work. */
const GATHER_MS = 5;
const RETRY_BASE_MS = 500;
const RETRY_CAP_MS = 30_000;

export interface SinkHost {
  queue: QueueBinding;
  log: Log;
  after(ms: number, work: () => void): void;
  /** Something is in the queue now, or the backlog has grown or shrunk. */
  changed(): void;
}

/**
 * Brings events to the queue, in batches, in the order in which they came as far as nothing fails. At least once: a
 * batch of which nobody knows what became of it is sent again. What the queue refuses is tried again for as long as the
 * object lives; after its end Discord sends it again, because the place to go on from lies before it.
 */
export class EventSink {
  private readonly backlog = new Backlog();
  private readonly host: SinkHost;
  private inFlight = 0;
  private failures = 0;
  private pausing = false;
  private gathering = false;

  constructor(host: SinkHost) {
    this.host = host;
  }

  add(entry: Entry): void {
    this.backlog.add(entry);
    if (this.backlog.hasWholeBatch) this.pump();
    else this.gather();
  }

  safeSequence(sessionId: string, received: number): number {
    return this.backlog.safeSequence(sessionId, received);
  }

  /** How much waits, and how often in a row the queue has refused. */
  get state(): { events: number; bytes: number; failures: number } {
    return { events: this.backlog.size, bytes: this.backlog.bytes, failures: this.failures };
  }

  get isFull(): boolean {
    return this.backlog.isFull;
  }

  get isHalfEmpty(): boolean {
    return this.backlog.isHalfEmpty;
  }

  private gather(): void {
    if (this.gathering || this.pausing) return;
    this.gathering = true;
    this.host.after(GATHER_MS, () => {
      this.gathering = false;
      this.pump();
    });
  }

  private pump(): void {
    // While the queue refuses, one call at a time finds out whether it still does.
    const most = this.failures > 0 ? 1 : MOST_IN_FLIGHT;
    while (!this.pausing && this.inFlight < most) {
      const batch = this.backlog.takeBatch();
      if (!batch) return;
      this.inFlight += 1;
      void this.send(batch);
    }
  }

  private async send(batch: Entry[]): Promise<void> {
    try {
      await this.host.queue.sendBatch(batch.map(({ text }) => ({ body: text, contentType: 'text' })));
      this.failures = 0;
      this.backlog.settle(batch);
    } catch (error) {
      this.failures += 1;
      this.backlog.putBack(batch);
      this.host.log.warn('the queue refused events', {
        events: batch.length,
        failures: this.failures,
        error,
      });
      this.pausing = true;
      const delayMs = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** Math.min(this.failures, 10));
      this.host.after(delayMs, () => {
        this.pausing = false;
        this.pump();
      });
    } finally {
      this.inFlight -= 1;
    }
    this.host.changed();
    if (this.backlog.hasWholeBatch) this.pump();
    else this.gather();
  }
}
