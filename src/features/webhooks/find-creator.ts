import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { webhookEndpoints } from '../../core/tables.ts';

/** Discord id of whoever set an endpoint up; undefined if that was no person, or the endpoint is gone. */
export async function findCreator(ctx: ActionContext, endpointId: string): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ createdBy: webhookEndpoints.createdBy })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.guildId, ctx.guildId), eq(webhookEndpoints.id, endpointId)));
  const [kind, id] = row?.createdBy.split(':') ?? [];
  return kind === 'user' ? id : undefined;
}
