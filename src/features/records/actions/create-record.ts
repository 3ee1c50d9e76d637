import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation } from '../../../core/database/guard.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findMachine } from '../find-machine.ts';
import { findRecord, type LoadedRecord, selectRecords } from '../find-record.ts';
import { newRecord } from '../new-record.ts';
import { parseFields, parseTitle, requireKind } from '../parse-fields.ts';
import type { RecordRow } from '../record-view.ts';
import { records } from '../tables.ts';

export const CreateRecordInput = v.object({
  kind: v.string('Give the kind of record.'),
  title: v.string('Give it a title.'),
  fields: v.optional(v.record(v.string(), v.string('Give a text.')), {}),
  /** Id, name or alias. */
  machine: v.optional(v.nullable(v.string('Give the id or the name of a machine.')), null),
  /** Id or number of the record that this one belongs to. */
  parent: v.optional(v.nullable(v.string('Give the id or the number of a record.')), null),
  originKey: v.optional(v.nullable(v.string()), null),
});
export type CreateRecordInput = v.InferInput<typeof CreateRecordInput>;

/**
 * Creates one record by hand. The same `originKey` gives the record that it made the first time, with `created` false,
 * so that a repeated request or job adds nothing.
 */
export async function createRecord(
  ctx: ActionContext,
  raw: CreateRecordInput,
): Promise<LoadedRecord & { created: boolean }> {
  await ctx.require('records:write');
  const input = parseInput(CreateRecordInput, raw);
  const { originKey } = input;
  const known = originKey ? await madeBy(ctx, originKey) : undefined;
  if (known) return { ...known, created: false };

  const kind = requireKind(input.kind);
  const title = parseTitle(input.title);
  const fields = parseFields(kind, input.fields);
  const machine = input.machine ? await findMachine(ctx, input.machine) : null;
  if (machine?.archivedAt) {
    throw new InputError(`machine: ${machine.name} is archived.`, { machine: 'This machine is archived.' });
  }
  const parent = input.parent ? await findRecord(ctx, input.parent) : null;
  if (parent && parent.row.kind !== kind.parentKind) {
    throw new InputError('parent: this kind of record cannot belong to that one.', {
      parent: 'This kind of record cannot belong to that one.',
    });
  }
  const { statement, signal, audit } = newRecord(ctx, {
    id: ctx.newId(),
    kind: kind.name,
    title,
    fields,
    machine,
    parentId: parent?.row.id ?? null,
    origin: ctx.source === 'discord' || ctx.source === 'dashboard' ? ctx.source : 'api',
    originKey,
  });
  try {
    const [rows] = await ctx.commit({ statements: [statement], signals: [signal], audit: [audit] });
    const [row] = rows as RecordRow[];
    if (!row) throw new Error('the insert gave no row back');
    return { row, machine, created: true };
  } catch (error) {
    const winner =
      originKey && isUniqueViolation(error, 'records_origin_key') ? await madeBy(ctx, originKey) : undefined;
    if (!winner) throw error;
    return { ...winner, created: false };
  }
}

async function madeBy(ctx: ActionContext, originKey: string): Promise<LoadedRecord | undefined> {
  const [found] = await selectRecords(ctx, and(eq(records.originKey, originKey)));
  return found;
}
