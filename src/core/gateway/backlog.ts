/** Something for the queue. `sequence` is the event's number in its session. */
export interface Entry {
  sessionId: string;
  sequence: number;
  text: string;
  bytes: number;
  queued?: true;
}

/** A queue takes 100 messages and 256,000 bytes at once. */
const MOST_IN_BATCH = 100;
const MOST_BATCH_BYTES = 250_000;
/** What may wait in memory. An object has 128 MB; a text takes up to two bytes a character. */
const FULL_ENTRIES = 20_000;
const FULL_BYTES = 24_000_000;
/** Entries at the front that are done are cut off when there are so many. */
const COMPACT_AT = 1_000;

/**
 * Events that the queue does not have yet, in the order in which they came. Says up to which event all is safe: that
 * number, and none later, may be stored as the place to go on from after a crash.
 */
export class Backlog {
  private entries: Entry[] = [];
  private first = 0;
  private next = 0;
  private readonly refused: Entry[][] = [];
  private waitingBytes = 0;
  private untakenBytes = 0;

  add(entry: Entry): void {
    this.entries.push(entry);
    this.waitingBytes += entry.bytes;
    this.untakenBytes += entry.bytes;
  }

  /** Takes out what goes to the queue next: what it refused before, then what has waited longest. */
  takeBatch(): Entry[] | undefined {
    const again = this.refused.shift();
    if (again) return again;
    let bytes = 0;
    const from = this.next;
    while (this.next < this.entries.length && this.next - from < MOST_IN_BATCH) {
      const size = this.entries[this.next]?.bytes ?? 0;
      if (bytes > 0 && bytes + size > MOST_BATCH_BYTES) break;
      bytes += size;
      this.next += 1;
    }
    this.untakenBytes -= bytes;
    return this.next === from ? undefined : this.entries.slice(from, this.next);
  }

  /** The queue has these. */
  settle(batch: readonly Entry[]): void {
    for (const entry of batch) {
      entry.queued = true;
      this.waitingBytes -= entry.bytes;
    }
    while (this.entries[this.first]?.queued) this.first += 1;
    if (this.first < COMPACT_AT) return;
    this.entries = this.entries.slice(this.first);
    this.next -= this.first;
    this.first = 0;
  }

  /** The queue did not take these, or nobody knows whether it did. */
  putBack(batch: Entry[]): void {
    this.refused.push(batch);
  }

  /** The last event of the session, out of those up to `received`, before which everything is in the queue. */
  safeSequence(sessionId: string, received: number): number {
    let safe = received;
    for (let at = this.first; at < this.entries.length; at += 1) {
      const entry = this.entries[at];
      if (entry && !entry.queued && entry.sessionId === sessionId) safe = Math.min(safe, entry.sequence - 1);
    }
    return safe;
  }

  /** Whether a batch would be as large as it may be, or has been refused: waiting would gain nothing. */
  get hasWholeBatch(): boolean {
    return (
      this.refused.length > 0 ||
      this.entries.length - this.next >= MOST_IN_BATCH ||
      this.untakenBytes >= MOST_BATCH_BYTES
    );
  }

  get size(): number {
    return this.entries.length - this.first;
  }

  get bytes(): number {
    return this.waitingBytes;
  }

  get isFull(): boolean {
    return this.size >= FULL_ENTRIES || this.waitingBytes >= FULL_BYTES;
  }

  get isHalfEmpty(): boolean {
    return this.size <= FULL_ENTRIES / 2 && this.waitingBytes <= FULL_BYTES / 2;
  }
}
