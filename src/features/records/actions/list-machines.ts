import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { soundsLike } from '../find-machine.ts';
import type { MachineRow } from '../record-view.ts';
import { machines, records } from '../tables.ts';

export const ListMachinesInput = v.object({
  /** A part of the name or of an alias. */
  words: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100, 'At most 100 characters.')), ''),
  archived: v.optional(v.boolean(), false),
  /** `position` of the last machine of the page before. */
  after: v.optional(v.string()),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 25),
});
export type ListMachinesInput = v.InferInput<typeof ListMachinesInput>;

/** `position`: its name as Postgres lower-cases it, by which the list is ordered. */
export type ListedMachine = MachineRow & { openRecords: number; position: string };

/** Machines by name with the number of their open records; archived ones only if asked for. One query. */
export async function listMachines(ctx: ActionContext, raw: ListMachinesInput): Promise<ListedMachine[]> {
  await ctx.require('records:read');
  const input = parseInput(ListMachinesInput, raw);
  // Spelled out, because drizzle leaves the table's name off in a query over one table.
  const openRecords = sql<number>`(select count(*)::int from ${records} r where r.guild_id = ${ctx.guildId}
    and r.machine_id = machines.id and r.status = 'open')`;
  const lowerName = sql<string>`lower(${machines.name})`;
  const rows = await ctx.db
    .select({ machine: machines, openRecords, position: lowerName })
    .from(machines)
    .where(
      and(
        eq(machines.guildId, ctx.guildId),
        input.archived ? undefined : isNull(machines.archivedAt),
        input.words === '' ? undefined : soundsLike(input.words),
        input.after === undefined ? undefined : gt(lowerName, input.after),
      ),
    )
    .orderBy(asc(lowerName))
    .limit(input.limit);
  return rows.map((row) => ({ ...row.machine, openRecords: row.openRecords, position: row.position }));
}
