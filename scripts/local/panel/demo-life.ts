import type { Fleet, PanelServer, PanelState } from './fleet.ts';

/** Which server has trouble of its own, when first and how often. */
const UNSTEADY = 'srv-creative';
const FIRST_MS = 45_000;
const EVERY_MS = 5 * 60_000;
/** It crashes, and is there again before a minute has passed. */
const TROUBLE: readonly { state: PanelState; afterMs: number }[] = [
  { state: 'offline', afterMs: 0 },
  { state: 'provisioning', afterMs: 15_000 },
  { state: 'online', afterMs: 30_000 },
];

/** What happens in the demo by itself, so that there is something to see: players come and go, one server crashes. */
export function demoLife(fleet: Fleet, now: () => number): () => void {
  let troubleAt = now() + FIRST_MS;
  let ticks = 0;
  return () => {
    ticks += 1;
    if (ticks % 7 === 0) for (const server of fleet.servers.values()) movePlayers(server, ticks);
    if (now() < troubleAt) return;
    troubleAt = now() + EVERY_MS;
    const server = fleet.servers.get(UNSTEADY);
    if (server?.state === 'online' && server.plan.length === 0)
      server.plan = TROUBLE.map(({ state, afterMs }) => ({ state, at: now() + afterMs }));
  };
}

/** One more or one less, by turns that differ between servers; an empty one fills up again. */
function movePlayers(server: PanelServer, ticks: number): void {
  if (server.state !== 'online') return;
  const comes = server.playersOnline === 0 || (ticks + server.id.length) % 3 > 0;
  const next = server.playersOnline + (comes ? 1 : -1);
  server.playersOnline = Math.min(server.playersMost, Math.max(0, next));
}
