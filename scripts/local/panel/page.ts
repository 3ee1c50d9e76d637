import type { ServerResponse } from 'node:http';
import type { PanelServer, PanelState } from './fleet.ts';
import { type LocalPanel, PANEL_MOODS, type PanelMood } from './panel.ts';

const STATES: readonly PanelState[] = ['online', 'offline', 'rebooting', 'provisioning'];

interface World {
  panel: LocalPanel;
  mood(): PanelMood;
}

/** The page that shows the servers, and what its buttons do. */
export async function answerPage(
  world: World,
  { method, path, body }: { method: string; path: string; body: string },
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(body);
  if (method === 'POST' && path === '/flip') {
    const server = world.panel.fleet.servers.get(form.get('server') ?? '');
    const state = STATES.find((one) => one === form.get('state'));
    if (server && state) await world.panel.post(world.panel.fleet.flip(server, state));
  }
  if (method === 'POST' && path === '/mood') {
    const mood = PANEL_MOODS.find((one) => one === form.get('mood'));
    if (mood) world.panel.mood(mood);
  }
  if (method === 'POST') {
    response.writeHead(303, { location: '/' }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(draw(world));
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const button = (action: string, fields: Record<string, string>, label: string): string =>
  `<form method="post" action="${action}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('')}<button>${label}</button></form>`;

const row = (server: PanelServer): string => `<tr>
  <th scope="row">${escaped(server.name)}<br><code>${escaped(server.id)}</code></th>
  <td>${escaped(server.accountId)}</td>
  <td>${server.state}${server.plan.length > 0 ? ` → ${server.plan.map(({ state }) => state).join(' → ')}` : ''}</td>
  <td>${server.playersOnline} of ${server.playersMost}</td>
  <td class="buttons">${STATES.map((state) => button('/flip', { server: server.id, state }, state)).join('')}</td>
</tr>`;

const draw = ({ panel, mood }: World): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local server panel</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  table { width: 100%; border-collapse: collapse }
  th, td { text-align: left; padding: .5rem; border-top: 1px solid #8884; vertical-align: top }
  .buttons form, .moods form { display: inline-block; margin: 0 .25rem .25rem 0 }
</style></head><body>
<h1>Local server panel</h1>
<p>This stands in for a hosting panel on this machine. The servers are made up; starting one takes some seconds.
A button sets a state at once, as when a server crashes, and reports it to Guildhall.</p>
<table><thead><tr><th>Server</th><th>Account</th><th>State</th><th>Players</th><th>Set to</th></tr></thead>
<tbody>${[...panel.fleet.servers.values()].map(row).join('')}</tbody></table>
<h2>How the panel answers: ${mood()}</h2>
<p class="moods">${PANEL_MOODS.map((one) => button('/mood', { mood: one }, one)).join('')}</p>
</body></html>`;
