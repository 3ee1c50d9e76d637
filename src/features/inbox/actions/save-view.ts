import { sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { ConflictError, LimitError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { MOST_VIEWS } from '../limits.ts';
import { ViewInput } from '../schemas.ts';
import { inboxViews } from '../tables.ts';
import { savedView } from '../views.ts';

type ViewRow = typeof inboxViews.$inferSelect;

/** Saves a filter under a name, for everybody or for oneself. */
export async function saveView(ctx: ActionContext, raw: ViewInput): Promise<ViewRow> {
  await ctx.require('inbox:write');
  const { name, filter, shared } = parseInput(ViewInput, raw);
  const label = actorLabel(ctx.actor);
  const row: ViewRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    name,
    filter,
    ownedBy: shared ? null : label,
    createdBy: label,
    createdByName: ctx.actor.name,
    createdAt: ctx.now(),
  };
  const few = sql`(select count(*) from inbox_views where guild_id = ${ctx.guildId}) < ${MOST_VIEWS}`;
  try {
    await ctx.commit({
      statements: [requireThat(few, 'too-many-views'), ctx.db.insert(inboxViews).values(row)],
      audit: [{ action: 'inbox.save-view', target: `view:${row.id}`, after: savedView(row) }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'too-many-views') throw error;
    throw new LimitError(`There are ${MOST_VIEWS} saved views already. Delete one first.`);
  }
  return row;
}
