import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { UNTIL_THE_CLIENT_CLOSES } from '../keep-alive.ts';
import { CallLog } from './call-log.ts';
import { handleCdn } from './cdn.ts';
import { ClientApi } from './client-api.ts';
import { type Control, createControl } from './control.ts';
import { handleControl } from './control-http.ts';
import { freshState } from './fresh-state.ts';
import { LocalGateway } from './gateway/gateway.ts';
import { type HttpResponse, readRequest } from './http.ts';
import { handleAuthorize } from './oauth-pages.ts';
import { keepSaved, loadState } from './persistence.ts';
import { RateLimits } from './rate-limits.ts';
import { errorResponse, handleRest } from './rest.ts';
import { ScriptQueue } from './scripts.ts';
import { demo, seedDemo } from './seed.ts';
import { type Keys, LocalState } from './state.ts';
import { archiveIdleThreads } from './threads.ts';
import { handleWeb } from './web-assets.ts';
import { WebhookEvents } from './webhook-events/webhook-events.ts';
import type { World } from './world.ts';

/** Threads fall asleep within half a minute of their time. */
const THREAD_SWEEP_MS = 30_000;

export interface LocalDiscordOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  host?: '127.0.0.1';
  applicationId?: string;
  botToken?: string;
  clientSecret?: string;
  /** In hex: raw 32-byte public key and 32-byte seed. */
  signingKeys?: Keys;
  /** Kept up to date with the state; read at start, ids and keys included. */
  stateFile?: string;
  /** The base clock in unix ms; the control API adds its offset. */
  now?: () => number;
  seed?: 'demo' | 'empty';
}

export interface LocalDiscord {
  /** The web client; the CDN's links stand on it, too. */
  url: string;
  /** Clients add `/v10`. */
  apiUrl: string;
  gatewayUrl: string;
  applicationId: string;
  botToken: string;
  clientSecret: string;
  publicKey: string;
  privateKey: string;
  state: LocalState;
  world: World;
  control: Control;
  server: ReturnType<typeof createServer>;
  close(): Promise<void>;
}

/** Starts a Discord on this machine: REST, gateway, CDN, OAuth2, interactions, web client and control API on one port. */
export async function startLocalDiscord(options: LocalDiscordOptions = {}): Promise<LocalDiscord> {
  const base = options.now ?? Date.now;
  const saved = options.stateFile === undefined ? undefined : loadState(options.stateFile);
  const fresh = () => ({
    ...options,
    applicationId: options.applicationId ?? (options.seed === 'demo' ? demo.applicationId : undefined),
    now: base(),
  });
  // Over fresh defaults, so that a file of an earlier version still has every part.
  const state = new LocalState({ ...freshState(fresh()), ...saved?.data }, base);
  const seed = () => {
    if (options.seed === 'demo') seedDemo(state);
  };
  if (saved) state.ids.restore(saved.position);
  else seed();
  if (options.botToken) state.data.botToken = options.botToken;
  if (options.clientSecret) state.data.clientSecret = options.clientSecret;

  const world: World = {
    state,
    calls: new CallLog(),
    scripts: new ScriptQueue(),
    limits: new RateLimits(() => state.now()),
    waiting: new Map(),
    answerLimitMs: 3000,
    gateway: new LocalGateway(state),
    events: new WebhookEvents(state, () => world.answerLimitMs),
  };
  const control = createControl(world, () => {
    const { application, botToken, clientSecret, keys } = state.data;
    const again = freshState({
      ...fresh(),
      applicationId: application.id,
      botToken,
      clientSecret,
      signingKeys: keys,
    });
    const { interactions_endpoint_url, event_webhooks_url, event_webhooks_status, event_webhooks_types } =
      application;
    Object.assign(again.application, {
      interactions_endpoint_url,
      event_webhooks_url,
      event_webhooks_status,
      event_webhooks_types,
    });
    state.data = again;
    seed();
    state.touch();
  });
  const client = new ClientApi(world);
  const server = createServer(UNTIL_THE_CLIENT_CLOSES, (request, response) => {
    void serve(request, response, world, control, client);
  });
  world.gateway.attach(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the local Discord has no port');
  state.url = `http://127.0.0.1:${address.port}`;
  const saver = options.stateFile === undefined ? undefined : keepSaved(options.stateFile, state);
  saver?.flush();
  const sweep = setInterval(() => archiveIdleThreads(state), THREAD_SWEEP_MS).unref();

  return {
    url: state.url,
    apiUrl: `${state.url}/api`,
    gatewayUrl: world.gateway.url,
    applicationId: state.data.application.id,
    botToken: state.data.botToken,
    clientSecret: state.data.clientSecret,
    publicKey: state.data.keys.publicKey,
    privateKey: state.data.keys.privateKey,
    state,
    world,
    control,
    server,
    async close() {
      clearInterval(sweep);
      client.close();
      world.events.clear();
      world.gateway.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      saver?.flush();
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  world: World,
  control: Control,
  client: ClientApi,
): Promise<void> {
  try {
    const request = await readRequest(incoming);
    const { path } = request;
    if (path.startsWith('/api/')) {
      const outcome = await handleRest(world, request);
      if (outcome === 'drop') incoming.socket.destroy();
      else send(outgoing, outcome);
    } else if (path.startsWith('/_control')) send(outgoing, await handleControl(control, request));
    else if (path === '/_client/events') client.openEvents(request, outgoing);
    else if (path.startsWith('/_client')) send(outgoing, await client.handle(request));
    else if (path === '/oauth2/authorize') send(outgoing, await handleAuthorize(world, request));
    else send(outgoing, handleCdn(world.state, request) ?? (await handleWeb(request)));
  } catch (error) {
    if (!outgoing.headersSent) send(outgoing, errorResponse(error, {}, incoming.url ?? ''));
    else outgoing.end();
  }
}

function send(outgoing: ServerResponse, response: HttpResponse): void {
  const { body } = response;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const payload = body === undefined ? '' : isRaw ? body : JSON.stringify(body, mapsAsObjects);
  const type = body === undefined || isRaw ? {} : { 'content-type': 'application/json' };
  outgoing.writeHead(response.status, { ...type, ...response.headers });
  outgoing.end(response.status === 204 ? undefined : payload);
}

function mapsAsObjects(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
