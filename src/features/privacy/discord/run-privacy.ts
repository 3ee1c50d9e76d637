import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { CommandInteraction, ComponentInteraction } from '../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { type Reply, say, update } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { requireAbout } from '../access.ts';
import { exportPerson } from '../actions/export-person.ts';
import { keepExport } from '../actions/keep-export.ts';
import { previewErasure } from '../actions/preview-erasure.ts';
import { requestErasure } from '../actions/request-erasure.ts';
import { askAgainMessage, exportMessage, previewMessage, startedMessage } from './privacy-message.ts';

type About = CommandInteraction<{ person: ChosenUser | undefined }>;
/** Room for the rest of the request. */
const MOST_BYTES = MESSAGE_LIMITS.fileBytes - 100_000;

export async function exportData(interaction: About): Promise<Reply> {
  const ctx = await interaction.context();
  const personId = interaction.options.person?.id ?? interaction.user.id;
  await requireAbout(ctx, personId);
  await interaction.progress('Gathering everything that is kept …');
  const found = await exportPerson(ctx, personId);
  const data = new TextEncoder().encode(JSON.stringify(found, null, 2));
  const file = { name: `guildhall-${personId}.json`, data, contentType: 'application/json' };
  if (data.byteLength <= MOST_BYTES) return say({ ...exportMessage(found), files: [file] });
  const link = await keepExport(ctx, interaction.user.id, file);
  return say(exportMessage(found, link ?? null));
}

export async function preview(interaction: About): Promise<Reply> {
  const ctx = await interaction.context();
  const personId = interaction.options.person?.id ?? interaction.user.id;
  return say(previewMessage(personId, await previewErasure(ctx, personId)));
}

export async function ask(interaction: ComponentInteraction): Promise<Reply> {
  const personId = customIdArgument(interaction.args, 0);
  await requireAbout(await interaction.context(), personId);
  return update(askAgainMessage(personId, customIdArgument(interaction.args, 1) === 'keep'));
}

export async function erase(interaction: ComponentInteraction): Promise<Reply> {
  const personId = customIdArgument(interaction.args, 0);
  const keepFacts = customIdArgument(interaction.args, 1) === 'keep';
  return update(startedMessage(await requestErasure(await interaction.context(), { personId, keepFacts })));
}

export async function cancel(): Promise<Reply> {
  return update({ content: 'Nothing was erased.' });
}
