import type { Hearing } from './grants.ts';
import { type LiveEvent, liveEvent } from './live-event.ts';
import { type LiveFilter, passes } from './live-filter.ts';
import type { SignalRow } from './read-signals.ts';
import type { Reader } from './readers.ts';
import { CLOSE, CREDIT, type FeedMessage } from './wire.ts';

/** The parts of a hibernating socket that the feed uses. @see https://developers.cloudflare.com/durable-objects/best-practices/websockets/ */
export interface FeedSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}

/** What the feed knows of a reader; kept with the socket, so that it outlives the object's sleep. */
export interface ConnectionState {
  reader: Reader;
  filter: LiveFilter;
  /** Place of the last signal that was looked at for this reader, shown or not. */
  sequence: bigint;
  id: string;
  /** The id that the reader was told last. */
  toldId: string;
  /** Events sent, and those that the reader said it is done with. */
  shown: number;
  acked: number;
  /** When it was last made sure that the reader may read; Unix milliseconds. */
  checkedAt: number;
  /** Since when the reader has no room for more. */
  stalledAt: number | undefined;
  /** Told to go; the socket is only waiting for the reader's end to close. */
  ended: boolean;
}

/** One reader's socket: what it has, what it may have next. No more than CREDIT events are ever on their way. */
export class Connection {
  readonly socket: FeedSocket;

  constructor(socket: FeedSocket) {
    this.socket = socket;
  }

  /** Read anew each time: while one turn waits for Postgres, another may hear the reader acknowledge. */
  private get state(): ConnectionState {
    // Safe because nobody else writes attachments of the feed's sockets.
    return this.socket.deserializeAttachment() as ConnectionState;
  }
  get reader(): Reader {
    return this.state.reader;
  }
  get filter(): LiveFilter {
    return this.state.filter;
  }
  get sequence(): bigint {
    return this.state.sequence;
  }
  get checkedAt(): number {
    return this.state.checkedAt;
  }
  get ended(): boolean {
    return this.state.ended;
  }
  get stalledAt(): number | undefined {
    return this.state.stalledAt;
  }
  get room(): number {
    return CREDIT - (this.state.shown - this.state.acked);
  }

  update(change: Partial<ConnectionState>): void {
    this.socket.serializeAttachment({ ...this.state, ...change });
  }

  tell(message: FeedMessage): void {
    try {
      this.socket.send(JSON.stringify(message));
    } catch {
      // The reader is gone; it comes back with the id of what it got.
    }
  }

  /** Takes the rows after its place that it may and wants to see, as far as there is room. */
  take(rows: readonly SignalRow[], hearingOf: (row: SignalRow) => Hearing, now: number): void {
    const before = this.state;
    const { room } = this;
    let { sequence, id } = before;
    const events: LiveEvent[] = [];
    for (const row of rows) {
      if (row.sequence <= sequence) continue;
      const hearing = passes(before.filter, row) ? hearingOf(row) : 'nothing';
      if (hearing !== 'nothing') {
        if (events.length >= room) break;
        events.push(liveEvent(row, hearing, before.reader.person?.id));
      }
      ({ sequence, id } = row);
    }
    if (events.length > 0) this.tell({ kind: 'events', events, id });
    this.update({
      sequence,
      id,
      shown: before.shown + events.length,
      toldId: events.length > 0 ? id : before.toldId,
      stalledAt: events.length >= room ? (before.stalledAt ?? now) : undefined,
    });
  }

  acknowledge(count: number): void {
    const { acked, shown } = this.state;
    if (count <= acked) return;
    this.update({ acked: Math.min(count, shown), stalledAt: undefined });
  }

  /** Tells where it is, if that was not told yet: so it need not look at the same again when it comes back. */
  tellPlace(): void {
    const { id, toldId } = this.state;
    if (id === toldId) return;
    this.tell({ kind: 'at', id });
    this.update({ toldId: id });
  }

  end(reason: keyof typeof CLOSE): void {
    this.tell({ kind: 'bye', reason, id: this.state.toldId });
    this.update({ ended: true });
    try {
      this.socket.close(CLOSE[reason], reason);
    } catch {
      // Closed already.
    }
  }
}
