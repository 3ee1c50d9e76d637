import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError, LimitError, NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { READ, WRITE } from '../access.ts';
import { ticketViews } from '../tables.ts';
import { TicketFilter } from '../ticket-filter.ts';

export type TicketViewRow = typeof ticketViews.$inferSelect;

const MOST_VIEWS = 50;

export const SaveViewInput = v.object({
  name: v.pipe(
    v.string('Give a name.'),
    v.trim(),
    v.minLength(1, 'Give a name.'),
    v.maxLength(60, 'At most 60 characters.'),
  ),
  filter: TicketFilter,
  /** False: only whoever saves it sees it. */
  shared: v.optional(v.boolean('Say true or false.'), true),
});

/** Saved lists of tickets: the team's and one's own, by name. */
export async function listTicketViews(ctx: ActionContext): Promise<TicketViewRow[]> {
  await ctx.require(READ);
  return ctx.db
    .select()
    .from(ticketViews)
    .where(and(eq(ticketViews.guildId, ctx.guildId), visible(ctx)))
    .orderBy(asc(ticketViews.name), asc(ticketViews.id))
    .limit(MOST_VIEWS);
}

/** Saves a filter under a name. Throws LimitError when there are too many. */
export async function saveTicketView(
  ctx: ActionContext,
  raw: v.InferInput<typeof SaveViewInput>,
): Promise<TicketViewRow> {
  await ctx.require(WRITE);
  const { name, filter, shared } = parseInput(SaveViewInput, raw);
  const label = actorLabel(ctx.actor);
  const row: TicketViewRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    name,
    filter,
    ownedBy: shared ? null : label,
    createdBy: label,
    createdByName: ctx.actor.name,
    createdAt: ctx.now(),
  };
  const few = sql`(select count(*) from ticket_views where guild_id = ${ctx.guildId}) < ${MOST_VIEWS}`;
  try {
    await ctx.commit({
      statements: [requireThat(few, 'too-many-views'), ctx.db.insert(ticketViews).values(row)],
      audit: [{ action: 'tickets.save-view', target: `ticket-view:${row.id}`, after: { name, filter } }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'too-many-views') throw error;
    throw new LimitError(`There are ${MOST_VIEWS} saved lists already. Delete one first.`);
  }
  return row;
}

/** Deletes a saved list: one of the team's, or one's own. Throws NotFoundError. */
export async function deleteTicketView(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require(WRITE);
  const { name, filter } = await findTicketView(ctx, id);
  const removal = ctx.db
    .delete(ticketViews)
    .where(and(eq(ticketViews.guildId, ctx.guildId), eq(ticketViews.id, id)));
  await ctx.commit({
    statements: [requireChange(removal.getSQL(), 'view-gone')],
    audit: [{ action: 'tickets.delete-view', target: `ticket-view:${id}`, before: { name, filter } }],
  });
}

/** A saved list that whoever asks may see. Throws NotFoundError. */
export async function findTicketView(ctx: ActionContext, id: string): Promise<TicketViewRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(ticketViews)
        .where(and(eq(ticketViews.guildId, ctx.guildId), eq(ticketViews.id, id), visible(ctx)))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such list any more. Choose one at the top.');
}

const visible = (ctx: ActionContext) =>
  or(isNull(ticketViews.ownedBy), eq(ticketViews.ownedBy, actorLabel(ctx.actor)));
