import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findMaintainer, type MaintainerRow, maintainerView } from '../find-maintainer.ts';
import { maintainers } from '../tables.ts';

const RemoveMaintainerInput = v.object({
  /** Id, username or name on the roster. */
  maintainer: v.string('Say who.'),
});
export type RemoveMaintainerInput = v.InferInput<typeof RemoveMaintainerInput>;

/** Takes somebody off the roster. Records keep the names that they were written with. */
export async function removeMaintainer(
  ctx: ActionContext,
  raw: RemoveMaintainerInput,
): Promise<MaintainerRow> {
  await ctx.require('records:manage');
  const input = parseInput(RemoveMaintainerInput, raw);
  const row = await findMaintainer(ctx, input.maintainer);
  const gone = ctx.db
    .delete(maintainers)
    .where(and(eq(maintainers.guildId, ctx.guildId), eq(maintainers.id, row.id)));
  const maintainer = maintainerView(row);
  const subject = `maintainer:${row.id}`;
  await ctx.commit({
    statements: [requireChange(gone.getSQL(), 'maintainer-changed')],
    signals: [{ type: 'maintainer.removed', subject, data: { maintainer } }],
    audit: [{ action: 'records.remove-maintainer', target: subject, before: maintainer }],
  });
  return row;
}
