import type { Registry } from '../registry.ts';
import { encodeEvent } from './encode-event.ts';
import type { GatewayEvent } from './handler.ts';
import { wantedBy } from './wanted-by.ts';

type About = Pick<GatewayEvent, 'shard' | 'sequence' | 'sessionId' | 'receivedAt'>;

/** The event as a message for the queue; undefined when nobody wants it, or an admin of its server wants none. */
export function selectEvent(
  registry: Pick<Registry, 'gateway'>,
  held: ReadonlySet<string>,
  type: string,
  data: unknown,
  about: About,
): { text: string; bytes: number } | undefined {
  if (wantedBy(registry, type, data).length === 0) return undefined;
  const guildId = (data as { guild_id?: unknown } | undefined)?.guild_id;
  if (typeof guildId === 'string' && held.has(guildId)) return undefined;
  // Safe because handlers are declared by the names of events that Discord documents, and this one has a handler.
  return encodeEvent({ ...about, type, data } as GatewayEvent);
}
