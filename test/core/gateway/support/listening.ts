import type { GatewayStatus, ShardStatus } from '../../../../src/core/gateway/status.ts';
import { createTestApp, type TestApp, type TestAppOptions, type TestGuild } from '../../../support/app.ts';
import { eventually } from '../../../support/eventually.ts';

/** An app that is connected to the gateway of its Discord, with the probe's handlers. */
export async function listeningApp(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await createTestApp({ probe: true, gateway: true, ...options });
  await app.tick();
  await allReady(app);
  return app;
}

export async function gatewayStatus(app: TestApp): Promise<GatewayStatus> {
  const response = await fetch(`${app.url}/_local/gateway`);
  return (await response.json()) as GatewayStatus;
}

export const shardOf = async (app: TestApp, shard = 0): Promise<ShardStatus> => {
  const found = (await gatewayStatus(app)).shards[shard];
  if (!found) throw new Error(`there is no shard ${shard}`);
  return found;
};

export async function allReady(app: TestApp): Promise<GatewayStatus> {
  await eventually('every shard is connected', async () => {
    const { shards } = await gatewayStatus(app);
    return shards.length > 0 && shards.every(({ phase }) => phase === 'ready');
  });
  return gatewayStatus(app);
}

/** How often handlers were called for these messages, and how many took effect. */
export async function handled(app: TestApp, guild: TestGuild): Promise<{ called: number; handled: number }> {
  const [row] = await app.sql`select
    coalesce(sum(value) filter (where name like 'called:%'), 0) as called,
    count(*) filter (where name like 'handled:%') as handled
    from counters where guild_id = ${guild.id}`;
  return { called: Number(row?.called), handled: Number(row?.handled) };
}

export const allHandled = (app: TestApp, guild: TestGuild, count: number, patienceMs?: number) =>
  eventually(
    `${count} messages are handled`,
    async () => (await handled(app, guild)).handled >= count,
    patienceMs,
  );
