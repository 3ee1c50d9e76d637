import { emptyDraft } from '../draft.ts';
import { refusal } from '../errors.ts';
import type { UploadedFile } from '../http.ts';
import { editMessage } from '../messages.ts';
import type { StoredInteraction, StoredMessage } from '../model.ts';
import type { LocalState } from '../state.ts';
import { Check, type Dict, Fields, fieldError } from '../validation/check.ts';
import { PARSE_USERS } from '../validation/mentions.ts';
import { MessageFlag, readMessage } from '../validation/message.ts';
import { readModal } from '../validation/modal.ts';
import { isEmoji, type World } from '../world.ts';
import { createAnswer } from './answer.ts';

/** Which callback types answer which interaction types; 6 and 7 also need a message under the component or modal. */
const ALLOWED: Record<number, readonly number[]> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/** Applies the first answer of an interaction. Throws 40060 when it has one, 10062 when it is too late, 50035 when the answer is wrong. */
export function applyCallback(
  world: World,
  interaction: StoredInteraction,
  body: unknown,
  files: UploadedFile[],
): StoredMessage | null {
  const { state } = world;
  if (interaction.status === 'failed') throw refusal(10062);
  if (interaction.status !== 'waiting') throw refusal(40060);
  const check = new Check();
  const fields = new Fields(check, body);
  const type = fields.choice('type', [1, 4, 5, 6, 7, 8, 9, 10, 12], { required: true }) ?? 0;
  check.done();
  const onMessage = interaction.source_message_id !== null;
  const fits = (ALLOWED[interaction.type] ?? []).includes(type) && (onMessage || (type !== 6 && type !== 7));
  if (!fits) {
    throw fieldError(
      ['type'],
      'INTERACTION_CALLBACK_TYPE_INVALID',
      `Callback type ${type} cannot answer this interaction.`,
    );
  }
  const message = apply(world, interaction, type, fields.value.data, files);
  interaction.callback_type = type;
  interaction.status = type === 5 || type === 6 ? 'deferred' : 'answered';
  interaction.response = body;
  state.touch();
  world.waiting.get(interaction.id)?.();
  tellUser(state, interaction, 'INTERACTION_SUCCESS', {});
  return message;
}

function apply(
  world: World,
  interaction: StoredInteraction,
  type: number,
  data: unknown,
  files: UploadedFile[],
): StoredMessage | null {
  const { state } = world;
  switch (type) {
    case 4: {
      const draft = readMessage(data, files, {
        mentions: PARSE_USERS,
        isEmoji: isEmoji(state),
        path: ['data'],
        ephemeral: true,
      });
      return keepOriginal(interaction, createAnswer(state, interaction, draft));
    }
    case 5: {
      const check = new Check();
      const flags = new Fields(check.at('data'), data ?? {}).number('flags', { min: 0 }) ?? 0;
      check.done();
      const kept = MessageFlag.loading | (flags & MessageFlag.ephemeral);
      interaction.original_pending = true;
      return keepOriginal(interaction, createAnswer(state, interaction, emptyDraft(), undefined, kept));
    }
    case 6:
      interaction.original_id = interaction.source_message_id;
      return null;
    case 7:
      return updateSource(state, interaction, data, files);
    case 8:
      tellUser(state, interaction, 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE', {
        choices: readChoices(data),
      });
      return null;
    default: {
      const modal = readModal(data, isEmoji(state));
      interaction.modal = { ...modal };
      tellUser(state, interaction, 'INTERACTION_MODAL_CREATE', {
        ...modal,
        channel_id: interaction.channel_id,
        application: state.data.application,
      });
      return null;
    }
  }
}

function keepOriginal(interaction: StoredInteraction, message: StoredMessage): StoredMessage {
  interaction.original_id = message.id;
  interaction.ephemeral = message.ephemeral_to !== null;
  return message;
}

function updateSource(
  state: LocalState,
  interaction: StoredInteraction,
  data: unknown,
  files: UploadedFile[],
): StoredMessage {
  const source = state.data.messages.get(interaction.channel_id)?.get(interaction.source_message_id ?? '');
  if (!source) throw refusal(10008);
  const draft = readMessage(data ?? {}, files, {
    mentions: PARSE_USERS,
    isEmoji: isEmoji(state),
    path: ['data'],
    editing: { flags: source.flags, attachmentIds: source.attachments.map((item) => item.id) },
  });
  return keepOriginal(interaction, editMessage(state, source, draft));
}

function readChoices(data: unknown): Dict[] {
  const check = new Check();
  const fields = new Fields(check.at('data'), data ?? {});
  const choices = (fields.each('choices', { required: true, max: 25 }) ?? []).map((choice) => {
    const name = choice.string('name', { required: true, min: 1, max: 100 });
    const value = choice.value.value;
    if (typeof value === 'string') choice.string('value', { min: 1, max: 100 });
    else if (typeof value !== 'number') choice.check.at('value').required();
    return { name, value };
  });
  check.done();
  return choices;
}

/** Tells the invoking user's clients how their interaction fares. */
export function tellUser(state: LocalState, interaction: StoredInteraction, t: string, d: Dict): void {
  state.dispatch({
    t,
    d: { id: interaction.id, nonce: interaction.nonce ?? '', ...d },
    user_ids: [interaction.user_id],
    audience: 'client',
  });
}
