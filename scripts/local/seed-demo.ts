import { createHash } from 'node:crypto';
import { neon, neonConfig } from '@neondatabase/serverless';
import { uuidv7 } from '../../src/core/ids.ts';
import { demo, seedHosting } from './discord/seed.ts';
import { seedPanel } from './panel/seed-panel.ts';
import { type SeedCall, seedTickets } from './seed-tickets.ts';
import type { LocalStack } from './stack.ts';

export interface SeedResult {
  guildIds: string[];
  users: { id: string; username: string; role: string }[];
  apiKey: string;
}

/** Works on this machine only, so it may stand in the docs. */
export const LOCAL_API_KEY = 'gh_local-key-of-the-demo-server-0123456789';

const MACHINES = [
  { name: 'Sea Serpent', aliases: ['Serpent'], location: 'Main hall, left row' },
  { name: 'Thunder Alley', aliases: [], location: 'Main hall, left row' },
  { name: 'Galaxy Runner', aliases: ['Galaxy'], location: 'Workshop, bench 2' },
];

const ROLES: [keyof typeof demo.users, string][] = [
  ['ada', 'admin'],
  ['bruno', 'staff'],
  ['dora', 'staff'],
  ['chiyo', 'member'],
  ['emil', 'member'],
  ['hana', 'member'],
];

/** Sets up the demo server through the product's own API. Safe to run at every start: what is there stays as it is. */
export async function seedDemo(stack: LocalStack): Promise<SeedResult> {
  const guildId = demo.guilds.workshop.id;
  await storeApiKey(stack, guildId);
  if (stack.discord) seedHosting(stack.discord.state);
  const call = callsOf(stack);
  for (const machine of MACHINES) await call('POST', '/machines', machine);
  if (stack.discord) {
    const webhookUrl = `${stack.discord.apiUrl}/webhooks/${demo.webhook.id}/${demo.webhook.token}`;
    await call('PATCH', '/settings/records', { values: { webhookUrl } });
  }
  await call('PATCH', '/settings/access', { values: { staffRoles: [demo.roles.staff] } });
  await call('PATCH', '/settings/inbox', { values: { receive: true, staffChannel: demo.channels.staff } });
  for (const { id } of [demo.users.bruno, demo.users.dora]) {
    await call('PUT', `/inbox/agents/${id}`, { isOn: true });
  }
  if (stack.discord) await seedTickets(call, demo.channels.support);
  if (stack.panel) {
    await seedPanel(stack.panel, {
      apiUrl: `${stack.worker.url}/api/v1/guilds/${guildId}`,
      apiKey: LOCAL_API_KEY,
      channels: { status: demo.channels.serverStatus, approvals: demo.channels.staff },
      people: { hana: demo.users.hana.id, emil: demo.users.emil.id },
      call,
    });
  }
  return {
    guildIds: Object.values(demo.guilds).map(({ id }) => id),
    users: ROLES.map(([name, role]) => ({
      id: demo.users[name].id,
      username: demo.users[name].username,
      role,
    })),
    apiKey: LOCAL_API_KEY,
  };
}

/** Calls of the demo server's API; undefined where it says that this is there already. */
export const callsOf =
  ({ worker }: Pick<LocalStack, 'worker'>): SeedCall =>
  async (method, path, body) => {
    const response = await fetch(`${worker.url}/api/v1/guilds/${demo.guilds.workshop.id}${path}`, {
      method,
      headers: { authorization: `Bearer ${LOCAL_API_KEY}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (response.status === 409) return undefined;
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : {};
  };

async function storeApiKey({ variables }: LocalStack, guildId: string): Promise<void> {
  const { DATABASE_URL, DATABASE_HTTP_URL } = variables;
  if (DATABASE_HTTP_URL) neonConfig.fetchEndpoint = DATABASE_HTTP_URL;
  const sql = neon(DATABASE_URL);
  const hash = createHash('sha256').update(LOCAL_API_KEY).digest('hex');
  await sql`insert into api_keys (id, guild_id, name, hash, last_four, scopes, created_at)
    values (${uuidv7(Date.now())}, ${guildId}, 'local demo', ${hash}, ${LOCAL_API_KEY.slice(-4)}, '["*"]', now())
    on conflict (hash) do nothing`;
}
