import { connect, type Socket } from 'node:net';
import { cpuMillis } from './cpu-time.ts';
import { percentile } from './statistics.ts';

export interface LoadOptions {
  port: number;
  pid: number;
  /** Whole HTTP requests, sent in turn. */
  requests: readonly Buffer[];
  /** How long to keep at it, in milliseconds. */
  forMs: number;
  /** Requests under way at any time, each on a connection of its own. */
  connections: number;
}

export interface LoadResult {
  perSecond: number;
  /** Milliseconds from sending to the whole answer. */
  p50Ms: number;
  p99Ms: number;
  /** Processor time of the server per request in microseconds; absent where the system doesn't tell. */
  cpuMicros: number | undefined;
}

/** Keeps a server busy and counts its answers. Throws at the first answer that is not 200: speed alone proves nothing. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { port, pid, requests, forMs, connections } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const latencies: number[] = [];
  let next = 0;
  const cpuBefore = cpuMillis(pid);
  const start = performance.now();
  const end = start + forMs;
  try {
    await Promise.all(
      sockets.map((socket) =>
        keepAsking(socket, end, latencies, () => requests[next++ % requests.length] ?? Buffer.alloc(0)),
      ),
    );
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - start) / 1_000;
  const cpuAfter = cpuMillis(pid);
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    perSecond: latencies.length / seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    cpuMicros:
      cpuBefore === undefined || cpuAfter === undefined
        ? undefined
        : ((cpuAfter - cpuBefore) * 1_000) / latencies.length,
  };
}

/** Sends one request on a connection of its own and gives the answer's body. */
export async function askOnce(port: number, request: Buffer): Promise<{ status: number; body: string }> {
  const socket = await open(port);
  try {
    return await new Promise((resolve, reject) => {
      let got = '';
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('closed without an answer')));
      socket.on('data', (chunk) => {
        got += chunk.toString('latin1');
        const answer = readAnswer(got);
        if (!answer) return;
        const body = Buffer.from(got.slice(answer.bodyAt, answer.end), 'latin1').toString('utf8');
        resolve({ status: answer.status, body });
      });
      socket.write(request);
    });
  } finally {
    socket.destroy();
  }
}

/** One request after another on one connection, until the time is over. */
function keepAsking(socket: Socket, end: number, latencies: number[], next: () => Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let got = '';
    let sentAt = performance.now();
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      const answer = readAnswer(got);
      if (!answer) return;
      if (answer.status !== 200)
        return reject(new Error(`answered ${answer.status}: ${got.slice(answer.bodyAt)}`));
      got = got.slice(answer.end);
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now >= end) return resolve();
      sentAt = now;
      socket.write(next());
    });
    socket.write(next());
  });
}

/** Where a complete answer ends in the text, or nothing as long as more must come. Understands lengths and chunks. */
export function readAnswer(text: string): { status: number; bodyAt: number; end: number } | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const bodyAt = headEnd + 4;
  const status = Number(text.slice(9, 12));
  const head = text.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = bodyAt + Number(length);
    return text.length >= end ? { status, bodyAt, end } : undefined;
  }
  const last = text.indexOf('0\r\n\r\n', bodyAt);
  return last < 0 ? undefined : { status, bodyAt, end: last + 5 };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
