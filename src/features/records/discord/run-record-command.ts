import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { openModal, type Reply, say } from '../../../core/interactions/reply.ts';
import { assignRecord } from '../actions/assign-record.ts';
import { checkSources } from '../actions/check-sources.ts';
import { closeRecord } from '../actions/close-record.ts';
import { commentRecord } from '../actions/comment-record.ts';
import { createRecord } from '../actions/create-record.ts';
import { listRecords } from '../actions/list-records.ts';
import { reopenRecord } from '../actions/reopen-record.ts';
import { recordDetails, showRecord } from '../actions/show-record.ts';
import { findMachine } from '../find-machine.ts';
import { findRecord, type LoadedRecord } from '../find-record.ts';
import { requireKind } from '../parse-fields.ts';
import { type ListFilters, recordListMessage, searchMessage } from './record-list.ts';
import { recordMessage } from './record-message.ts';
import { commentModal, createRecordModal, editRecordModal } from './record-modals.ts';

type Run<Values> = (interaction: CommandInteraction<Values>) => Promise<Reply>;
type OnRecord = { record: string };

export const list: Run<{
  kind: string | undefined;
  status: string | undefined;
  machine: string | undefined;
  assignee: ChosenUser | undefined;
}> = async (interaction) => {
  const { kind, status = 'open', machine, assignee } = interaction.options;
  const ctx = await interaction.context();
  const filters: ListFilters = {
    ...(kind ? { kind } : {}),
    ...(status === 'open' || status === 'closed' ? { status } : {}),
    ...(machine ? { machineId: (await findMachine(ctx, machine)).id } : {}),
    ...(assignee ? { assigneeId: assignee.id } : {}),
  };
  return say(recordListMessage(await listRecords(ctx, filters), filters));
};

export const search: Run<{ words: string }> = async (interaction) => {
  const { words } = interaction.options;
  return say(searchMessage(await listRecords(await interaction.context(), { words }), words));
};

export const show: Run<OnRecord> = async (interaction) => {
  const ctx = await interaction.context();
  const details = await showRecord(ctx, interaction.options.record);
  const checked = details.sources.length > 0 ? await checkSources(ctx, details.row.id) : [];
  return say(recordMessage(details, undefined, checked));
};

export const create: Run<{
  kind: string;
  machine: string | undefined;
  part_of: string | undefined;
  title: string | undefined;
  details: string | undefined;
}> = async (interaction) => {
  const { machine, part_of: parent, title, details } = interaction.options;
  const ctx = await interaction.context();
  const kind = requireKind(interaction.options.kind);
  if (title === undefined) {
    const [onMachine, onRecord] = await Promise.all([
      machine === undefined ? undefined : findMachine(ctx, machine),
      parent === undefined ? undefined : findRecord(ctx, parent),
    ]);
    return openModal(createRecordModal(kind, onMachine?.id, onRecord?.row.id));
  }
  const made = await createRecord(ctx, {
    kind: kind.name,
    title,
    ...(details === undefined ? {} : { fields: { details } }),
    ...(machine === undefined ? {} : { machine }),
    ...(parent === undefined ? {} : { parent }),
    originKey: `interaction:${interaction.id}`,
  });
  return shown(ctx, made, `Saved as #${made.row.number}.`);
};

export const close: Run<OnRecord & { reason: string | undefined }> = async (interaction) => {
  const ctx = await interaction.context();
  const { record, reason } = interaction.options;
  const closed = await closeRecord(ctx, { record, ...(reason === undefined ? {} : { reason }) });
  return shown(ctx, closed, `Closed #${closed.row.number}.`);
};

export const reopen: Run<OnRecord & { reason: string | undefined }> = async (interaction) => {
  const ctx = await interaction.context();
  const { record, reason } = interaction.options;
  const opened = await reopenRecord(ctx, { record, ...(reason === undefined ? {} : { reason }) });
  return shown(ctx, opened, `#${opened.row.number} is open again.`);
};

export const comment: Run<OnRecord & { text: string | undefined }> = async (interaction) => {
  const ctx = await interaction.context();
  const { record, text: body } = interaction.options;
  if (body === undefined) return openModal(commentModal((await findRecord(ctx, record)).row.id));
  const commented = await commentRecord(ctx, { record, body, originKey: `interaction:${interaction.id}` });
  return shown(ctx, commented, `Commented on #${commented.row.number}.`);
};

export const assign: Run<OnRecord & { to: ChosenUser | undefined; nobody: boolean | undefined }> = async (
  interaction,
) => {
  const ctx = await interaction.context();
  const { record, to, nobody } = interaction.options;
  const assigneeId = nobody ? null : (to?.id ?? actorUserId(ctx.actor) ?? null);
  const assigned = await assignRecord(ctx, { record, assigneeId });
  const whom = assigneeId ? `assigned to <@${assigneeId}>` : 'assigned to nobody';
  return shown(ctx, assigned, `#${assigned.row.number} is ${whom}.`);
};

export const edit: Run<OnRecord> = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('records:write');
  const loaded = await findRecord(ctx, interaction.options.record);
  return openModal(editRecordModal(loaded, requireKind(loaded.row.kind)));
};

/** What was done in one line, and the record as it is now. */
async function shown(ctx: ActionContext, loaded: LoadedRecord, said: string): Promise<Reply> {
  return say(recordMessage(await recordDetails(ctx, loaded), said));
}
