import { randomBytes } from 'node:crypto';
import { refusal } from '../errors.ts';
import type { StoredAttachment, StoredCommand, StoredInteraction, StoredMessage } from '../model.ts';
import { can, guildPermissions, Permission, reachChannel } from '../permissions.ts';
import { commandsOf } from '../routes/commands.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import type { World } from '../world.ts';
import { tellUser } from './callback.ts';
import { commandData, componentData, modalData } from './data.ts';
import { buildPayload } from './payload.ts';

export interface InteractionRequest {
  type: number;
  userId: string;
  channelId: string;
  data: Dict;
  messageId?: string;
  nonce?: string;
  uploads?: Map<string, StoredAttachment>;
}

/** Builds an interaction as the client's request demands and remembers it; throws what Discord answers its client. Deliver it next. */
export function startInteraction(world: World, request: InteractionRequest): StoredInteraction {
  const { state } = world;
  const { type, userId, data } = request;
  const channel = reachChannel(state, userId, request.channelId);
  const uploads = request.uploads ?? new Map();
  let message: StoredMessage | undefined;
  let built: Dict;
  if (type === 2 || type === 4) {
    const command = usableCommand(state, userId, channel.id, data);
    built = commandData(state, channel, userId, command, data, uploads, type === 4);
  } else if (type === 3) {
    message = visibleMessage(state, channel.id, request.messageId ?? '', userId);
    if (!message || message.author_id !== state.data.botId) throw refusal(10008);
    built = componentData(state, channel, userId, message, data);
  } else if (type === 5) {
    const opener = findModal(state, userId, data);
    if (!opener?.modal) throw refusal(10062);
    const source = opener.source_message_id;
    message = source === null ? undefined : visibleMessage(state, channel.id, source, userId);
    built = modalData(state, channel, userId, opener.modal, data, uploads);
    opener.modal = null;
  } else throw refusal(50024);
  const id = state.id();
  const token = Buffer.from(`interaction:${id}:${randomBytes(32).toString('hex')}`).toString('base64url');
  const interaction: StoredInteraction = {
    id,
    token,
    type,
    user_id: userId,
    guild_id: channel.guild_id,
    channel_id: channel.id,
    created_at: state.now(),
    nonce: request.nonce ?? null,
    payload: buildPayload(state, { id, token, type, userId, channel, data: built, message }),
    status: 'waiting',
    callback_type: null,
    ephemeral: false,
    original_pending: false,
    original_id: null,
    followups: [],
    source_message_id: message?.id ?? null,
    failure: null,
    http_status: null,
    latency_ms: null,
    response: null,
    endpoint: null,
    signature_ok: true,
    modal: null,
  };
  state.data.interactions.set(id, interaction);
  forgetOldest(state);
  tellUser(state, interaction, 'INTERACTION_CREATE', {});
  return interaction;
}

/** Keeps the latest 1000 interactions; older tokens have died long ago unless somebody floods. */
function forgetOldest(state: LocalState): void {
  const { interactions } = state.data;
  const [oldest] = interactions.keys();
  if (interactions.size > 1000 && oldest !== undefined) interactions.delete(oldest);
}

function visibleMessage(
  state: LocalState,
  channelId: string,
  id: string,
  userId: string,
): StoredMessage | undefined {
  const message = state.data.messages.get(channelId)?.get(id);
  return message && (message.ephemeral_to === null || message.ephemeral_to === userId) ? message : undefined;
}

/** The modal is named by the interaction that opened it, or else is the user's latest with that custom id. */
function findModal(state: LocalState, userId: string, data: Dict): StoredInteraction | undefined {
  const named = state.data.interactions.get(String(data.id ?? ''));
  if (named?.user_id === userId && named.modal) return named;
  return [...state.data.interactions.values()]
    .reverse()
    .find((item) => item.user_id === userId && item.modal?.custom_id === data.custom_id);
}

function usableCommand(state: LocalState, userId: string, channelId: string, data: Dict): StoredCommand {
  const usable = usableCommands(state, userId, channelId);
  const command = usable.find((item) => item.id === data.id);
  if (!command) throw refusal(10063);
  return command;
}

/** Commands a user may use in a channel: guild's and global ones, by context, default permissions, and the right to use commands. */
export function usableCommands(state: LocalState, userId: string, channelId: string): StoredCommand[] {
  const channel = state.data.channels.get(channelId);
  if (!channel) return [];
  const bot = state.data.botId;
  if (channel.guild_id === null) {
    if (!channel.recipients.includes(bot) || !channel.recipients.includes(userId)) return [];
    return commandsOf(state, null).filter((command) =>
      Array.isArray(command.contexts) ? command.contexts.includes(1) : command.dm_permission !== false,
    );
  }
  const guild = state.data.guilds.get(channel.guild_id);
  const member = guild?.members.get(userId);
  if (!guild?.members.has(bot) || !member) return [];
  if (!can(state, userId, channel, Permission.UseApplicationCommands)) return [];
  const held = guildPermissions(guild, member);
  return [...commandsOf(state, guild.id), ...commandsOf(state, null)].filter((command) => {
    const here = !Array.isArray(command.contexts) || command.contexts.includes(0);
    const needed = command.default_member_permissions;
    if (needed === null || needed === undefined) return here;
    // "0" means administrators only.
    const bits = BigInt(String(needed));
    return here && (bits === 0n ? (held & Permission.Administrator) !== 0n : (held & bits) === bits);
  });
}
