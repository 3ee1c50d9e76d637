import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findMachine } from '../find-machine.ts';
import {
  explainNameClash,
  MachineAliases,
  MachineLocation,
  MachineName,
  machineView,
  requireFreeNames,
} from '../machine-names.ts';
import type { MachineRow } from '../record-view.ts';
import { machines } from '../tables.ts';

export const EditMachineInput = v.object({
  /** Id, name or alias. */
  machine: v.string('Say which machine.'),
  name: v.optional(MachineName),
  aliases: v.optional(MachineAliases),
  location: v.optional(MachineLocation),
  archived: v.optional(v.boolean('Say true or false.')),
});
export type EditMachineInput = v.InferInput<typeof EditMachineInput>;

/** Changes what is given; its records keep pointing to it. Throws ConflictError when a name is taken. */
export async function editMachine(ctx: ActionContext, raw: EditMachineInput): Promise<MachineRow> {
  await ctx.require('records:manage');
  const input = parseInput(EditMachineInput, raw);
  const row = await findMachine(ctx, input.machine);
  const set = {
    name: input.name ?? row.name,
    aliases: input.aliases ?? row.aliases,
    location: input.location === undefined ? row.location : input.location || null,
    archivedAt:
      input.archived === undefined || input.archived === (row.archivedAt !== null)
        ? row.archivedAt
        : input.archived
          ? ctx.now()
          : null,
  };
  const after = { ...row, ...set };
  const machine = machineView(after);
  if (JSON.stringify(machine) === JSON.stringify(machineView(row))) return row;
  const subject = `machine:${row.id}`;
  const update = ctx.db
    .update(machines)
    .set(set)
    .where(and(eq(machines.guildId, ctx.guildId), eq(machines.id, row.id), eq(machines.name, row.name)));
  await ctx
    .commit({
      statements: [
        requireFreeNames(ctx, row.id, [set.name, ...set.aliases]),
        requireChange(update.getSQL(), 'machine-changed'),
      ],
      signals: [{ type: 'machine.changed', subject, data: { machine } }],
      audit: [{ action: 'records.edit-machine', target: subject, before: machineView(row), after: machine }],
    })
    .catch((error: unknown) => {
      throw explainNameClash(error);
    });
  return after;
}
