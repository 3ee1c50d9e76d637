import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { DiscordRefused } from '../../../discord/errors.ts';
import { BotGoneError } from './read-server.ts';

/** Somebody has to set a token; until then it is tried now and then, and the lag is told. */
const NO_TOKEN_MS = 5 * 60_000;

/**
 * Runs work that nobody waits for. In a server that the bot was taken out of nothing is due any more: it is dropped and
 * `gone` is given. Without a working token it waits.
 */
export async function bearing<T>(ctx: ActionContext, gone: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BotGoneError) {
      ctx.log.info('the bot is not in the server any more, so no roles are due there');
      await ctx.commit({
        statements: [
          sql`delete from role_queue where guild_id = ${ctx.guildId}`,
          sql`update role_changes set state = 'superseded', settled_at = ${ctx.now().toISOString()}::timestamptz
            where guild_id = ${ctx.guildId} and state = 'planned'`,
        ],
      });
      return gone;
    }
    if (error instanceof DiscordRefused && !error.retryable)
      throw new UnavailableError('The bot token is missing or refused.', { retryAfterMs: NO_TOKEN_MS });
    throw error;
  }
}
