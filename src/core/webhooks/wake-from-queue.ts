import { eq } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import { isUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { deliveries } from '../tables.ts';
import { wakeLane } from './lane.ts';

/** Wakes the lane that a queue message names, or the one that the named delivery waits in. */
export async function wakeFromQueue(runtime: Runtime, body: Record<string, unknown>): Promise<void> {
  const { config } = runtime;
  let lane = typeof body.lane === 'string' ? body.lane : undefined;
  if (lane === undefined && isUuid(String(body.id)) && config.database) {
    const db = openDatabase(config.database);
    const [row] = await db
      .select({ lane: deliveries.lane })
      .from(deliveries)
      .where(eq(deliveries.id, String(body.id)));
    lane = row?.lane;
  }
  if (lane) await wakeLane(config.lanes, lane);
}
