import { gatewayAddress } from '../../discord/gateway-opcodes.ts';
import { USER_AGENT } from '../../discord/rest.ts';

/** An outgoing WebSocket as the platform gives it with the answer to an upgrade. */
export interface GatewaySocket {
  accept(): void;
  send(text: string): void;
  close(code: number, reason?: string): void;
  addEventListener(type: 'message', listen: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listen: (event: { code: number }) => void): void;
  addEventListener(type: 'error', listen: () => void): void;
}

/** What can come of a socket. Exactly one of `failed` and `closed` comes, and comes last. */
export interface SocketEvents {
  opened(socket: GatewaySocket): void;
  /** It did not come about; `status` is HTTP's, if there was an answer. */
  failed(status: number | undefined): void;
  message(text: string): void;
  closed(code: number): void;
}

/** A connection that ended without a word, as browsers number it. */
const ABNORMAL = 1006;
const UPGRADED = 101;

/**
 * Opens a socket by an upgraded request, not by `new WebSocket`: a refusal then has a status, and no compression is
 * offered that would have to be undone.
 */
export async function openGatewaySocket(
  fetcher: typeof fetch,
  url: string,
  events: SocketEvents,
): Promise<void> {
  let response: Response & { webSocket?: GatewaySocket | null };
  try {
    response = await fetcher(gatewayAddress(url), {
      headers: { upgrade: 'websocket', 'user-agent': USER_AGENT },
    });
  } catch {
    events.failed(undefined);
    return;
  }
  const socket = response.webSocket;
  if (response.status !== UPGRADED || !socket) {
    await response.body?.cancel();
    events.failed(response.status);
    return;
  }
  let over = false;
  const end = (code: number) => {
    if (over) return;
    over = true;
    events.closed(code);
  };
  socket.addEventListener('message', ({ data }) => {
    if (!over)
      events.message(typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer));
  });
  socket.addEventListener('close', ({ code }) => end(code || ABNORMAL));
  socket.addEventListener('error', () => end(ABNORMAL));
  socket.accept();
  events.opened(socket);
}
