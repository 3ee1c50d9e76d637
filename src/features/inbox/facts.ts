import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { inboxFacts } from './tables.ts';

/**
 * `heard`: a direct message came over the gateway. `intent-missing`: a message of a server came empty. `polling`:
 * channels are read because the gateway is silent. `refilled`: what it missed was read. `warned`: people were told that
 * messages wait. `digest`: it was sent.
 */
export type FactName = 'heard' | 'intent-missing' | 'polling' | 'refilled' | 'warned' | 'digest';
export type Fact = typeof inboxFacts.$inferSelect;

/** A statement that writes down when something was noticed last. */
export function factStatement(ctx: ActionContext, name: FactName, data: Record<string, unknown>) {
  const at = ctx.now();
  return ctx.db
    .insert(inboxFacts)
    .values({ guildId: ctx.guildId, name, at, data })
    .onConflictDoUpdate({ target: [inboxFacts.guildId, inboxFacts.name], set: { at, data } });
}

export async function noteFact(
  ctx: ActionContext,
  name: FactName,
  data: Record<string, unknown>,
): Promise<void> {
  await factStatement(ctx, name, data);
}

export async function forgetFact(ctx: ActionContext, name: FactName): Promise<void> {
  await ctx.db.delete(inboxFacts).where(and(eq(inboxFacts.guildId, ctx.guildId), eq(inboxFacts.name, name)));
}

/** What was noticed for this server and for the installation, by name; this server's own comes first. */
export async function readFacts(ctx: ActionContext): Promise<ReadonlyMap<FactName, Fact>> {
  const rows = await ctx.db
    .select()
    .from(inboxFacts)
    .where(inArray(inboxFacts.guildId, [ctx.guildId, '']))
    .orderBy(inboxFacts.guildId);
  return new Map(rows.map((row) => [row.name as FactName, row]));
}
