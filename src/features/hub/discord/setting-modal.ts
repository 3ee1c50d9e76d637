import type { APIModalInteractionResponseCallbackComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import { choiceTitle, type Field, isSecret } from '../../../core/settings/definition.ts';
import { COMPONENT_LIMITS, MODAL_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';

type AnyField = Field<unknown>;
type Label = Extract<APIModalInteractionResponseCallbackComponent, { type: 18 }>;

/** Asks for one setting with the input that suits it. Secrets start empty: they are never sent back to Discord. */
export function settingModal(feature: string, name: string, field: AnyField, current: unknown): ModalDialog {
  return {
    custom_id: customId('hub', 'setting', feature, name),
    title: truncate(field.title, MODAL_LIMITS.title),
    components: [
      {
        type: 18,
        label: truncate(field.title, MODAL_LIMITS.label),
        description: truncate(field.help, MODAL_LIMITS.labelDescription),
        component: input(field, current),
      },
    ],
  };
}

function input(field: AnyField, current: unknown): Label['component'] {
  switch (field.kind) {
    case 'switch':
      return select(['on', 'off'], current === true ? 'on' : 'off');
    case 'choice':
      return select(field.choices ?? [], String(current), (choice) => choiceTitle(field, choice));
    case 'channel':
      return {
        type: 8,
        custom_id: 'value',
        required: false,
        min_values: 0,
        max_values: 1,
        channel_types: [0, 5],
        ...(typeof current === 'string' ? { default_values: [{ id: current, type: 'channel' }] } : {}),
      } as Label['component'];
    case 'roles':
      return {
        type: 6,
        custom_id: 'value',
        required: false,
        min_values: 0,
        max_values: 25,
        default_values: (Array.isArray(current) ? current : []).map((id) => ({
          id: String(id),
          type: 'role',
        })),
      } as Label['component'];
    case 'secret':
    case 'webhook':
    case 'text':
    case 'number': {
      const value = isSecret(field) || current === null ? '' : String(current ?? '');
      return {
        type: 4,
        custom_id: 'value',
        style: 1,
        required: field.kind === 'number',
        max_length: 1_000,
        ...(isSecret(field) ? { placeholder: 'Empty removes it' } : {}),
        ...(value ? { value } : {}),
      };
    }
  }
}

const select = (
  choices: readonly string[],
  current: string,
  titleOf = (choice: string) => choice,
): Label['component'] => ({
  type: 3,
  custom_id: 'value',
  required: true,
  options: choices.map((choice) => ({
    label: truncate(titleOf(choice), COMPONENT_LIMITS.selectOptionText),
    value: choice,
    default: choice === current,
  })),
});
