import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { requireAbout } from '../access.ts';
import { countRows } from '../person-rows.ts';
import { personalTables } from '../personal-tables.ts';
import { pseudonymOf } from '../pseudonym.ts';
import { erasures } from '../tables.ts';

export const ErasureInput = v.object({
  personId: v.string('Say whose data.'),
  /** Leaves titles and fields of records, which the organisation needs; names and all other words go. */
  keepFacts: v.optional(v.boolean('Say true or false.'), false),
});
export type ErasureInput = v.InferInput<typeof ErasureInput>;
export type ErasureRow = typeof erasures.$inferSelect;

/**
 * Starts the erasing of a person in this guild; a job does it. Gives nothing, and writes nothing, when there is
 * nothing to erase, so asking a second time changes nothing.
 */
export async function requestErasure(ctx: ActionContext, raw: ErasureInput): Promise<ErasureRow | undefined> {
  const { personId, keepFacts } = parseInput(ErasureInput, raw);
  await requireAbout(ctx, personId);
  const tables = await personalTables(ctx.runtime.registry);
  const counts = await countRows(ctx, tables, { guildId: ctx.guildId, id: personId });
  if (Object.keys(counts).length === 0) return undefined;
  const row: ErasureRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    personId,
    pseudonym: await pseudonymOf(ctx, personId),
    extent: keepFacts ? 'keep-facts' : 'everything',
    state: 'running',
    counts: {},
    createdAt: ctx.now(),
    finishedAt: null,
  };
  await ctx.commit({
    statements: [ctx.db.insert(erasures).values(row)],
    audit: [
      {
        action: 'privacy.request-erasure',
        target: `person:${row.pseudonym}`,
        after: { erasureId: row.id, extent: row.extent },
      },
    ],
    jobs: [{ name: 'privacy.erase', payload: { erasureId: row.id }, key: row.id }],
  });
  return row;
}
