import type { ActionContext } from '../../../core/context.ts';
import type { PlainRow } from '../../../core/privacy/personal-data.ts';
import { requireAbout } from '../access.ts';
import { readPageOf } from '../person-rows.ts';
import { personalTables, shapeOf } from '../personal-tables.ts';
import { shareRow } from '../share-row.ts';

const PAGE = 500;

/** Everything that is kept about a person in a guild, by table. */
export interface PersonExport {
  guildId: string;
  personId: string;
  /** ISO 8601. */
  exportedAt: string;
  /** Rows by the names of their columns; tables without a row are listed too. */
  tables: Record<string, PlainRow[]>;
}

/**
 * Gathers every row that concerns a person, without secrets and without what others said or who they are. What belongs
 * to no guild, such as a sign-in at the dashboard, is handed to the person alone.
 */
export async function exportPerson(ctx: ActionContext, personId: string): Promise<PersonExport> {
  const own = await requireAbout(ctx, personId);
  const person = { guildId: ctx.guildId, id: personId };
  const tables = new Map<string, Map<string, PlainRow>>();
  for (const data of await personalTables(ctx.runtime.registry)) {
    const { name, key, hasGuild } = shapeOf(data.table);
    if (data.exported === false || (!hasGuild && !own)) continue;
    const rows = tables.get(name) ?? new Map<string, PlainRow>();
    tables.set(name, rows);
    let after: PlainRow | undefined;
    do {
      const page = await readPageOf(ctx, data, person, { after, limit: PAGE });
      for (const { row, isTheirs } of page) {
        rows.set(
          JSON.stringify(key.map((column) => row[column])),
          shareRow(data, row, { personId, isTheirs }),
        );
      }
      after = page.length === PAGE ? page.at(-1)?.row : undefined;
    } while (after);
  }
  await ctx.commit({
    statements: [],
    audit: own ? [] : [{ action: 'privacy.export', target: `person:${personId}` }],
  });
  return {
    guildId: ctx.guildId,
    personId,
    exportedAt: ctx.now().toISOString(),
    tables: Object.fromEntries([...tables].map(([name, rows]) => [name, [...rows.values()]])),
  };
}
