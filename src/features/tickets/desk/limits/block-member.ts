import { and, desc, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../../core/access/actor.ts';
import type { ActionContext } from '../../../../core/context.ts';
import { requireChange } from '../../../../core/database/guard.ts';
import { ConflictError, InputError, NotFoundError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { READ, WRITE } from '../../access.ts';
import { DiscordId, Reason } from '../../schemas.ts';
import { ticketBlocks } from '../../tables.ts';

export type BlockRow = typeof ticketBlocks.$inferSelect;

export const BlockInput = v.object({
  reason: v.pipe(
    Reason,
    v.minLength(1, 'Say why; the member is told.'),
    v.description('The member is told.'),
  ),
  until: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.string('Give a time.'), v.isoTimestamp('Give a time like 2026-11-27T17:00:00Z.'))),
      v.description('ISO 8601; null or nothing: until somebody unblocks them.'),
    ),
    null,
  ),
});

/** Lets a member open no more tickets; those that they have stay theirs. Blocking again changes reason and end. */
export async function blockMember(
  ctx: ActionContext,
  person: { id: string; name: string },
  raw: v.InferInput<typeof BlockInput>,
): Promise<BlockRow> {
  await ctx.require(WRITE);
  const { reason, until } = parseInput(BlockInput, raw);
  const { personId } = parseInput(v.object({ personId: DiscordId }), { personId: person.id });
  const end = until ? new Date(until) : null;
  if (end && end <= ctx.now())
    throw new InputError('until: Give a time to come.', { until: 'Give a time to come.' });
  const row: BlockRow = {
    guildId: ctx.guildId,
    personId,
    personName: person.name,
    reason,
    until: end,
    blockedBy: actorLabel(ctx.actor),
    blockedByName: ctx.actor.name,
    createdAt: ctx.now(),
  };
  const { guildId: _guild, personId: _person, ...set } = row;
  await ctx.commit({
    statements: [
      ctx.db
        .insert(ticketBlocks)
        .values(row)
        .onConflictDoUpdate({ target: [ticketBlocks.guildId, ticketBlocks.personId], set }),
    ],
    audit: [{ action: 'tickets.block', target: `person:${personId}`, after: { reason, until } }],
  });
  return row;
}

/** Lets a blocked member open tickets again. */
export async function unblockMember(ctx: ActionContext, personId: string): Promise<void> {
  await ctx.require(WRITE);
  const removal = ctx.db
    .delete(ticketBlocks)
    .where(and(eq(ticketBlocks.guildId, ctx.guildId), eq(ticketBlocks.personId, personId)));
  try {
    await ctx.commit({
      statements: [requireChange(removal.getSQL(), 'not-blocked')],
      audit: [{ action: 'tickets.unblock', target: `person:${personId}` }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'not-blocked') throw error;
    throw new NotFoundError('That person is not blocked.');
  }
}

/** Who is blocked, the last ones first; also those whose time is over, until they are unblocked. */
export async function listBlocks(ctx: ActionContext): Promise<BlockRow[]> {
  await ctx.require(READ);
  return ctx.db
    .select()
    .from(ticketBlocks)
    .where(eq(ticketBlocks.guildId, ctx.guildId))
    .orderBy(desc(ticketBlocks.createdAt))
    .limit(500);
}
