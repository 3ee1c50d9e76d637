import type { LiveNamespace } from '../env.ts';
import type { Runtime } from '../runtime.ts';

/** Where a Durable Object is called; no such host exists. */
export const FEED_URL = 'https://live';

/** The stub of the guild's object; undefined where the platform has none. */
export const feedOf = (
  { config }: Pick<Runtime, 'config'>,
  guildId: string,
): ReturnType<LiveNamespace['get']> | undefined => config.live?.get(config.live.idFromName(guildId));

/**
 * Tells the guild's feed that something was written. At-most-once and without content: the feed reads from Postgres
 * all that came after what each reader has, so a poke that is lost is made good by the next, and by the feed's alarm.
 */
export function pokeLive(runtime: Runtime, guildId: string): void {
  const feed = feedOf(runtime, guildId);
  if (feed) runtime.defer(feed.fetch(`${FEED_URL}/poke`, { method: 'POST' }));
}
