import { and, eq } from 'drizzle-orm';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, GuildhallError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction, ModalInteraction } from '../../../core/interactions/interaction.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import { openModal, type Reply, update } from '../../../core/interactions/reply.ts';
import { auditLog } from '../../../core/tables.ts';
import { assignRecord } from '../actions/assign-record.ts';
import { closeRecord } from '../actions/close-record.ts';
import { commentRecord } from '../actions/comment-record.ts';
import { createRecord } from '../actions/create-record.ts';
import { editRecord } from '../actions/edit-record.ts';
import { listRecords } from '../actions/list-records.ts';
import { reopenRecord } from '../actions/reopen-record.ts';
import { recordDetails } from '../actions/show-record.ts';
import { findMachine } from '../find-machine.ts';
import { findRecord, type LoadedRecord } from '../find-record.ts';
import { requireKind } from '../parse-fields.ts';
import { readListId, recordListMessage } from './record-list.ts';
import { inert, recordMessage } from './record-message.ts';
import { commentModal, editRecordModal, longId, readKindFields, reasonModal } from './record-modals.ts';

export async function turnPage(interaction: ComponentInteraction): Promise<Reply> {
  const input = readListId(interaction.args);
  return update(recordListMessage(await listRecords(await interaction.context(), input), input));
}

export async function assignToMe(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const assigneeId = actorUserId(ctx.actor) ?? null;
  return shown(ctx, await assignRecord(ctx, { record: recordId(interaction), assigneeId }));
}

export async function askReason(
  handler: 'close-record' | 'reopen-record',
  interaction: ComponentInteraction,
): Promise<Reply> {
  return openModal(reasonModal(handler, recordId(interaction)));
}

export async function askComment(interaction: ComponentInteraction): Promise<Reply> {
  return openModal(commentModal(recordId(interaction)));
}

export async function askEdit(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  await ctx.require('records:write');
  const loaded = await findRecord(ctx, recordId(interaction));
  return openModal(editRecordModal(loaded, requireKind(loaded.row.kind)));
}

export async function saveNew(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { args, fields } = interaction;
  const kind = requireKind(customIdArgument(args, 0));
  const { machine, warning } = await machineFor(ctx, longId(args[1] ?? '') || fieldText(fields, 'machine'));
  const parent = longId(args[2] ?? '');
  const made = await createRecord(ctx, {
    kind: kind.name,
    title: fieldText(fields, 'title'),
    fields: readKindFields(kind, fields),
    machine,
    parent: parent || null,
    originKey: `interaction:${interaction.id}`,
  });
  return shown(ctx, made, `Saved as #${made.row.number}.${warning}`);
}

export async function saveClosed(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const reason = fieldText(interaction.fields, 'reason');
  const closed = await orAlreadySo(ctx, interaction, 'already-closed', () =>
    closeRecord(ctx, { record: recordId(interaction), reason }),
  );
  return shown(ctx, closed);
}

export async function saveReopened(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const reason = fieldText(interaction.fields, 'reason');
  const opened = await orAlreadySo(ctx, interaction, 'already-open', () =>
    reopenRecord(ctx, { record: recordId(interaction), reason }),
  );
  return shown(ctx, opened);
}

export async function saveComment(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const commented = await commentRecord(ctx, {
    record: recordId(interaction),
    body: fieldText(interaction.fields, 'body'),
    originKey: `interaction:${interaction.id}`,
  });
  return shown(ctx, commented);
}

export async function saveEdit(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  await ctx.require('records:write');
  const loaded = await findRecord(ctx, recordId(interaction));
  const kind = requireKind(loaded.row.kind);
  const typed = fieldText(interaction.fields, 'machine');
  const { machine, warning } =
    typed === loaded.machine?.name
      ? { machine: loaded.machine.id, warning: '' }
      : await machineFor(ctx, typed, loaded.machine?.id ?? null);
  const edited = await editRecord(ctx, {
    record: loaded.row.id,
    title: fieldText(interaction.fields, 'title'),
    fields: readKindFields(kind, interaction.fields),
    machine,
  });
  return shown(ctx, edited, warning.trim());
}

const recordId = (interaction: { args: readonly string[] }): string => customIdArgument(interaction.args, 0);

/** A machine that can't be found must not cost what was typed: the record keeps what it had, and the answer says so. */
async function machineFor(ctx: ActionContext, typed: string, otherwise: string | null = null) {
  if (typed === '') return { machine: null, warning: '' };
  try {
    const machine = await findMachine(ctx, typed);
    return machine.archivedAt
      ? { machine: otherwise, warning: ` ${inert(machine.name)} is archived, so it was not set.` }
      : { machine: machine.id, warning: '' };
  } catch (error) {
    if (!(error instanceof GuildhallError) || error.retryable) throw error;
    return {
      machine: otherwise,
      warning: ` No single machine is called “${inert(typed)}”, so it was not set.`,
    };
  }
}

/** A job that is repeated after it was done finds its own work in place; anybody else gets the conflict. */
async function orAlreadySo(
  ctx: ActionContext,
  interaction: ModalInteraction,
  reason: string,
  change: () => Promise<LoadedRecord>,
): Promise<LoadedRecord> {
  try {
    return await change();
  } catch (error) {
    const mine =
      error instanceof ConflictError && error.reason === reason && (await wasOurs(ctx, interaction));
    if (!mine) throw error;
    return findRecord(ctx, recordId(interaction));
  }
}

async function wasOurs(ctx: ActionContext, interaction: ModalInteraction): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.guildId, ctx.guildId),
        eq(auditLog.target, `record:${recordId(interaction)}`),
        eq(auditLog.requestId, ctx.requestId),
      ),
    )
    .limit(1);
  return row !== undefined;
}

async function shown(ctx: ActionContext, loaded: LoadedRecord, said?: string): Promise<Reply> {
  return update(recordMessage(await recordDetails(ctx, loaded), said));
}
