import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
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

export const AddMachineInput = v.object({
  name: MachineName,
  aliases: v.optional(MachineAliases, []),
  location: v.optional(MachineLocation, null),
});
export type AddMachineInput = v.InferInput<typeof AddMachineInput>;

/** Adds a machine. Throws ConflictError when its name, or another name of it, is taken. */
export async function addMachine(ctx: ActionContext, raw: AddMachineInput): Promise<MachineRow> {
  await ctx.require('records:manage');
  const input = parseInput(AddMachineInput, raw);
  const row: MachineRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    name: input.name,
    aliases: input.aliases,
    location: input.location || null,
    archivedAt: null,
    createdAt: ctx.now(),
  };
  const machine = machineView(row);
  const subject = `machine:${row.id}`;
  await ctx
    .commit({
      statements: [
        requireFreeNames(ctx, row.id, [row.name, ...row.aliases]),
        ctx.db.insert(machines).values(row),
      ],
      signals: [{ type: 'machine.added', subject, data: { machine } }],
      audit: [{ action: 'records.add-machine', target: subject, after: machine }],
    })
    .catch((error: unknown) => {
      throw explainNameClash(error);
    });
  return row;
}
