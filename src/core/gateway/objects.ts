import type { DurableObjects } from '../env.ts';

/** What a Durable Object needs of the platform. */
export interface ObjectState {
  storage: {
    get<Value>(key: string): Promise<Value | undefined>;
    put(key: string, value: unknown, options?: { allowUnconfirmed?: boolean }): Promise<void>;
    getAlarm(): Promise<number | null>;
    setAlarm(at: number): Promise<void>;
    deleteAlarm(): Promise<void>;
  };
  waitUntil(promise: Promise<unknown>): void;
}

/** There is one coordinator for the whole installation. */
export const COORDINATOR = 'coordinator';
export const shardName = (shard: number): string => `shard:${shard}`;
/** Discord's gateway stands in North America; only the first use of an object's name decides where it lives. */
const LOCATION = 'enam';

/**
 * Asks an object. By requests, not by RPC: an object can run code that is five minutes older than that of its caller,
 * and an address that it does not know is an answer that both understand.
 */
export async function askObject<Answer>(
  objects: DurableObjects,
  name: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const stub = objects.get(objects.idFromName(name), { locationHint: LOCATION });
  const response = await stub.fetch(`https://object${path}`, {
    method: 'POST',
    body: JSON.stringify(body ?? {}),
  });
  if (!response.ok) throw new Error(`${name} answered ${response.status} to ${path}`);
  return (await response.json()) as Answer;
}
