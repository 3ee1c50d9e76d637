import { eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { roleRules } from '../tables.ts';
import { wakeWorker } from './work-job.ts';

/**
 * Has the roles of some people looked at, as soon as possible. `since` is when it became due: the lag is counted from
 * then. Nothing happens in a server without rules.
 */
export async function enqueuePeople(
  ctx: ActionContext,
  userIds: readonly string[],
  since: Date,
): Promise<void> {
  const wanted = [...new Set(userIds)].filter((id) => /^\d{15,20}$/.test(id));
  if (wanted.length === 0 || !(await hasRules(ctx))) return;
  await wakeWorker(ctx, [
    sql`insert into role_queue (guild_id, user_id, since)
      select ${ctx.guildId}, t.id, ${since.toISOString()}::timestamptz
      from jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb) as t (id)
      on conflict (guild_id, user_id) do update set version = role_queue.version + 1`,
  ]);
}

async function hasRules(ctx: ActionContext): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: roleRules.id })
    .from(roleRules)
    .where(eq(roleRules.guildId, ctx.guildId))
    .limit(1);
  return row !== undefined;
}
