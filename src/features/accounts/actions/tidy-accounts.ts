import { and, isNull, lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { linkAttempts, linkCodes, linkNonces } from '../tables.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Removes, of all servers, what has run out: codes, nonces and counters. */
export async function tidyAccounts(ctx: ActionContext): Promise<void> {
  const now = ctx.now();
  const yesterday = new Date(now.getTime() - DAY_MS);
  await ctx.db.batch([
    ctx.db.delete(linkCodes).where(and(isNull(linkCodes.usedAt), lt(linkCodes.expiresAt, yesterday))),
    ctx.db.delete(linkCodes).where(lt(linkCodes.expiresAt, new Date(now.getTime() - 90 * DAY_MS))),
    ctx.db.delete(linkNonces).where(lt(linkNonces.expiresAt, yesterday)),
    ctx.db.delete(linkAttempts).where(lt(linkAttempts.windowFrom, yesterday)),
  ]);
}
