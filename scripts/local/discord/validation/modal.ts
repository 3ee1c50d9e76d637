import { Check, type Dict, Fields } from './check.ts';
import { ComponentScope, readType, setIf } from './component-scope.ts';
import { readSelect } from './select.ts';

const LABEL_CHILDREN = [3, 4, 5, 6, 7, 8, 19, 21, 22, 23] as const;

export interface Modal {
  custom_id: string;
  title: string;
  components: Dict[];
}

/** Checks a modal (callback type 9): title 45, one to five labels, text displays or old rows. Throws 50035 under `data`. */
export function readModal(body: unknown, isEmoji: (id: string) => boolean = () => false): Modal {
  const check = new Check();
  const fields = new Fields(check.at('data'), body);
  const title = fields.string('title', { required: true, min: 1, max: 45 });
  const customId = fields.string('custom_id', { required: true, min: 1, max: 100 });
  const scope = new ComponentScope('modal', isEmoji);
  const components = (fields.each('components', { required: true, min: 1, max: 5 }) ?? []).map((item) =>
    readTop(item, scope),
  );
  check.done();
  return { custom_id: customId ?? '', title: title ?? '', components };
}

function readTop(fields: Fields, scope: ComponentScope): Dict {
  const type = readType(fields, [1, 10, 18]);
  if (type === 10) {
    const out = scope.begin(fields, 10);
    out.content = fields.string('content', { required: true, min: 1, max: 4000 });
    return out;
  }
  if (type === 18) {
    const out = scope.begin(fields, 18);
    out.label = fields.string('label', { required: true, min: 1, max: 45 });
    setIf(out, 'description', fields.string('description', { max: 100 }));
    const child = fields.dict('component', { required: true });
    if (child) out.component = readField(child, scope, LABEL_CHILDREN);
    return out;
  }
  if (type === 1) {
    const out = scope.begin(fields, 1);
    out.components = (fields.each('components', { required: true, min: 1, max: 1 }) ?? []).map((child) => {
      if (!child.has('label')) child.check.at('label').required();
      return readField(child, scope, [4]);
    });
    return out;
  }
  return {};
}

function readField(fields: Fields, scope: ComponentScope, allowed: readonly number[]): Dict {
  const type = readType(fields, allowed);
  switch (type) {
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return readSelect(fields, scope, type);
    case 4:
      return readTextInput(fields, scope);
    case 19:
      return readCounted(fields, scope, 19, 0, 10);
    case 21:
    case 22:
      return readChoices(fields, scope, type);
    case 23: {
      const out = scope.begin(fields, 23);
      out.custom_id = scope.customId(fields);
      if (fields.has('required')) {
        fields.check
          .at('required')
          .fail('CHECKBOX_COMPONENT_CANNOT_BE_REQUIRED', 'A checkbox cannot be required');
      }
      out.default = fields.boolean('default') ?? false;
      return out;
    }
    default:
      return {};
  }
}

function readTextInput(fields: Fields, scope: ComponentScope): Dict {
  const out = scope.begin(fields, 4);
  out.custom_id = scope.customId(fields);
  out.style = fields.choice('style', [1, 2], { required: true });
  setIf(out, 'label', fields.string('label', { min: 1, max: 45 }));
  const min = fields.number('min_length', { min: 0, max: 4000 });
  const max = fields.number('max_length', { min: 1, max: 4000 });
  setIf(out, 'min_length', min);
  setIf(out, 'max_length', max);
  if (min !== undefined && max !== undefined && min > max) {
    fields.check
      .at('min_length')
      .fail('TEXT_INPUT_COMPONENT_MIN_LENGTH', 'min_length must be less than or equal to max_length');
  }
  out.required = fields.boolean('required') ?? true;
  setIf(out, 'placeholder', fields.string('placeholder', { max: 100 }));
  setIf(out, 'value', fields.string('value', { max: max ?? 4000 }));
  return out;
}

function readCounted(fields: Fields, scope: ComponentScope, type: number, least: number, most: number): Dict {
  const out = scope.begin(fields, type);
  out.custom_id = scope.customId(fields);
  const required = fields.boolean('required') ?? true;
  out.required = required;
  out.min_values = fields.number('min_values', { min: least, max: most }) ?? 1;
  out.max_values = fields.number('max_values', { min: 1, max: most }) ?? (type === 19 ? 1 : most);
  const types = fields.list('file_types', { max: 10 });
  if (type === 19 && types) out.file_types = types;
  if (required && fields.value.min_values === 0) {
    fields.check
      .at('min_values')
      .fail('COMPONENT_REQUIRED_MIN_VALUES', 'min_values must be at least 1 for required components');
  }
  return out;
}

/** Radio group (2–10 options, one chosen) or checkbox group (1–10 options). */
function readChoices(fields: Fields, scope: ComponentScope, type: 21 | 22): Dict {
  const least = type === 21 ? 2 : 1;
  const list = fields.each('options', { required: true, min: least, max: 10 }) ?? [];
  const out =
    type === 22
      ? readCounted(fields, scope, 22, 0, Math.max(1, list.length))
      : {
          ...scope.begin(fields, 21),
          custom_id: scope.customId(fields),
          required: fields.boolean('required') ?? true,
        };
  const seen = new Set<string>();
  let defaults = 0;
  out.options = list.map((option) => {
    const item: Dict = {
      label: option.string('label', { required: true, min: 1, max: 100 }),
      value: option.string('value', { required: true, min: 1, max: 100 }),
    };
    if (typeof item.value === 'string' && seen.has(item.value)) {
      option.check
        .at('value')
        .fail('SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used');
    }
    seen.add(String(item.value));
    setIf(item, 'description', option.string('description', { max: 100 }));
    const chosen = option.boolean('default');
    setIf(item, 'default', chosen);
    if (chosen) defaults += 1;
    return item;
  });
  if (type === 21 && defaults > 1) {
    fields.check
      .at('options')
      .fail('SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', 'Too many default values specified');
  }
  return out;
}
