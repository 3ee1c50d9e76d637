import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { countByState } from '../count-deliveries.ts';
import { findEndpoint } from '../find-endpoint.ts';

export interface DeletePreview {
  name: string;
  /** Deliveries that will never be sent. */
  waiting: number;
  held: number;
  /** Deliveries whose log stays until it is 30 days old. */
  logged: number;
}

/** What deleting an endpoint would take away. Changes nothing. */
export async function previewDelete(
  ctx: ActionContext,
  { endpoint: id }: { endpoint: string },
): Promise<DeletePreview> {
  await ctx.require('webhooks:manage', 'read');
  const { name } = await findEndpoint(ctx, id);
  const { queued, held, sent, failed } = await countByState(ctx, id);
  return { name, waiting: queued, held, logged: sent + failed };
}

/** Deletes an endpoint for good. What waits for it is given up; the log of what was sent stays. */
export async function deleteEndpoint(
  ctx: ActionContext,
  { endpoint: id }: { endpoint: string },
): Promise<DeletePreview> {
  await ctx.require('webhooks:manage');
  const endpoint = await findEndpoint(ctx, id);
  const preview = await previewDelete(ctx, { endpoint: id });
  const now = ctx.now().toISOString();
  const { name, kind, urlShown, events } = endpoint;
  await ctx.commit({
    statements: [
      requireChange(
        sql`delete from webhook_endpoints where id = ${id} and guild_id = ${ctx.guildId}`,
        'endpoint-gone',
      ),
      sql`update deliveries set state = 'failed', error = 'The endpoint was deleted.', finished_at = ${now}::timestamptz
        where endpoint_id = ${id} and guild_id = ${ctx.guildId} and state in ('queued', 'held')`,
    ],
    audit: [
      {
        action: 'webhooks.delete-endpoint',
        target: `webhook:${id}`,
        before: { name, kind, url: urlShown, events },
        after: null,
      },
    ],
  });
  return preview;
}
