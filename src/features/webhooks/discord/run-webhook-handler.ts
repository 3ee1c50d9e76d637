import { InputError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction, ModalInteraction } from '../../../core/interactions/interaction.ts';
import { type Reply, say, update } from '../../../core/interactions/reply.ts';
import { createEndpoint } from '../actions/create-endpoint.ts';
import { deleteEndpoint, previewDelete } from '../actions/delete-endpoint.ts';
import { listDeliveries } from '../actions/list-deliveries.ts';
import { showEndpoint } from '../actions/list-endpoints.ts';
import { replayDelivery } from '../actions/replay-delivery.ts';
import { recoverSince } from '../actions/replay-since.ts';
import { rotateSecret } from '../actions/rotate-secret.ts';
import { testEndpoint } from '../actions/test-endpoint.ts';
import { updateEndpoint } from '../actions/update-endpoint.ts';
import { noCounts } from '../views.ts';
import { durationWords, endpointMessage, inert, removeMessage, secretMessage } from './endpoint-message.ts';
import { readEndpointModal } from './endpoint-modal.ts';
import { LOGGED, logMessage } from './log-message.ts';

const idOf = ({ args }: ComponentInteraction): string => customIdArgument(args, 0);

async function shown(interaction: ComponentInteraction, said = ''): Promise<Reply> {
  const ctx = await interaction.context();
  return update(endpointMessage(await showEndpoint(ctx, { endpoint: idOf(interaction) }), said));
}

export const show = (interaction: ComponentInteraction): Promise<Reply> => shown(interaction);

export async function log(interaction: ComponentInteraction, said = ''): Promise<Reply> {
  const ctx = await interaction.context();
  const { endpoint } = await showEndpoint(ctx, { endpoint: idOf(interaction) });
  const page = await listDeliveries(ctx, { endpoint: endpoint.id, limit: LOGGED });
  return update(logMessage(endpoint, page.deliveries, said));
}

export async function replay(interaction: ComponentInteraction): Promise<Reply> {
  const [delivery = ''] = interaction.values;
  await replayDelivery(await interaction.context(), { delivery });
  return log(interaction, 'It is sent again.');
}

export async function test(interaction: ComponentInteraction): Promise<Reply> {
  await testEndpoint(await interaction.context(), { endpoint: idOf(interaction) });
  return shown(interaction, 'The test is on its way; *Log* shows what came back.');
}

const switching =
  (state: 'enabled' | 'paused', said: string) =>
  async (interaction: ComponentInteraction): Promise<Reply> => {
    await updateEndpoint(await interaction.context(), { endpoint: idOf(interaction), state });
    return shown(interaction, said);
  };

export const pause = switching('paused', 'Paused; what happens meanwhile is kept.');
export const resume = switching('enabled', 'It is on.');

export async function rotate(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { endpoint } = await showEndpoint(ctx, { endpoint: idOf(interaction) });
  const { secret, oldExpiresAt } = await rotateSecret(ctx, { endpoint: endpoint.id });
  return say(secretMessage(endpoint.name, secret, oldExpiresAt));
}

export async function recover(interaction: ComponentInteraction): Promise<Reply> {
  const { count, seconds } = await recoverSince(await interaction.context(), { endpoint: idOf(interaction) });
  const events = count === 1 ? 'One event is' : `${count} events are`;
  return say(`${events} sent now; that takes about ${durationWords(seconds)}.`);
}

export async function askRemove(interaction: ComponentInteraction): Promise<Reply> {
  const endpoint = idOf(interaction);
  return update(removeMessage(endpoint, await previewDelete(await interaction.context(), { endpoint })));
}

export async function remove(interaction: ComponentInteraction): Promise<Reply> {
  const { name } = await deleteEndpoint(await interaction.context(), { endpoint: idOf(interaction) });
  return update({ content: `**${inert(name)}** is deleted.` });
}

/** The secret is not part of this answer, which may be kept to be sent again: a button shows a fresh one. */
export async function submitAdd(interaction: ModalInteraction): Promise<Reply> {
  const kind = customIdArgument(interaction.args, 0);
  if (kind !== 'http' && kind !== 'discord-webhook')
    throw new InputError('This form is from an older version. Run `/webhook add` again.');
  const { endpoint } = await createEndpoint(
    await interaction.context(),
    { kind, ...readEndpointModal(interaction.fields) },
    { key: `interaction:${interaction.id}` },
  );
  const said =
    kind === 'http'
      ? 'Added. It is told from now on. Press *New secret* to see the secret that signs its requests; it is shown once.'
      : 'Added. The channel is told from now on.';
  return say(endpointMessage({ endpoint, counts: noCounts }, said));
}
