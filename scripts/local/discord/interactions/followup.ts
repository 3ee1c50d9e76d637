import { refusal } from '../errors.ts';
import { deleteMessage, editMessage } from '../messages.ts';
import type { StoredInteraction, StoredMessage } from '../model.ts';
import { param, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { PARSE_USERS } from '../validation/mentions.ts';
import { MessageFlag, readMessage } from '../validation/message.ts';
import { viewMessage } from '../views.ts';
import { isEmoji } from '../world.ts';
import { answerDeferred, createAnswer } from './answer.ts';

/** An interaction's token lives 15 minutes. */
export const TOKEN_LIFE_MS = 15 * 60_000;

export function interactionByToken(state: LocalState, token: string): StoredInteraction | undefined {
  const id = Buffer.from(token, 'base64url').toString('latin1').split(':')[1] ?? '';
  const interaction = state.data.interactions.get(id);
  return interaction?.token === token ? interaction : undefined;
}

/** The interaction whose token the path carries; undefined for a webhook's path; 50027 when expired or false, 10015 before an answer. */
export function findInteraction(context: RouteContext): StoredInteraction | undefined {
  const { state } = context;
  if (param(context, 'webhook') !== state.data.application.id) return undefined;
  const interaction = interactionByToken(state, param(context, 'token'));
  if (!interaction || state.now() - interaction.created_at > TOKEN_LIFE_MS) throw refusal(50027);
  if (interaction.status === 'waiting' || interaction.status === 'failed') throw refusal(10015);
  return interaction;
}

/** A new message of the interaction; right after a deferral it still becomes the original, as in Discord. */
export function postFollowup(context: RouteContext, interaction: StoredInteraction): unknown {
  const { state, body, files } = context;
  const draft = readMessage(body, files, { mentions: PARSE_USERS, isEmoji: isEmoji(state), ephemeral: true });
  const original = originalOf(state, interaction);
  if (interaction.original_pending && original) {
    return viewMessage(state, answerDeferred(state, interaction, original, draft), state.data.botId);
  }
  const owners = interaction.payload.authorizing_integration_owners;
  const userInstallOnly = typeof owners === 'object' && owners !== null && !('0' in owners);
  if (userInstallOnly && interaction.followups.length >= 5) throw refusal(40094);
  const message = createAnswer(state, interaction, draft, originalOf(state, interaction)?.id);
  interaction.followups.push(message.id);
  state.touch();
  return viewMessage(state, message, state.data.botId);
}

function originalOf(state: LocalState, interaction: StoredInteraction): StoredMessage | undefined {
  if (interaction.original_id === null) return undefined;
  return state.data.messages.get(interaction.channel_id)?.get(interaction.original_id);
}

function reach(context: RouteContext, interaction: StoredInteraction): StoredMessage {
  const { state } = context;
  const id = param(context, 'message');
  const known = id === '@original' ? interaction.original_id : id;
  const own = known !== null && (known === interaction.original_id || interaction.followups.includes(known));
  const message = own ? state.data.messages.get(interaction.channel_id)?.get(known) : undefined;
  if (!message) throw refusal(10008);
  return message;
}

export function getFollowup(context: RouteContext, interaction: StoredInteraction): unknown {
  return viewMessage(context.state, reach(context, interaction), context.state.data.botId);
}

export function editFollowup(context: RouteContext, interaction: StoredInteraction): unknown {
  const { state, body, files } = context;
  const message = reach(context, interaction);
  const draft = readMessage(body, files, {
    mentions: PARSE_USERS,
    isEmoji: isEmoji(state),
    editing: { flags: message.flags, attachmentIds: message.attachments.map((item) => item.id) },
  });
  const pending = (message.flags & MessageFlag.loading) !== 0;
  const edited = pending
    ? answerDeferred(state, interaction, message, draft)
    : editMessage(state, message, draft);
  return viewMessage(state, edited, state.data.botId);
}

export function deleteFollowup(context: RouteContext, interaction: StoredInteraction): undefined {
  deleteMessage(context.state, reach(context, interaction));
  return undefined;
}
