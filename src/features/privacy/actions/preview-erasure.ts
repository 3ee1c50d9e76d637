import type { ActionContext } from '../../../core/context.ts';
import { requireAbout } from '../access.ts';
import { countRows } from '../person-rows.ts';
import { personalTables } from '../personal-tables.ts';
import type { ErasureCounts } from '../tables.ts';

/** How many rows of each table would be changed or deleted; empty when nothing is kept about the person. */
export async function previewErasure(ctx: ActionContext, personId: string): Promise<ErasureCounts> {
  await requireAbout(ctx, personId);
  const tables = await personalTables(ctx.runtime.registry);
  return countRows(ctx, tables, { guildId: ctx.guildId, id: personId });
}
