import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { erasures } from '../tables.ts';
import type { ErasureRow } from './request-erasure.ts';

/** How far an erasure is. */
export async function showErasure(ctx: ActionContext, id: string): Promise<ErasureRow> {
  await ctx.require('privacy:manage', 'read');
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(erasures)
        .where(and(eq(erasures.guildId, ctx.guildId), eq(erasures.id, id)))
    : [];
  if (!row) throw new NotFoundError('There is no such erasure in this server.');
  return row;
}
