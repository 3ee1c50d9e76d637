import type { Env } from '../env.ts';
import type { FeedSocket } from './connection.ts';
import type { LiveApp, LiveRoom, LiveState } from './live-room.ts';

interface ObjectState extends LiveState {
  setWebSocketAutoResponse(pair: unknown): void;
}

/** What the platform adds to the names that every runtime has. */
interface Platform {
  WebSocketRequestResponsePair: new (request: string, response: string) => unknown;
}

/**
 * One Durable Object for each guild: whoever reads its stream has a hibernating socket here, so a feed that nobody
 * pokes costs nothing. What it does is loaded when it is asked for; see live-room.ts.
 */
export function createLiveFeed(app: LiveApp) {
  const { WebSocketRequestResponsePair } = globalThis as unknown as Platform;

  return class LiveFeed {
    private readonly state: ObjectState;
    private readonly env: Env;
    private opened: LiveRoom | undefined;

    constructor(state: ObjectState, env: Env) {
      this.state = state;
      this.env = env;
      state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
    }

    /** Called by the Worker only, which has let the reader in. */
    async fetch(request: Request): Promise<Response> {
      return (await this.room()).fetch(request);
    }

    async webSocketMessage(socket: FeedSocket, text: unknown): Promise<void> {
      await (await this.room()).webSocketMessage(socket, text);
    }

    webSocketClose(socket: FeedSocket): void {
      closeQuietly(socket);
    }

    webSocketError(socket: FeedSocket): void {
      closeQuietly(socket);
    }

    async alarm(): Promise<void> {
      await (await this.room()).alarm();
    }

    private async room(): Promise<LiveRoom> {
      const { LiveRoom } = await import('./live-room.ts');
      this.opened ??= new LiveRoom(app, this.state, this.env);
      return this.opened;
    }
  };
}

function closeQuietly(socket: FeedSocket): void {
  try {
    socket.close(1000, 'bye');
  } catch {
    // Closed already.
  }
}
