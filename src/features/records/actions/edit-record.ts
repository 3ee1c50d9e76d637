import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { changeRecord } from '../change-record.ts';
import { findMachine } from '../find-machine.ts';
import { findRecord, type LoadedRecord } from '../find-record.ts';
import { parseFields, parseTitle, requireKind } from '../parse-fields.ts';

export const EditRecordInput = v.object({
  /** Id, number or words; see findRecord. */
  record: v.string('Say which record.'),
  title: v.optional(v.string('Give a text.')),
  /** Only those to change; an empty text takes the field away. */
  fields: v.optional(v.record(v.string(), v.string('Give a text.'))),
  /** Id, name or alias; null for none. */
  machine: v.optional(v.nullable(v.string('Give the id or the name of a machine.'))),
  /** Id or number of the record that this one belongs to; null for none. */
  parent: v.optional(v.nullable(v.string('Give the id or the number of a record.'))),
});
export type EditRecordInput = v.InferInput<typeof EditRecordInput>;

/** Changes what is given and leaves the rest. Throws ConflictError when somebody else changed it meanwhile. */
export async function editRecord(ctx: ActionContext, raw: EditRecordInput): Promise<LoadedRecord> {
  await ctx.require('records:write');
  const input = parseInput(EditRecordInput, raw);
  const loaded = await findRecord(ctx, input.record);
  const { row } = loaded;
  const kind = requireKind(row.kind);
  const title = input.title === undefined ? row.title : parseTitle(input.title);
  const fields = input.fields ? parseFields(kind, { ...row.fields, ...input.fields }) : row.fields;
  const machine =
    input.machine === undefined
      ? loaded.machine
      : input.machine === null
        ? null
        : await findMachine(ctx, input.machine);
  const parentId = await parentOf(ctx, input.parent, loaded, kind.parentKind);
  const before = JSON.stringify([row.title, row.fields, row.machineId, row.parentId]);
  if (before === JSON.stringify([title, fields, machine?.id ?? null, parentId])) return loaded;
  return changeRecord(ctx, loaded, {
    verb: 'updated',
    action: 'edit',
    set: { title, fields, machineId: machine?.id ?? null, parentId },
    machine,
  });
}

async function parentOf(
  ctx: ActionContext,
  reference: string | null | undefined,
  { row }: LoadedRecord,
  parentKind: string | undefined,
): Promise<string | null> {
  if (reference === undefined) return row.parentId;
  if (reference === null) return null;
  const parent = await findRecord(ctx, reference);
  if (parent.row.kind === parentKind && parent.row.id !== row.id) return parent.row.id;
  const problem = 'This kind of record cannot belong to that one.';
  throw new InputError(`parent: ${problem}`, { parent: problem });
}
