import type { Dict, Fields } from './check.ts';

/** Where components stand: an old message, a Components V2 message, or a modal. */
export type ComponentPlace = 'legacy' | 'v2' | 'modal';

/** What is shared while one tree of components is read: used ids, custom ids, and the count. */
export class ComponentScope {
  readonly place: ComponentPlace;
  readonly isEmoji: (id: string) => boolean;
  count = 0;
  private readonly customIds = new Set<string>();
  private readonly ids = new Set<number>();
  private nextId = 1;

  constructor(place: ComponentPlace, isEmoji: (id: string) => boolean) {
    this.place = place;
    this.isEmoji = isEmoji;
  }

  /** Starts the stored form of a component: type and numeric id, given or next free. */
  begin(fields: Fields, type: number): Dict {
    this.count += 1;
    const given = fields.number('id', { min: 0, max: 2_147_483_647 });
    if (given !== undefined && given > 0) {
      if (this.ids.has(given)) {
        fields.check.at('id').fail('COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated');
      }
      this.ids.add(given);
      return { type, id: given };
    }
    while (this.ids.has(this.nextId)) this.nextId += 1;
    this.ids.add(this.nextId);
    return { type, id: this.nextId };
  }

  customId(fields: Fields): string | undefined {
    const value = fields.string('custom_id', { required: true, min: 1, max: 100 });
    if (value === undefined) return undefined;
    if (this.customIds.has(value)) {
      fields.check
        .at('custom_id')
        .fail('COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    this.customIds.add(value);
    return value;
  }

  /** A partial emoji; unicode ones carry only a name. */
  emoji(fields: Fields): Dict | undefined {
    const emoji = fields.dict('emoji');
    if (!emoji) return undefined;
    const id = emoji.snowflake('id');
    const name = emoji.string('name');
    const known = id === undefined ? /\p{Emoji}/u.test(name ?? '') : this.isEmoji(id);
    if (!known) {
      emoji.check
        .at(id === undefined ? 'name' : 'id')
        .fail('BUTTON_COMPONENT_INVALID_EMOJI', 'Invalid emoji');
    }
    const animated = emoji.boolean('animated');
    return { ...(id === undefined ? {} : { id }), name: name ?? null, ...(animated ? { animated } : {}) };
  }
}

export function setIf(target: Dict, key: string, value: unknown): void {
  if (value !== undefined) target[key] = value;
}

/** Reads the `type` of a component and refuses those that may not stand here. */
export function readType(fields: Fields, allowed: readonly number[]): number | undefined {
  const type = fields.number('type', { required: true });
  if (type === undefined) return undefined;
  if (allowed.includes(type)) return type;
  return fields.check
    .at('type')
    .fail('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${allowed.join(', ')}).`);
}
