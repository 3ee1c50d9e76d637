import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** Says where the gateway is, greets, and pushes what it is told to: nothing that takes time of its own. */
export interface GatewayStandIn {
  apiUrl: string;
  /** Sends so many messages to everybody who listens, at once. */
  push(count: number): void;
  /** Connections with a session. */
  listeners(): number;
  close(): Promise<void>;
}

/** About 1 KB a message, as Discord's are. */
const FILLER = 'Left flipper stays up after a multiball. '.repeat(12);
const author = { id: '1000000000000000011', username: 'maya', discriminator: '0', avatar: null };

export async function startGatewayStandIn(): Promise<GatewayStandIn> {
  const listening = new Set<WebSocket>();
  let sequence = 1;
  const server = createServer((_request, response) => {
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const session_start_limit = { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url, shards: 1, session_start_limit }));
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    const send = (payload: object) => socket.send(JSON.stringify(payload));
    send({ t: null, s: null, op: 10, d: { heartbeat_interval: 41_250 } });
    socket.on('message', (data) => {
      const { op } = JSON.parse(String(data)) as { op: number };
      if (op === 1) send({ t: null, s: null, op: 11 });
      if (op !== 2) return;
      const d = {
        v: 10,
        session_id: 'bench',
        resume_gateway_url: 'ws://127.0.0.1:1',
        user: author,
        guilds: [],
        application: { id: author.id, flags: 0 },
      };
      send({ t: 'READY', s: 1, op: 0, d });
      listening.add(socket);
    });
    socket.on('close', () => listening.delete(socket));
    socket.on('error', () => listening.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    listeners: () => listening.size,
    push(count) {
      for (let sent = 0; sent < count; sent += 1) {
        sequence += 1;
        const id = String(1_400_000_000_000_000_000n + BigInt(sequence));
        const d = {
          id,
          channel_id: '5',
          type: 0,
          timestamp: '2026-11-20T18:30:00.000Z',
          author,
          content: FILLER,
          embeds: [],
          attachments: [],
          mentions: [],
        };
        const frame = `{"t":"MESSAGE_CREATE","s":${sequence},"op":0,"d":${JSON.stringify(d)}}`;
        for (const socket of listening) socket.send(frame);
      }
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
