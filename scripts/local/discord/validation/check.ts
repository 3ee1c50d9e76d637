import { DiscordError } from '../errors.ts';
import { isSnowflake } from '../snowflake.ts';

export type Dict = Record<string, unknown>;
export interface ErrorTree {
  [key: string]: ErrorTree | { code: string; message: string }[];
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collects field errors by path and throws them as one 50035 with Discord's nested tree. */
export class Check {
  private readonly tree: ErrorTree;
  private readonly path: (string | number)[];

  constructor(tree: ErrorTree = {}, path: (string | number)[] = []) {
    this.tree = tree;
    this.path = path;
  }

  at(...path: (string | number)[]): Check {
    return new Check(this.tree, [...this.path, ...path]);
  }

  fail(code: string, message: string): undefined {
    let node = this.tree;
    for (const key of this.path) {
      const next = node[key];
      if (next !== undefined && !Array.isArray(next)) node = next;
      else {
        const made: ErrorTree = {};
        node[key] = made;
        node = made;
      }
    }
    const list = node._errors;
    if (Array.isArray(list)) list.push({ code, message });
    else node._errors = [{ code, message }];
    return undefined;
  }

  get failed(): boolean {
    return Object.keys(this.tree).length > 0;
  }

  done(): void {
    if (this.failed) throw new DiscordError(400, 50035, 'Invalid Form Body', this.tree);
  }

  required(): undefined {
    return this.fail('BASE_TYPE_REQUIRED', 'This field is required');
  }

  length(size: number, min: number, max: number): void {
    if (size >= min && size <= max) return;
    if (min > 0) this.fail('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    else this.fail('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  }
}

/** Throws one 50035 about a single field. */
export function fieldError(path: (string | number)[], code: string, message: string): DiscordError {
  const check = new Check();
  check.at(...path).fail(code, message);
  try {
    check.done();
  } catch (error) {
    if (error instanceof DiscordError) return error;
  }
  return new DiscordError(400, 50035, 'Invalid Form Body');
}

interface Presence {
  required?: boolean;
}

/** Typed reading of one object; every reader reports under its key and answers undefined when the value is unusable. */
export class Fields {
  readonly check: Check;
  readonly value: Dict;

  constructor(check: Check, value: unknown) {
    this.check = check;
    if (isDict(value)) this.value = value;
    else {
      check.fail('DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
      this.value = {};
    }
  }

  has(key: string): boolean {
    return this.value[key] !== undefined;
  }

  private present(key: string, options: Presence): unknown {
    const value = this.value[key];
    if (value === undefined || value === null) {
      if (options.required) this.check.at(key).required();
      return undefined;
    }
    return value;
  }

  /** Lengths count code points, as Discord does. */
  string(
    key: string,
    options: Presence & { min?: number; max?: number; trim?: boolean } = {},
  ): string | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    const at = this.check.at(key);
    if (typeof raw !== 'string' && typeof raw !== 'number') {
      return at.fail('STRING_TYPE_CONVERT', `Could not interpret "${JSON.stringify(raw)}" as string.`);
    }
    const text = options.trim ? String(raw).trim() : String(raw);
    if (options.required && text === '' && (options.min ?? 0) > 0) return at.required();
    at.length([...text].length, options.min ?? 0, options.max ?? Number.POSITIVE_INFINITY);
    return text;
  }

  number(
    key: string,
    options: Presence & { min?: number; max?: number; float?: boolean } = {},
  ): number | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    const at = this.check.at(key);
    const kind = options.float ? 'float' : 'int';
    const value = typeof raw === 'string' && /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
    if (typeof value !== 'number' || (!options.float && !Number.isInteger(value))) {
      return at.fail('NUMBER_TYPE_COERCE', `Value "${String(raw)}" is not ${kind}.`);
    }
    if (options.min !== undefined && value < options.min) {
      at.fail('NUMBER_TYPE_MIN', `${kind} value should be greater than or equal to ${options.min}.`);
    }
    if (options.max !== undefined && value > options.max) {
      at.fail('NUMBER_TYPE_MAX', `${kind} value should be less than or equal to ${options.max}.`);
    }
    return value;
  }

  choice<T extends number | string>(
    key: string,
    values: readonly T[],
    options: Presence = {},
  ): T | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    const found = values.find((value) => value === raw || String(value) === raw);
    if (found !== undefined) return found;
    return this.check
      .at(key)
      .fail('BASE_TYPE_CHOICES', `Value must be one of {${values.map(String).join(', ')}}.`);
  }

  boolean(key: string, options: Presence = {}): boolean | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    if (typeof raw === 'boolean') return raw;
    return this.check.at(key).fail('BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
  }

  snowflake(key: string, options: Presence = {}): string | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    const text = typeof raw === 'number' ? String(raw) : raw;
    if (isSnowflake(text)) return text;
    return this.check.at(key).fail('NUMBER_TYPE_COERCE', `Value "${String(raw)}" is not snowflake.`);
  }

  list(key: string, options: Presence & { min?: number; max?: number } = {}): unknown[] | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    const at = this.check.at(key);
    if (!Array.isArray(raw)) return at.fail('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    at.length(raw.length, options.min ?? 0, options.max ?? Number.POSITIVE_INFINITY);
    return raw;
  }

  snowflakes(key: string, options: Presence & { max?: number } = {}): string[] | undefined {
    const list = this.list(key, options);
    return list?.flatMap((raw, index) => {
      const text = typeof raw === 'number' ? String(raw) : raw;
      if (isSnowflake(text)) return [text];
      this.check.at(key, index).fail('NUMBER_TYPE_COERCE', `Value "${String(raw)}" is not snowflake.`);
      return [];
    });
  }

  dict(key: string, options: Presence = {}): Fields | undefined {
    const raw = this.present(key, options);
    return raw === undefined ? undefined : new Fields(this.check.at(key), raw);
  }

  each(key: string, options: Presence & { min?: number; max?: number } = {}): Fields[] | undefined {
    return this.list(key, options)?.map((item, index) => new Fields(this.check.at(key, index), item));
  }

  /** A permission bit field: decimal string or integer. */
  bits(key: string, options: Presence = {}): string | undefined {
    const raw = this.present(key, options);
    if (raw === undefined) return undefined;
    if ((typeof raw === 'string' && /^\d{1,20}$/.test(raw)) || (Number.isInteger(raw) && Number(raw) >= 0)) {
      return String(raw);
    }
    return this.check.at(key).fail('NUMBER_TYPE_COERCE', `Value "${String(raw)}" is not int.`);
  }

  url(
    key: string,
    options: Presence & { max?: number; schemes?: readonly string[] } = {},
  ): string | undefined {
    const text = this.string(key, { required: options.required, max: options.max ?? 2048 });
    if (text === undefined) return undefined;
    const schemes = options.schemes ?? ['http', 'https'];
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
    if (scheme !== undefined && !schemes.includes(scheme)) {
      const list = schemes.map((name) => `'${name}'`).join(', ');
      return this.check
        .at(key)
        .fail(
          'URL_TYPE_INVALID_SCHEME',
          `Scheme "${scheme}" is not supported. Scheme must be one of (${list}).`,
        );
    }
    if (scheme === undefined || (scheme !== 'attachment' && !URL.canParse(text))) {
      return this.check.at(key).fail('URL_TYPE_INVALID_URL', 'Not a well formed URL.');
    }
    return text;
  }
}
