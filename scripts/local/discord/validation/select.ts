import type { Dict, Fields } from './check.ts';
import { type ComponentScope, setIf } from './component-scope.ts';

export const SELECT_TYPES = [3, 5, 6, 7, 8] as const;

/** A select menu of any kind; `required` only means something in a modal, `disabled` only in a message. */
export function readSelect(fields: Fields, scope: ComponentScope, type: number): Dict {
  const out = scope.begin(fields, type);
  out.custom_id = scope.customId(fields);
  setIf(out, 'placeholder', fields.string('placeholder', { max: 150 }));
  const min = fields.number('min_values', { min: 0, max: 25 }) ?? 1;
  const max = fields.number('max_values', { min: 1, max: 25 }) ?? 1;
  out.min_values = min;
  out.max_values = max;
  if (min > max) {
    fields.check
      .at('min_values')
      .fail('COMPONENT_MIN_VALUES_GREATER_THAN_MAX', 'min_values must be less than or equal to max_values');
  }
  if (scope.place === 'modal') {
    if (fields.boolean('disabled') === true) {
      fields.check.at('disabled').fail('MODAL_COMPONENT_DISABLED', 'Components in modals cannot be disabled');
    }
    const required = fields.boolean('required') ?? true;
    out.required = required;
    if (required && min === 0 && fields.has('min_values')) {
      fields.check
        .at('min_values')
        .fail('COMPONENT_REQUIRED_MIN_VALUES', 'min_values must be at least 1 for required components');
    }
  } else out.disabled = fields.boolean('disabled') ?? false;
  if (type === 3) out.options = readOptions(fields, scope, min, max);
  else if (fields.has('default_values')) out.default_values = readDefaults(fields, type, max);
  if (type === 8) {
    const types = fields.list('channel_types');
    if (types) out.channel_types = types;
  }
  return out;
}

function readOptions(fields: Fields, scope: ComponentScope, min: number, max: number): Dict[] {
  const options = fields.each('options', { required: true, min: 1, max: 25 }) ?? [];
  const seen = new Set<string>();
  let defaults = 0;
  const out = options.map((option) => {
    const label = option.string('label', { required: true, min: 1, max: 100 });
    const value = option.string('value', { required: true, min: 1, max: 100 });
    if (value !== undefined) {
      if (seen.has(value)) {
        option.check
          .at('value')
          .fail('SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used');
      }
      seen.add(value);
    }
    const item: Dict = { label, value };
    setIf(item, 'description', option.string('description', { max: 100 }));
    setIf(item, 'emoji', scope.emoji(option));
    const chosen = option.boolean('default');
    setIf(item, 'default', chosen);
    if (chosen) defaults += 1;
    return item;
  });
  if (defaults > max) {
    fields.check
      .at('options')
      .fail('SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', 'Too many default values specified');
  }
  if (options.length > 0 && min > options.length) {
    fields.check
      .at('min_values')
      .fail('NUMBER_TYPE_MAX', `int value should be less than or equal to ${options.length}.`);
  }
  if (options.length > 0 && fields.has('max_values') && max > options.length) {
    fields.check
      .at('max_values')
      .fail('NUMBER_TYPE_MAX', `int value should be less than or equal to ${options.length}.`);
  }
  return out;
}

function readDefaults(fields: Fields, type: number, max: number): Dict[] {
  const allowed = { 5: ['user'], 6: ['role'], 7: ['user', 'role'], 8: ['channel'] }[type] ?? [];
  return (fields.each('default_values', { max }) ?? []).map((item) => ({
    id: item.snowflake('id', { required: true }),
    type: item.choice('type', allowed, { required: true }),
  }));
}
