import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import { choiceTitle } from '../../../core/settings/definition.ts';
import { COMPONENT_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import type { SetupField } from './setup-groups.ts';

type Row = Extract<APIMessageTopLevelComponent, { type: 1 }>;
/** What stands in a row below the message. */
export type Part = Row['components'][number];

/** The select that suits a setting; none for what is typed. */
export function fieldSelect(
  group: string,
  page: number,
  { name, field }: SetupField,
  value: unknown,
): Part[] {
  const common = {
    custom_id: customId('hub', 'setup-set', group, name, page),
    placeholder: truncate(field.title, 150),
  };
  const options = (choices: readonly string[], current: string) =>
    choices.slice(0, COMPONENT_LIMITS.selectOptions).map((choice) => ({
      label: truncate(`${field.title}: ${choiceTitle(field, choice)}`, COMPONENT_LIMITS.selectOptionText),
      value: choice,
      default: choice === current,
    }));
  switch (field.kind) {
    case 'channel': {
      const chosen = typeof value === 'string' ? [{ id: value, type: 'channel' }] : [];
      return [
        {
          type: 8,
          ...common,
          min_values: 0,
          max_values: 1,
          channel_types: [0, 5],
          default_values: chosen,
        } as Part,
      ];
    }
    case 'roles': {
      const chosen = (Array.isArray(value) ? value : []).map((id) => ({ id: String(id), type: 'role' }));
      return [{ type: 6, ...common, min_values: 0, max_values: 25, default_values: chosen } as Part];
    }
    case 'switch':
      return [{ type: 3, ...common, options: options(['on', 'off'], value === true ? 'on' : 'off') }];
    case 'choice':
      return [{ type: 3, ...common, options: options(field.choices ?? [], String(value)) }];
    default:
      return [];
  }
}

export const button = (handler: string, label: string, style: 1 | 2, ...args: (string | number)[]): Part => ({
  type: 2,
  style,
  label,
  custom_id: customId('hub', handler, ...args),
});

export const row = (...components: Part[]): APIMessageTopLevelComponent => ({ type: 1, components }) as Row;
