import type { ServerResponse } from 'node:http';
import { describeServer, type Fleet, type PanelAction } from './fleet.ts';
import type { PanelMood } from './panel.ts';
import { sendJson } from './send.ts';

interface World {
  fleet: Fleet;
  mood: PanelMood;
  now: number;
}
interface Call {
  method: string;
  path: string;
  body: string;
}

const ACTIONS: readonly string[] = ['start', 'stop', 'reboot'];
const HUGE_BYTES = 2 * 1024 * 1024;

interface Answer {
  status: number;
  body: unknown;
}

/** The three calls of docs/server-panel.md, or what a panel does that is not well. */
export function answerApi(world: World, call: Call, response: ServerResponse): void {
  if (misbehave(world, call, response)) return;
  const { status, body } = route(world, call);
  sendJson(response, status, body);
}

function route({ fleet, mood, now }: World, { method, path, body }: Call): Answer {
  const [kind, id = '', below] = path.split('?')[0]?.split('/').slice(1).map(decodeURIComponent) ?? [];
  if (method === 'GET' && kind === 'accounts' && below === 'servers')
    return { status: 200, body: { servers: fleet.of(id).map((server) => describeServer(server, now)) } };
  const server = kind === 'servers' ? fleet.servers.get(id) : undefined;
  if (!server) return { status: 404, body: { message: 'There is no such server.' } };
  if (method === 'GET' && !below) return { status: 200, body: describeServer(server, now) };
  if (method !== 'POST' || below !== 'actions') return { status: 405, body: { message: 'Not here.' } };
  const { action, actionId } = JSON.parse(body) as { action: PanelAction; actionId: string };
  if (!ACTIONS.includes(action)) return { status: 400, body: { message: 'Unknown action.' } };
  const taken = mood === 'never-does' || fleet.act(server, action, actionId);
  return taken
    ? { status: 202, body: { taken: true } }
    : { status: 409, body: { message: 'Not in this state.' } };
}

function misbehave({ fleet, mood, now }: World, { method, path }: Call, response: ServerResponse): boolean {
  const all = [...fleet.servers.values()].map((server) => describeServer(server, now));
  switch (mood) {
    case 'error':
      sendJson(response, 500, { message: 'secret details of the panel' });
      return true;
    case 'wrong-shape':
      sendJson(response, 200, path.startsWith('/accounts') ? { servers: 'none' } : { id: 7 });
      return true;
    case 'not-json':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
      return true;
    case 'others':
      sendJson(response, 200, path.startsWith('/accounts') ? { servers: all } : all.at(-1));
      return true;
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ servers: [], filler: 'x'.repeat(HUGE_BYTES) }));
      return true;
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
      return true;
    case 'refuses':
      if (method !== 'POST') return false;
      sendJson(response, 409, { message: 'secret details of the panel' });
      return true;
    default:
      return false;
  }
}
