import { and, desc, eq, lt, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type ChangeView, type RunView, UserId } from '../schemas.ts';
import { countsOf } from '../syncing/finish-runs.ts';
import { roleChanges, roleRuns } from '../tables.ts';
import { changeView, runView } from '../views.ts';

/** Changes of a run that one answer shows. */
const MOST_CHANGES = 200;

/** Times that a plan was put into effect, newest first. */
export async function listRuns(ctx: ActionContext, limit = 20): Promise<RunView[]> {
  await ctx.require('roles:read');
  const rows = await ctx.db
    .select()
    .from(roleRuns)
    .where(eq(roleRuns.guildId, ctx.guildId))
    .orderBy(desc(roleRuns.createdAt), roleRuns.id)
    .limit(limit);
  const counts = await countsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => runView(row, counts.get(row.id)));
}

/** The run of this server; throws NotFoundError for any other. Checks no permission. */
export async function findRun(ctx: ActionContext, id: string): Promise<typeof roleRuns.$inferSelect> {
  const gone = new NotFoundError('There is no such run.');
  if (!isUuid(id)) throw gone;
  const [row] = await ctx.db
    .select()
    .from(roleRuns)
    .where(and(eq(roleRuns.guildId, ctx.guildId), eq(roleRuns.id, id)));
  if (!row) throw gone;
  return row;
}

/** One run with the first of its changes, those before that failed, and how many more there are. */
export async function showRun(
  ctx: ActionContext,
  id: string,
): Promise<{ run: RunView; changes: ChangeView[]; more: number }> {
  await ctx.require('roles:read');
  const row = await findRun(ctx, id);
  const [counts, changes] = await Promise.all([
    countsOf(ctx, [id]),
    ctx.db
      .select()
      .from(roleChanges)
      .where(and(eq(roleChanges.guildId, ctx.guildId), eq(roleChanges.runId, id)))
      .orderBy(
        sql`case ${roleChanges.state} when 'failed' then 0 when 'planned' then 2 else 1 end`,
        roleChanges.id,
      )
      .limit(MOST_CHANGES),
  ]);
  const byState = counts.get(id) ?? {};
  const all = Object.values(byState).reduce((sum, count) => sum + count, 0);
  return {
    run: runView(row, byState),
    changes: changes.map(changeView),
    more: Math.max(0, all - changes.length),
  };
}

/** What was given to somebody and taken from them, newest first. */
export async function listChangesOf(
  ctx: ActionContext,
  userId: string,
  { limit = 50, before }: { limit?: number; before?: string | undefined } = {},
): Promise<ChangeView[]> {
  await ctx.require('roles:read');
  const person = parseInput(v.object({ userId: UserId }), { userId });
  const rows = await ctx.db
    .select()
    .from(roleChanges)
    .where(
      and(
        eq(roleChanges.guildId, ctx.guildId),
        eq(roleChanges.userId, person.userId),
        before ? lt(roleChanges.id, before) : undefined,
      ),
    )
    .orderBy(desc(roleChanges.id))
    .limit(limit);
  return rows.map(changeView);
}
