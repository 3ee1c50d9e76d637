import { InputError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction, Interaction } from '../../../core/interactions/interaction.ts';
import { type Reply, say, update } from '../../../core/interactions/reply.ts';
import { NOTIFICATION_CHANNELS } from '../../../core/notifications/kind.ts';
import { listChoices } from '../actions/list-choices.ts';
import { setChoices } from '../actions/set-choices.ts';
import { AS_SERVER, choicesMessage } from './choices-message.ts';

export const show = async (interaction: Interaction): Promise<Reply> =>
  say(choicesMessage(await listChoices(await interaction.context(), interaction.user.id)));

export async function pickKind(interaction: ComponentInteraction): Promise<Reply> {
  const view = await listChoices(await interaction.context(), interaction.user.id);
  return update(choicesMessage(view, interaction.values[0]));
}

export async function setKind(interaction: ComponentInteraction): Promise<Reply> {
  const kind = customIdArgument(interaction.args, 0);
  const chosen = interaction.values[0];
  const channel = NOTIFICATION_CHANNELS.find((one) => one === chosen);
  if (!channel && chosen !== AS_SERVER) throw new InputError('That is none of the places to choose from.');
  const view = await setChoices(await interaction.context(), {
    userId: interaction.user.id,
    choices: { [kind]: channel ?? null },
  });
  return update(choicesMessage(view, kind));
}
