import type { SeedCall } from '../seed-tickets.ts';
import { DEMO_ACCOUNTS, seedFleet } from './demo.ts';
import type { PanelState } from './fleet.ts';
import type { LocalPanel } from './panel.ts';

const HOUR_MS = 60 * 60_000;
/** What the demo servers were in the last days, in hours before now. */
const PAST: readonly { server: string; hoursAgo: number; state: PanelState }[] = [
  { server: 'srv-lobby', hoursAgo: 160, state: 'online' },
  { server: 'srv-lobby', hoursAgo: 92, state: 'offline' },
  { server: 'srv-lobby', hoursAgo: 88, state: 'provisioning' },
  { server: 'srv-lobby', hoursAgo: 87, state: 'online' },
  { server: 'srv-lobby', hoursAgo: 30, state: 'rebooting' },
  { server: 'srv-lobby', hoursAgo: 29, state: 'online' },
  { server: 'srv-tournament', hoursAgo: 120, state: 'online' },
  { server: 'srv-tournament', hoursAgo: 50, state: 'offline' },
  { server: 'srv-creative', hoursAgo: 70, state: 'online' },
];

interface Connection {
  /** The API of the guild. */
  apiUrl: string;
  apiKey: string;
  channels: { status: string; approvals: string };
  /** Discord ids of the people who are customers. */
  people: Record<keyof typeof DEMO_ACCOUNTS, string>;
  call: SeedCall;
}

/** Connects the local panel with the demo server. Safe to run at every start: an event counts once. */
export async function seedPanel(
  panel: LocalPanel,
  { apiUrl, apiKey, channels, people, call }: Connection,
): Promise<void> {
  seedFleet(panel.fleet);
  panel.report({ url: `${apiUrl}/servers/events`, apiKey });
  const values = { panelUrl: panel.url, panelSecret: panel.secret, approvalChannel: channels.approvals };
  await call('PATCH', '/settings/servers', { values });
  // Told before there is a status channel: what was days ago is no news.
  for (const { server, hoursAgo, state } of PAST) {
    const at = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
    await panel.post({ serverId: server, state, at, eventId: `demo-${server}-${hoursAgo}` });
  }
  await call('PATCH', '/settings/servers', { values: { statusChannel: channels.status } });
  for (const server of panel.fleet.servers.values()) await call('GET', `/servers/${server.id}`);
  for (const [person, { id: accountId, name: accountName }] of Object.entries(DEMO_ACCOUNTS)) {
    const discordUserId = people[person as keyof typeof DEMO_ACCOUNTS];
    await call('POST', '/account-links', { accountId, accountName, discordUserId, reason: 'Demo customer' });
  }
}
