import { refusal } from '../errors.ts';
import { createMessage, editMessage } from '../messages.ts';
import type { StoredInteraction, StoredMessage } from '../model.ts';
import type { LocalState } from '../state.ts';
import { type Dict, isDict } from '../validation/check.ts';
import { type MessageDraft, MessageFlag } from '../validation/message.ts';
import { userById } from '../views.ts';

/** What a message tells about the interaction that made it. */
export function metadataOf(state: LocalState, interaction: StoredInteraction, originalId?: string): Dict {
  return {
    id: interaction.id,
    type: interaction.type,
    user: userById(state, interaction.user_id),
    authorizing_integration_owners: interaction.payload.authorizing_integration_owners,
    ...(originalId === undefined ? {} : { original_response_message_id: originalId }),
    ...(interaction.source_message_id === null || interaction.type === 2
      ? {}
      : { interacted_message_id: interaction.source_message_id }),
    ...(interaction.type === 2 ? { name: commandName(interaction.payload.data) } : {}),
  };
}

/** Including subcommands and their groups: `record list`. */
function commandName(data: unknown): string {
  if (!isDict(data)) return '';
  const [first] = Array.isArray(data.options) ? data.options : [];
  const isSub = isDict(first) && (first.type === 1 || first.type === 2);
  return isSub ? `${data.name} ${commandName(first)}` : String(data.name);
}

/** A message by the application in answer to an interaction; ephemeral by its own flag. */
export function createAnswer(
  state: LocalState,
  interaction: StoredInteraction,
  draft: MessageDraft,
  originalId?: string,
  flags = 0,
): StoredMessage {
  const channel = state.data.channels.get(interaction.channel_id);
  if (!channel) throw refusal(10003);
  const ephemeral = (((draft.flags ?? 0) | flags) & MessageFlag.ephemeral) !== 0;
  const source = interaction.source_message_id;
  const repliesTo = interaction.type === 3 && source !== null && !ephemeral;
  return createMessage(state, {
    channel,
    authorId: state.data.botId,
    draft: {
      ...draft,
      reference: repliesTo
        ? { type: 0, message_id: source, channel_id: channel.id, failIfMissing: false }
        : null,
    },
    type: interaction.type === 2 ? (contextMenu(interaction) ? 23 : 20) : repliesTo ? 19 : 0,
    flags,
    applicationId: state.data.application.id,
    webhook: { id: state.data.application.id, name: state.data.application.name, avatar: null },
    metadata: metadataOf(state, interaction, originalId),
    ephemeralTo: ephemeral ? interaction.user_id : null,
  });
}

function contextMenu(interaction: StoredInteraction): boolean {
  const data = interaction.payload.data;
  return typeof data === 'object' && data !== null && 'type' in data && data.type !== 1;
}

/** Puts the real answer in the place of "thinking…": the ephemerality of the deferral stays, no edited mark. */
export function answerDeferred(
  state: LocalState,
  interaction: StoredInteraction,
  original: StoredMessage,
  draft: MessageDraft,
): StoredMessage {
  interaction.original_pending = false;
  interaction.status = 'answered';
  original.flags &= ~MessageFlag.loading;
  return editMessage(state, original, draft, false);
}
