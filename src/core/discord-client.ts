import { sharedRateLimits } from '../discord/rate-limits.ts';
import { createDiscordRest, type DiscordRest } from '../discord/rest.ts';
import type { BaseRuntime } from './runtime.ts';

/** The Discord client of one event; what this isolate has learnt of the rate limits is shared as plain numbers. */
export function discordClient({ config, outside }: BaseRuntime): DiscordRest {
  return createDiscordRest({
    apiUrl: config.discord.apiUrl,
    token: config.discord.token,
    fetch: outside.fetch,
    now: outside.now,
    sleep: outside.sleep,
    limits: sharedRateLimits,
  });
}
