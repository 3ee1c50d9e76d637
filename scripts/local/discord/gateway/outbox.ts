import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createDeflate, createZstdCompress } from 'node:zlib';
import type { WebSocket } from 'ws';

export type Compression = 'zlib-stream' | 'zstd-stream' | null;

/** Sends frames in order, compressed as the client asked for, and as late as told; a plain frame leaves at once. */
export class Outbox {
  private readonly socket: WebSocket;
  private readonly compress: Compressor | undefined;
  private readonly latency: () => number;
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(socket: WebSocket, compression: Compression, latency: () => number) {
    this.socket = socket;
    this.compress = compression === null ? undefined : compressor(compression);
    this.latency = latency;
  }

  send(frame: string): void {
    const latency = this.latency();
    if (!this.compress && latency === 0 && this.waiting === 0) {
      this.write(frame);
      return;
    }
    const dueAt = performance.now() + latency;
    this.queue(async () => {
      const wait = dueAt - performance.now();
      if (wait > 0) await sleep(wait, undefined, { ref: false });
      this.write(this.compress ? await this.compress.run(frame) : frame);
    });
  }

  /** Runs after everything sent so far has left. */
  afterAll(work: () => void): void {
    if (this.waiting === 0) work();
    else this.queue(async () => work());
  }

  /** Gives the compressor's memory back; nothing can be sent after it. */
  end(): void {
    this.compress?.end();
  }

  private queue(work: () => Promise<void>): void {
    this.waiting += 1;
    this.last = this.last.then(work).finally(() => {
      this.waiting -= 1;
    });
  }

  private write(data: string | Buffer): void {
    // Without a callback, a socket that closed meanwhile would throw; the session keeps what it missed.
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(data, () => {});
  }
}

interface Compressor {
  run(text: string): Promise<Buffer>;
  end(): void;
}

/** One stream for the whole connection; each frame ends at a flush, by which clients tell where it ends. */
function compressor(kind: 'zlib-stream' | 'zstd-stream'): Compressor {
  const stream = kind === 'zlib-stream' ? createDeflate() : createZstdCompress();
  const mark = kind === 'zlib-stream' ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    run: (text) =>
      new Promise((resolve) => {
        stream.write(text);
        stream.flush(mark, () => resolve(Buffer.concat(chunks.splice(0))));
      }),
    end: () => stream.destroy(),
  };
}
