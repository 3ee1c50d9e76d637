import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import { openModal, type Reply, say } from '../../../core/interactions/reply.ts';
import { previewDelete } from '../actions/delete-endpoint.ts';
import { listDeliveries } from '../actions/list-deliveries.ts';
import { listEndpoints, showEndpoint } from '../actions/list-endpoints.ts';
import { recoverSince } from '../actions/replay-since.ts';
import { rotateSecret } from '../actions/rotate-secret.ts';
import { testEndpoint } from '../actions/test-endpoint.ts';
import { updateEndpoint } from '../actions/update-endpoint.ts';
import { findByWord } from '../find-endpoint.ts';
import {
  durationWords,
  endpointList,
  endpointMessage,
  removeMessage,
  secretMessage,
} from './endpoint-message.ts';
import { endpointModal } from './endpoint-modal.ts';
import { LOGGED, logMessage } from './log-message.ts';

type Run<Values> = (interaction: CommandInteraction<Values>) => Promise<Reply>;
type One = { endpoint: string };

/** Who asks has to be allowed before a name is looked up, or a guess would tell what there is. */
async function open(interaction: CommandInteraction<One>, permission: 'webhooks:read' | 'webhooks:manage') {
  const ctx = await interaction.context();
  await ctx.require(permission, 'read');
  return { ctx, endpoint: await findByWord(ctx, interaction.options.endpoint) };
}

export const list: Run<object> = async (interaction) =>
  say(endpointList(await listEndpoints(await interaction.context())));

export const show: Run<One> = async (interaction) => {
  const { ctx, endpoint } = await open(interaction, 'webhooks:read');
  return say(endpointMessage(await showEndpoint(ctx, { endpoint: endpoint.id })));
};

export const add: Run<{ kind: string; events: string | undefined }> = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('webhooks:manage');
  const { kind, events } = interaction.options;
  return openModal(
    endpointModal(kind === 'discord-webhook' ? 'discord-webhook' : 'http', events?.trim() || '*'),
  );
};

export const test: Run<One & { type: string | undefined }> = async (interaction) => {
  const { ctx, endpoint } = await open(interaction, 'webhooks:manage');
  const { type } = interaction.options;
  await testEndpoint(ctx, { endpoint: endpoint.id, ...(type === undefined ? {} : { type }) });
  return say(
    endpointMessage(
      await showEndpoint(ctx, { endpoint: endpoint.id }),
      'The test is on its way; *Log* shows what came back.',
    ),
  );
};

const switching =
  (state: 'enabled' | 'paused', said: string): Run<One> =>
  async (interaction) => {
    const { ctx, endpoint } = await open(interaction, 'webhooks:manage');
    await updateEndpoint(ctx, { endpoint: endpoint.id, state });
    return say(endpointMessage(await showEndpoint(ctx, { endpoint: endpoint.id }), said));
  };

export const pause = switching('paused', 'Paused; what happens meanwhile is kept.');
export const resume = switching('enabled', 'It is on.');

export const recover: Run<One> = async (interaction) => {
  const { ctx, endpoint } = await open(interaction, 'webhooks:manage');
  const { count, seconds } = await recoverSince(ctx, { endpoint: endpoint.id });
  return say(
    `${count === 1 ? 'One event is' : `${count} events are`} sent now; that takes about ${durationWords(seconds)}.`,
  );
};

export const rotate: Run<One> = async (interaction) => {
  const { ctx, endpoint } = await open(interaction, 'webhooks:manage');
  const { secret, oldExpiresAt } = await rotateSecret(ctx, { endpoint: endpoint.id });
  return say(secretMessage(endpoint.name, secret, oldExpiresAt));
};

export const log: Run<One & { state: string | undefined }> = async (interaction) => {
  const { ctx, endpoint } = await open(interaction, 'webhooks:read');
  const state = (['failed', 'queued', 'held', 'sent'] as const).find(
    (one) => one === interaction.options.state,
  );
  const page = await listDeliveries(ctx, {
    endpoint: endpoint.id,
    limit: LOGGED,
    ...(state ? { state } : {}),
  });
  return say(logMessage(endpoint, page.deliveries));
};

export const askRemove: Run<One> = async (interaction) => {
  const { ctx, endpoint } = await open(interaction, 'webhooks:manage');
  return say(removeMessage(endpoint.id, await previewDelete(ctx, { endpoint: endpoint.id })));
};
