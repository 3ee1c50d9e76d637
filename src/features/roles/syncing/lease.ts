import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';

/** A worker that holds it longer is taken for dead. Longer than any step: ten calls of ten seconds each. */
const LEASE_MS = 2 * 60_000;
const ASK_EVERY_MS = 500;
const MOST_ASKED = 30;

/**
 * Runs one step of work on the roles of a server, alone: nobody plans while somebody else's calls are on their way, so
 * a plan never builds on what is just changing. Waits up to 15 s for its turn, then throws UnavailableError.
 */
export async function withLease<T>(ctx: ActionContext, step: () => Promise<T>): Promise<T> {
  const until = await claim(ctx);
  try {
    return await step();
  } finally {
    await ctx.db.execute(
      sql`update role_watch set leased_until = null
        where guild_id = ${ctx.guildId} and leased_until = ${until}::timestamptz`,
    );
  }
}

async function claim(ctx: ActionContext): Promise<string> {
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    const now = ctx.now();
    const until = new Date(now.getTime() + LEASE_MS).toISOString();
    const { rows } = await ctx.db.execute(
      sql`insert into role_watch (guild_id, leased_until) values (${ctx.guildId}, ${until}::timestamptz)
        on conflict (guild_id) do update set leased_until = excluded.leased_until
        where role_watch.leased_until is null or role_watch.leased_until < ${now.toISOString()}::timestamptz
        returning guild_id`,
    );
    if (rows.length > 0) return until;
    await ctx.runtime.outside.sleep(ASK_EVERY_MS);
  }
  throw new UnavailableError('Roles are being changed in this server just now. Try again in a minute.', {
    retryAfterMs: 10_000,
  });
}
