import { refusal } from '../errors.ts';
import type { StoredAttachment, StoredChannel, StoredCommand, StoredMessage } from '../model.ts';
import type { LocalState } from '../state.ts';
import { type Dict, fieldError, isDict } from '../validation/check.ts';
import { Resolved } from './resolve.ts';

type Uploads = Map<string, StoredAttachment>;

const OPTION_KINDS = { 6: 'user', 7: 'channel', 8: 'role', 9: 'mentionable' } as const;
const SELECT_KINDS = { 5: 'user', 6: 'role', 7: 'mentionable', 8: 'channel' } as const;

function dicts(value: unknown): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : [];
}

/** `data` of a command or autocomplete: the client's options, checked against the command, with everything resolved. */
export function commandData(
  state: LocalState,
  channel: StoredChannel,
  userId: string,
  command: StoredCommand,
  sent: Dict,
  uploads: Uploads,
  partial: boolean,
): Dict {
  const resolved = new Resolved(state, channel, userId);
  const options = commandOptions(dicts(command.options), dicts(sent.options), resolved, uploads, partial);
  const target = typeof sent.target_id === 'string' ? sent.target_id : undefined;
  if (command.type === 2 && (target === undefined || !resolved.user(target))) throw refusal(10013);
  if (command.type === 3 && (target === undefined || !resolved.message(target))) throw refusal(10008);
  const found = resolved.value();
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
    ...(options.length > 0 ? { options } : {}),
    ...(found ? { resolved: found } : {}),
    ...(command.type === 1 ? {} : { target_id: target }),
  };
}

function commandOptions(
  declared: Dict[],
  sent: Dict[],
  resolved: Resolved,
  uploads: Uploads,
  partial: boolean,
): Dict[] {
  const bad = (name: unknown, message: string) =>
    fieldError(['data', 'options', String(name)], 'APPLICATION_COMMAND_INVALID_OPTION', message);
  for (const option of declared) {
    const missing = option.required === true && !sent.some((item) => item.name === option.name);
    if (missing && !partial) throw bad(option.name, 'This option is required');
  }
  return sent.map((item) => {
    const option = declared.find((candidate) => candidate.name === item.name);
    if (!option) throw bad(item.name, 'Unknown option');
    const type = Number(option.type);
    if (type <= 2) {
      const nested = commandOptions(dicts(option.options), dicts(item.options), resolved, uploads, partial);
      return { name: option.name, type, options: nested };
    }
    if (!partial) checkOptionValue(option, type, item.value, resolved, uploads, bad);
    return {
      name: option.name,
      type,
      value: item.value,
      ...(item.focused === true ? { focused: true } : {}),
    };
  });
}

function checkOptionValue(
  option: Dict,
  type: number,
  value: unknown,
  resolved: Resolved,
  uploads: Uploads,
  bad: (name: unknown, message: string) => Error,
): void {
  const id = String(value);
  const kind = Object.entries(OPTION_KINDS).find(([key]) => Number(key) === type)?.[1];
  if (kind && !resolved.any(kind, id)) throw bad(option.name, `Unknown ${kind}`);
  if (type === 11 && !resolved.attachment(id, uploads)) throw bad(option.name, 'Unknown attachment');
  const expected = type === 5 ? 'boolean' : type === 4 || type === 10 ? 'number' : 'string';
  if (typeof value !== expected) throw bad(option.name, `Must be a ${expected}`);
  const choices = dicts(option.choices);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value))
    throw bad(option.name, 'Not one of the choices');
  const outside = (size: number, min: unknown, max: unknown) =>
    (typeof min === 'number' && size < min) || (typeof max === 'number' && size > max);
  if (typeof value === 'number' && outside(value, option.min_value, option.max_value))
    throw bad(option.name, 'Out of range');
  if (type === 3 && outside(id.length, option.min_length, option.max_length))
    throw bad(option.name, 'Wrong length');
}

/** The component with a custom id anywhere in a tree of components. */
export function findComponent(components: unknown, customId: string): Dict | undefined {
  for (const component of dicts(components)) {
    if (component.custom_id === customId) return component;
    const children = [
      ...dicts(component.components),
      ...(isDict(component.accessory) ? [component.accessory] : []),
      ...(isDict(component.component) ? [component.component] : []),
    ];
    const found = findComponent(children, customId);
    if (found) return found;
  }
  return undefined;
}

/** `data` of a click or choice; refuses components that are not there or disabled. */
export function componentData(
  state: LocalState,
  channel: StoredChannel,
  userId: string,
  message: StoredMessage,
  sent: Dict,
): Dict {
  const customId = String(sent.custom_id ?? '');
  const component = findComponent(message.components, customId);
  if (!component || component.disabled === true) {
    throw fieldError(['data', 'custom_id'], 'COMPONENT_VALIDATION_FAILED', 'Component validation failed');
  }
  const base = { id: component.id, custom_id: customId, component_type: component.type };
  if (component.type === 2) return base;
  const resolved = new Resolved(state, channel, userId);
  const values = selectValues(component, sent.values, resolved);
  const found = resolved.value();
  return { ...base, values, ...(found ? { resolved: found } : {}) };
}

function selectValues(component: Dict, raw: unknown, resolved: Resolved): string[] {
  const values = (Array.isArray(raw) ? raw : []).map(String);
  const wrong = () =>
    fieldError(['data', 'values'], 'COMPONENT_VALIDATION_FAILED', 'Component validation failed');
  const least = component.required === false ? 0 : Number(component.min_values ?? 1);
  if (values.length < least || values.length > Number(component.max_values ?? 1)) throw wrong();
  const kind = Object.entries(SELECT_KINDS).find(([key]) => Number(key) === component.type)?.[1];
  for (const value of values) {
    const known = kind
      ? resolved.any(kind, value)
      : dicts(component.options).some((option) => option.value === value);
    if (!known) throw wrong();
  }
  return values;
}

/** `data` of a submitted modal: the declared components, each with what was entered. */
export function modalData(
  state: LocalState,
  channel: StoredChannel,
  userId: string,
  modal: Dict,
  sent: Dict,
  uploads: Uploads,
): Dict {
  const answers = new Map<unknown, Dict>();
  for (const top of dicts(sent.components)) {
    for (const field of [...dicts(top.components), ...(isDict(top.component) ? [top.component] : [])])
      answers.set(field.custom_id, field);
  }
  const resolved = new Resolved(state, channel, userId);
  const answer = (field: Dict) => answered(field, answers.get(field.custom_id), resolved, uploads);
  const components = dicts(modal.components).map((top) => {
    if (top.type === 10) return { type: 10, id: top.id };
    if (top.type === 1) return { type: 1, id: top.id, components: dicts(top.components).map(answer) };
    return { type: 18, id: top.id, component: isDict(top.component) ? answer(top.component) : undefined };
  });
  const found = resolved.value();
  return { custom_id: modal.custom_id, components, ...(found ? { resolved: found } : {}) };
}

function answered(field: Dict, given: Dict | undefined, resolved: Resolved, uploads: Uploads): Dict {
  const base = { type: field.type, id: field.id, custom_id: field.custom_id };
  const missing = () =>
    fieldError(['data', String(field.custom_id)], 'BASE_TYPE_REQUIRED', 'This field is required');
  const required = field.required !== false;
  switch (field.type) {
    case 4: {
      const value = String(given?.value ?? '');
      if (required && value === '') throw missing();
      const tooShort = value !== '' && value.length < Number(field.min_length ?? 0);
      if (tooShort || value.length > Number(field.max_length ?? 4000))
        throw fieldError(['data', String(field.custom_id)], 'BASE_TYPE_BAD_LENGTH', 'Wrong length');
      return { ...base, value };
    }
    case 19: {
      const values = (Array.isArray(given?.values) ? given.values : []).map(String);
      if (required && values.length === 0) throw missing();
      for (const id of values) if (!resolved.attachment(id, uploads)) throw missing();
      return { ...base, values };
    }
    case 21: {
      const value = given?.value ?? null;
      if (required && value === null) throw missing();
      return { ...base, value };
    }
    case 22: {
      const values = (Array.isArray(given?.values) ? given.values : []).map(String);
      if (required && values.length < Number(field.min_values ?? 1)) throw missing();
      return { ...base, values };
    }
    case 23:
      return { ...base, value: given?.value === true };
    default:
      return { ...base, values: selectValues(field, given?.values, resolved) };
  }
}
