import type { Dict, Fields } from './check.ts';
import { type ComponentScope, readType, setIf } from './component-scope.ts';
import { readSelect, SELECT_TYPES } from './select.ts';

const MAX_COMPONENTS = 40;
const LEGACY_ROWS = 5;
const V2_TOP = [1, 9, 10, 12, 13, 14, 17] as const;
const CONTAINER_CHILDREN = [1, 9, 10, 12, 13, 14] as const;

/** Checks a message's components and answers them as stored, numbered as Discord numbers them. */
export function readComponents(fields: Fields, scope: ComponentScope): Dict[] | undefined {
  const v2 = scope.place === 'v2';
  const list = fields.each('components', v2 ? { min: 1 } : { max: LEGACY_ROWS });
  if (!list) return undefined;
  const out = list.map((item) => readComponent(item, scope, v2 ? V2_TOP : [1]));
  if (scope.count > MAX_COMPONENTS) {
    fields.check
      .at('components')
      .fail(
        'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
        `The maximum number of components is ${MAX_COMPONENTS} (${scope.count} were sent)`,
      );
  }
  return out;
}

function readComponent(fields: Fields, scope: ComponentScope, allowed: readonly number[]): Dict {
  const type = readType(fields, allowed);
  switch (type) {
    case 1:
      return readRow(fields, scope);
    case 2:
      return readButton(fields, scope);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return readSelect(fields, scope, type);
    case 9:
      return readSection(fields, scope);
    case 10: {
      const out = scope.begin(fields, 10);
      out.content = fields.string('content', { required: true, min: 1, max: 4000 });
      return out;
    }
    case 11:
      return readMedia(fields, scope.begin(fields, 11), 'media');
    case 12: {
      const out = scope.begin(fields, 12);
      out.items = (fields.each('items', { required: true, min: 1, max: 10 }) ?? []).map((item) =>
        readMedia(item, {}, 'media'),
      );
      return out;
    }
    case 13: {
      const out = scope.begin(fields, 13);
      const file = fields.dict('file', { required: true });
      out.file = file ? { url: file.url('url', { required: true, schemes: ['attachment'] }) } : {};
      out.spoiler = fields.boolean('spoiler') ?? false;
      return out;
    }
    case 14: {
      const out = scope.begin(fields, 14);
      out.divider = fields.boolean('divider') ?? true;
      out.spacing = fields.choice('spacing', [1, 2]) ?? 1;
      return out;
    }
    case 17: {
      const out = scope.begin(fields, 17);
      out.accent_color = fields.number('accent_color', { min: 0, max: 0xffffff }) ?? null;
      out.spoiler = fields.boolean('spoiler') ?? false;
      out.components = (fields.each('components', { required: true, min: 1 }) ?? []).map((child) =>
        readComponent(child, scope, CONTAINER_CHILDREN),
      );
      return out;
    }
    default:
      return {};
  }
}

function readRow(fields: Fields, scope: ComponentScope): Dict {
  const out = scope.begin(fields, 1);
  const children = fields.each('components', { required: true, min: 1, max: 5 }) ?? [];
  const hasSelect = children.some((child) => SELECT_TYPES.some((type) => type === child.value.type));
  if (hasSelect && children.length > 1) {
    fields.check
      .at('components')
      .fail('COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  }
  out.components = children.map((child) => readComponent(child, scope, [2, ...SELECT_TYPES]));
  return out;
}

function readButton(fields: Fields, scope: ComponentScope): Dict {
  const out = scope.begin(fields, 2);
  const style = fields.choice('style', [1, 2, 3, 4, 5, 6], { required: true });
  out.style = style;
  setIf(out, 'label', fields.string('label', { max: 80 }));
  setIf(out, 'emoji', scope.emoji(fields));
  out.disabled = fields.boolean('disabled') ?? false;
  if (style === 6) {
    out.sku_id = fields.snowflake('sku_id', { required: true });
    return out;
  }
  if (style === 5) {
    out.url = fields.url('url', { required: true, max: 512, schemes: ['http', 'https', 'discord'] });
    if (fields.has('custom_id')) {
      fields.check
        .at('custom_id')
        .fail(
          'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
          'A custom id and url cannot both be specified',
        );
    }
  } else if (style !== undefined) {
    if (fields.has('url')) {
      fields.check
        .at('url')
        .fail(
          'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
          'A custom id and url cannot both be specified',
        );
    }
    out.custom_id = scope.customId(fields);
  }
  if ((out.label === undefined || out.label === '') && out.emoji === undefined) {
    fields.check.fail('BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A button must have a label or an emoji');
  }
  return out;
}

function readSection(fields: Fields, scope: ComponentScope): Dict {
  const out = scope.begin(fields, 9);
  out.components = (fields.each('components', { required: true, min: 1, max: 3 }) ?? []).map((child) =>
    readComponent(child, scope, [10]),
  );
  const accessory = fields.dict('accessory', { required: true });
  if (accessory) out.accessory = readComponent(accessory, scope, [2, 11]);
  return out;
}

function readMedia(fields: Fields, out: Dict, key: string): Dict {
  const media = fields.dict(key, { required: true });
  out[key] = media
    ? { url: media.url('url', { required: true, schemes: ['http', 'https', 'attachment'] }) }
    : {};
  out.description = fields.string('description', { max: 1024 }) ?? null;
  out.spoiler = fields.boolean('spoiler') ?? false;
  return out;
}
