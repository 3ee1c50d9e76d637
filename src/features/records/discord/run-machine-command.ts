import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { CommandInteraction, ComponentInteraction } from '../../../core/interactions/interaction.ts';
import { type Reply, say, update } from '../../../core/interactions/reply.ts';
import { addMachine } from '../actions/add-machine.ts';
import { editMachine } from '../actions/edit-machine.ts';
import { listMachines } from '../actions/list-machines.ts';
import { showMachine } from '../actions/show-machine.ts';
import { archivePreview, LISTED_MACHINES, machineListMessage, machineMessage } from './machine-message.ts';
import { inert } from './record-message.ts';

type Run<Values> = (interaction: CommandInteraction<Values>) => Promise<Reply>;
type Names = { aliases: string | undefined; location: string | undefined };

export const list: Run<{ words: string | undefined; archived: boolean | undefined }> = async (
  interaction,
) => {
  const { words = '', archived = false } = interaction.options;
  const ctx = await interaction.context();
  return say(machineListMessage(await listMachines(ctx, { words, archived, limit: LISTED_MACHINES + 1 })));
};

export const show: Run<{ machine: string }> = async (interaction) =>
  say(machineMessage(await showMachine(await interaction.context(), interaction.options.machine)));

export const add: Run<Names & { name: string }> = async (interaction) => {
  const { name, aliases, location } = interaction.options;
  const made = await addMachine(await interaction.context(), {
    name,
    ...(aliases === undefined ? {} : { aliases: aliases.split(',') }),
    ...(location === undefined ? {} : { location }),
  });
  return say(`Added **${inert(made.name)}**.`);
};

export const rename: Run<Names & { machine: string; name: string | undefined }> = async (interaction) => {
  const { machine, name, aliases, location } = interaction.options;
  if (name === undefined && aliases === undefined && location === undefined) {
    throw new InputError('Say what should change: the name, the other names or the place.');
  }
  const ctx = await interaction.context();
  const edited = await editMachine(ctx, {
    machine,
    ...(name === undefined ? {} : { name }),
    ...(aliases === undefined ? {} : { aliases: aliases.split(',') }),
    ...(location === undefined ? {} : { location }),
  });
  return say(await shown(ctx, edited.id, 'Changed.'));
};

export const archive: Run<{ machine: string }> = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('records:manage');
  const details = await showMachine(ctx, interaction.options.machine);
  return say(
    details.machine.archivedAt ? machineMessage(details, 'It is archived already.') : archivePreview(details),
  );
};

export async function setArchived(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const machine = customIdArgument(interaction.args, 0);
  const answer = customIdArgument(interaction.args, 1);
  if (answer === 'keep') return update(await shown(ctx, machine, 'Nothing was changed.'));
  const edited = await editMachine(ctx, { machine, archived: answer === 'yes' });
  return update(await shown(ctx, edited.id, edited.archivedAt ? 'Archived.' : 'It is back.'));
}

const shown = async (ctx: ActionContext, id: string, said: string) =>
  machineMessage(await showMachine(ctx, id), said);
