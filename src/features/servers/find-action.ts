import { and, desc, eq } from 'drizzle-orm';
import { type Actor, actorLabel } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { type ActionRow, type ApprovalRow, serverActions, serverApprovals } from './tables.ts';

/** An action with who said yes or no to it. Throws NotFoundError. */
export async function findAction(
  ctx: ActionContext,
  id: string,
): Promise<{ row: ActionRow; approvals: ApprovalRow[] }> {
  if (isUuid(id)) {
    const [rows, approvals] = await ctx.db.batch([
      ctx.db
        .select()
        .from(serverActions)
        .where(and(eq(serverActions.guildId, ctx.guildId), eq(serverActions.id, id))),
      ctx.db
        .select()
        .from(serverApprovals)
        .where(and(eq(serverApprovals.guildId, ctx.guildId), eq(serverApprovals.actionId, id)))
        .orderBy(serverApprovals.at),
    ]);
    const [row] = rows;
    if (row) return { row, approvals };
  }
  throw new NotFoundError('There is no such action on a server. Ask for it anew with `/server action`.');
}

export async function loadAction(ctx: ActionContext, id: string): Promise<ActionRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(serverActions)
    .where(and(eq(serverActions.guildId, ctx.guildId), eq(serverActions.id, id)));
  return row;
}

/** Actions that were asked for together, by the servers' names. Throws NotFoundError. */
export async function findBatch(ctx: ActionContext, id: string): Promise<ActionRow[]> {
  const rows = isUuid(id)
    ? await ctx.db
        .select()
        .from(serverActions)
        .where(and(eq(serverActions.guildId, ctx.guildId), eq(serverActions.batchId, id)))
        .orderBy(serverActions.serverName, serverActions.serverId)
    : [];
  if (rows.length > 0) return rows;
  throw new NotFoundError('There are no such actions on servers. Ask for them anew.');
}

/** Actions of a server, newest first. */
export const recentActions = (ctx: ActionContext, serverId: string, limit: number): Promise<ActionRow[]> =>
  ctx.db
    .select()
    .from(serverActions)
    .where(and(eq(serverActions.guildId, ctx.guildId), eq(serverActions.serverId, serverId)))
    .orderBy(desc(serverActions.createdAt))
    .limit(limit);

export const isAsker = (ctx: ActionContext, { requestedBy }: Pick<ActionRow, 'requestedBy'>): boolean =>
  requestedBy === actorLabel(ctx.actor);

/** What people know somebody by. */
export const actorName = (actor: Actor): string =>
  actor.kind === 'key' ? `API key “${actor.name}”` : actor.kind === 'user' ? actor.name : 'Guildhall';
