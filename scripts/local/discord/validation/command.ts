import { Check, type Dict, Fields } from './check.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const LOCALES = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
);
const MAX_CHARACTERS = 8000;
const SUBCOMMAND = 1;
const GROUP = 2;

/** Checks one command and answers it in stored form (without ids); throws 50035. `editing` allows missing fields. */
export function readCommand(body: unknown, options: { guild: boolean; editing?: Dict }): Dict {
  const check = new Check();
  const out = readCommandFields(new Fields(check, body), options);
  check.done();
  return out;
}

/** Checks a bulk overwrite: each command, unique name per type, and the counts per type. */
export function readCommands(body: unknown, guild: boolean): Dict[] {
  const check = new Check();
  if (!Array.isArray(body)) {
    check.fail('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    check.done();
    return [];
  }
  const seen = new Set<string>();
  const out = body.map((item, index) => {
    const command = readCommandFields(new Fields(check.at(index), item), { guild });
    const key = `${command.type}:${command.name}`;
    if (seen.has(key)) {
      check.at(index).fail('APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    }
    seen.add(key);
    return command;
  });
  check.done();
  return out;
}

function readCommandFields(fields: Fields, options: { guild: boolean; editing?: Dict }): Dict {
  const editing = options.editing;
  const type = Number(editing?.type ?? fields.choice('type', [1, 2, 3, 4]) ?? 1);
  const out: Dict = { type };
  const required = editing === undefined;
  const name = fields.string('name', { required, min: 1, max: 32 });
  if (name !== undefined) {
    checkName(fields.check.at('name'), name, type === 1);
    out.name = name;
  }
  if (type === 1) {
    const description = fields.string('description', { required, min: 1, max: 100 });
    if (description !== undefined) out.description = description;
  } else {
    if (fields.value.description) {
      fields.check
        .at('description')
        .fail('APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED', 'Context menu commands cannot have description');
    }
    if (Array.isArray(fields.value.options) && fields.value.options.length > 0) {
      fields.check
        .at('options')
        .fail('APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED', 'Context menu commands cannot have options');
    }
    out.description = '';
  }
  out.name_localizations = readLocalizations(fields, 'name_localizations', 32, type === 1);
  out.description_localizations = readLocalizations(fields, 'description_localizations', 100, false);
  const list = fields.each('options', { max: 25 });
  if (list) out.options = readOptions(list, fields.check, 0);
  const bits = fields.bits('default_member_permissions');
  if (bits !== undefined || fields.value.default_member_permissions === null)
    out.default_member_permissions = bits ?? null;
  const contexts = readIntegers(fields, 'contexts', 2);
  const types = readIntegers(fields, 'integration_types', 1);
  if (options.guild && fields.has('integration_types')) {
    fields.check
      .at('integration_types')
      .fail('APPLICATION_COMMAND_GUILD_FIELD', 'This field is not allowed on guild commands');
  }
  if (contexts) out.contexts = contexts;
  if (types) out.integration_types = types;
  const dm = fields.boolean('dm_permission');
  if (dm !== undefined) out.dm_permission = dm;
  out.nsfw = fields.boolean('nsfw') ?? editing?.nsfw ?? false;
  if (countCharacters(out) > MAX_CHARACTERS) {
    fields.check.fail('APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${MAX_CHARACTERS})`);
  }
  return out;
}

function checkName(check: Check, name: string, chat: boolean): void {
  if (chat ? !NAME.test(name) || name !== name.toLowerCase() : name.trim() === '') {
    check.fail('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
}

function readLocalizations(fields: Fields, key: string, max: number, asName: boolean): Dict | null {
  const given = fields.dict(key);
  if (!given) return null;
  for (const locale of Object.keys(given.value)) {
    if (!LOCALES.has(locale)) {
      given.check.at(locale).fail('ENUM_TYPE_COERCE', `Value "${locale}" is not a valid enum value.`);
      continue;
    }
    const text = given.string(locale, { min: 1, max });
    if (text !== undefined && asName) checkName(given.check.at(locale), text, true);
  }
  return { ...given.value };
}

function readIntegers(fields: Fields, key: string, max: number): unknown[] | undefined {
  const list = fields.list(key, { min: 1 });
  list?.forEach((value, index) => {
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > max) {
      fields.check
        .at(key, index)
        .fail('ENUM_TYPE_COERCE', `Value "${String(value)}" is not a valid enum value.`);
    }
  });
  return list;
}

function readOptions(list: Fields[], check: Check, depth: number): Dict[] {
  const names = new Set<unknown>();
  let optionalSeen = false;
  const options = list.map((fields, index) => {
    const option = readOption(fields, depth);
    const at = check.at('options', index);
    if (names.has(option.name)) {
      at.fail('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_TAKEN', 'Option name already exists');
    }
    names.add(option.name);
    if (Number(option.type) > GROUP) {
      if (option.required !== true) optionalSeen = true;
      else if (optionalSeen) {
        at.fail(
          'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
          'Required options must be placed before non-required options',
        );
      }
    }
    return option;
  });
  const nested = options.filter((option) => Number(option.type) <= GROUP).length;
  if (nested > 0 && nested < options.length) {
    check
      .at('options')
      .fail(
        'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        'Sub-command and sub-command group option types are mutually exclusive to all other types',
      );
  }
  return options;
}

function readOption(fields: Fields, depth: number): Dict {
  const nested = depth === 0 ? [SUBCOMMAND, GROUP] : depth === 1 ? [SUBCOMMAND] : [];
  const type = fields.choice('type', [...nested, 3, 4, 5, 6, 7, 8, 9, 10, 11], { required: true }) ?? 3;
  const name = fields.string('name', { required: true, min: 1, max: 32 });
  if (name !== undefined) checkName(fields.check.at('name'), name, true);
  const out: Dict = {
    type,
    name,
    description: fields.string('description', { required: true, min: 1, max: 100 }),
  };
  for (const [key, max] of [
    ['name_localizations', 32],
    ['description_localizations', 100],
  ] as const) {
    const value = readLocalizations(fields, key, max, key === 'name_localizations');
    if (value) out[key] = value;
  }
  if (type <= GROUP) {
    const list = fields.each('options', { max: 25 });
    // Below a group stand only subcommands, below a subcommand only values.
    if (list) out.options = readOptions(list, fields.check, type === GROUP ? 1 : 2);
    return out;
  }
  out.required = fields.boolean('required') ?? false;
  if (fields.has('choices')) out.choices = readChoices(fields, type);
  const auto = fields.boolean('autocomplete');
  if (auto !== undefined) out.autocomplete = auto;
  if (
    auto === true &&
    (![3, 4, 10].includes(type) || (Array.isArray(out.choices) && out.choices.length > 0))
  ) {
    fields.check
      .at('autocomplete')
      .fail(
        'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE',
        'Choices and autocomplete cannot both be set',
      );
  }
  if (type === 3) {
    copyNumber(fields, out, 'min_length', 0, 6000, false);
    copyNumber(fields, out, 'max_length', 1, 6000, false);
  }
  if (type === 4 || type === 10) {
    copyNumber(fields, out, 'min_value', -(2 ** 53), 2 ** 53, type === 10);
    copyNumber(fields, out, 'max_value', -(2 ** 53), 2 ** 53, type === 10);
  }
  if (type === 7 && fields.has('channel_types'))
    out.channel_types = readIntegers(fields, 'channel_types', 16);
  if (type === 11 && fields.has('file_types')) out.file_types = fields.list('file_types', { max: 10 });
  return out;
}

function copyNumber(fields: Fields, out: Dict, key: string, min: number, max: number, float: boolean): void {
  const value = fields.number(key, { min, max, float });
  if (value !== undefined) out[key] = value;
}

function readChoices(fields: Fields, type: number): Dict[] {
  if (![3, 4, 10].includes(type)) {
    fields.check
      .at('choices')
      .fail(
        'APPLICATION_COMMAND_OPTIONS_CHOICES_NOT_ALLOWED',
        'Choices are not allowed for this option type',
      );
  }
  return (fields.each('choices', { max: 25 }) ?? []).map((choice) => {
    const item: Dict = { name: choice.string('name', { required: true, min: 1, max: 100 }) };
    item.value =
      type === 3
        ? choice.string('value', { required: true, max: 100 })
        : choice.number('value', { required: true, float: type === 10 });
    const localized = readLocalizations(choice, 'name_localizations', 100, false);
    if (localized) item.name_localizations = localized;
    return item;
  });
}

/** Names, descriptions and choice values together; of each text its longest localization counts. */
function countCharacters(item: Dict): number {
  const longest = (key: string) => {
    const own = typeof item[key] === 'string' ? [...String(item[key])].length : 0;
    const others = Object.values((item[`${key}_localizations`] as Dict | null) ?? {});
    return Math.max(own, ...others.map((text) => [...String(text)].length));
  };
  let sum = longest('name') + longest('description');
  if (typeof item.value === 'string') sum += item.value.length;
  for (const key of ['options', 'choices']) {
    const list = item[key];
    if (Array.isArray(list)) for (const child of list) sum += countCharacters(child);
  }
  return sum;
}
