import { storeFile } from '../attachments.ts';
import { refusal } from '../errors.ts';
import type { StoredAttachment } from '../model.ts';
import { type Dict, isDict } from '../validation/check.ts';
import type { World } from '../world.ts';
import { findComponent } from './data.ts';
import { deliver } from './delivery.ts';
import { startInteraction, usableCommands } from './start.ts';

/** An interaction as a test asks for it. */
export interface ControlInteraction {
  type: 'command' | 'message-command' | 'user-command' | 'component' | 'modal' | 'autocomplete';
  userId: string;
  channelId: string;
  /** Only to be explicit: the channel decides. */
  guildId?: string;
  commandName?: string;
  /** Options as the client sends them, or `{name: value}` for plain ones; a `/` in commandName names subcommands. */
  options?: unknown;
  /** Autocomplete: the option being typed. */
  focused?: string;
  targetId?: string;
  messageId?: string;
  customId?: string;
  values?: string[];
  /** Modal: `{custom_id: value | values}` or the client's components. */
  components?: unknown;
  /** Files for ATTACHMENT options and file uploads, by the id used in the values. */
  files?: Record<string, { filename: string; contentType: string; base64: string }>;
  nonce?: string;
}

export interface InteractionOutcome {
  interactionId: string;
  token: string;
  httpStatus: number | null;
  latencyMs: number | null;
  response: unknown;
  error?: string;
}

const TYPES = {
  command: 2,
  'message-command': 2,
  'user-command': 2,
  component: 3,
  autocomplete: 4,
  modal: 5,
};
const COMMAND_TYPES = { 'message-command': 3, 'user-command': 2 };

export async function runInteraction(world: World, request: ControlInteraction): Promise<InteractionOutcome> {
  const { state } = world;
  const uploads = new Map<string, StoredAttachment>();
  for (const [id, file] of Object.entries(request.files ?? {})) {
    const bytes = Buffer.from(file.base64, 'base64');
    const stored = { id, bytes, filename: file.filename, content_type: file.contentType, ephemeral: true };
    uploads.set(id, storeFile(state, request.channelId, stored));
  }
  const interaction = startInteraction(world, {
    type: TYPES[request.type],
    userId: request.userId,
    channelId: request.channelId,
    messageId: request.messageId,
    nonce: request.nonce,
    data: dataOf(world, request),
    uploads,
  });
  await deliver(world, interaction);
  return {
    interactionId: interaction.id,
    token: interaction.token,
    httpStatus: interaction.http_status,
    latencyMs: interaction.latency_ms,
    response: interaction.response,
    ...(interaction.failure === null ? {} : { error: interaction.failure }),
  };
}

function dataOf(world: World, request: ControlInteraction): Dict {
  const { state } = world;
  if (request.type === 'component') {
    const message = state.data.messages.get(request.channelId)?.get(request.messageId ?? '');
    const component = findComponent(message?.components, request.customId ?? '');
    return {
      component_type: component?.type,
      custom_id: request.customId,
      ...(request.values ? { values: request.values } : {}),
    };
  }
  if (request.type === 'modal') {
    const components = isDict(request.components)
      ? Object.entries(request.components).map(([custom_id, value]) => ({
          type: 18,
          component: { custom_id, ...(Array.isArray(value) ? { values: value } : { value }) },
        }))
      : request.components;
    return { custom_id: request.customId, components };
  }
  const [name, ...path] = (request.commandName ?? '').split('/');
  const wanted =
    request.type === 'message-command' || request.type === 'user-command' ? COMMAND_TYPES[request.type] : 1;
  // A context command's name may hold a slash of its own.
  const named = wanted === 1 ? name : request.commandName;
  const command = usableCommands(state, request.userId, request.channelId).find(
    (item) => item.name === named && item.type === wanted,
  );
  if (!command) throw refusal(10063);
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    target_id: request.targetId,
    options: optionsOf(request, path),
  };
}

function optionsOf(request: ControlInteraction, path: string[]): unknown {
  const plain = isDict(request.options)
    ? Object.entries(request.options).map(([name, value]) => ({
        name,
        value,
        ...(name === request.focused ? { focused: true } : {}),
      }))
    : (request.options ?? []);
  return path.reduceRight<unknown>((options, name) => [{ name, options }], plain);
}
