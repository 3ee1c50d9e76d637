import { InputError } from '../../core/errors.ts';
import { choiceTitle, type Field } from '../../core/settings/definition.ts';

type AnyField = Field<unknown>;

const YES = ['on', 'true', 'yes', 'ja', '1'];
const NO = ['off', 'false', 'no', 'nein', '0'];
const NONE = ['none', 'nothing', 'null', '-'];

/**
 * Reads a setting as people type or pick it: `on`, `5`, `<#123>`, `+123` to add a role and `-123` to take it away.
 * Throws InputError that says what is expected; lengths and limits are checked when it is saved.
 */
export function readSettingText(field: AnyField, text: string, current: unknown): unknown {
  const typed = text.trim();
  const lower = typed.toLowerCase();
  switch (field.kind) {
    case 'switch':
      if (YES.includes(lower)) return true;
      if (NO.includes(lower)) return false;
      throw new InputError(`“${field.title}” is either on or off.`);
    case 'number': {
      const value = Number(typed.replace(',', '.'));
      if (typed === '' || !Number.isFinite(value)) throw new InputError(`“${field.title}” takes a number.`);
      return value;
    }
    case 'choice':
      return readChoice(field, lower);
    case 'channel':
      if (typed === '' || NONE.includes(lower)) return null;
      return readId(typed, `Pick the channel for “${field.title}” from the list while typing.`);
    case 'roles':
      return readRoles(field, typed, current);
    case 'secret':
    case 'webhook':
      return typed === '' ? null : typed;
    case 'text':
      return typed;
  }
}

function readChoice(field: AnyField, lower: string): string {
  const choices = (field.choices ?? []).map((value) => ({ value, title: choiceTitle(field, value) }));
  const found = choices.find(({ value, title }) => [value, title].some((one) => one.toLowerCase() === lower));
  if (found) return found.value;
  throw new InputError(
    `“${field.title}” is one of these: ${choices.map(({ title }) => `“${title}”`).join(', ')}.`,
  );
}

function readRoles(field: AnyField, typed: string, current: unknown): string[] {
  const have = Array.isArray(current) ? current.map(String) : [];
  const lower = typed.toLowerCase();
  if (typed === '' || NONE.includes(lower)) return [];
  const help = `Pick the roles for “${field.title}” from the list while typing.`;
  if (/^[+-]\d/.test(typed)) {
    const id = readId(typed.slice(1), help);
    const others = have.filter((one) => one !== id);
    return typed.startsWith('+') ? [...others, id] : others;
  }
  return [...new Set(typed.split(/[\s,]+/).map((part) => readId(part, help)))];
}

function readId(text: string, help: string): string {
  const id = /^(?:<[#@]&?)?(\d{15,20})>?$/.exec(text)?.[1];
  if (!id) throw new InputError(help);
  return id;
}

/** A setting as people read it in Discord; secrets must be masked before. */
export function settingText(field: AnyField, value: unknown): string {
  switch (field.kind) {
    case 'switch':
      return value ? 'on' : 'off';
    case 'channel':
      return typeof value === 'string' ? `<#${value}>` : 'none';
    case 'roles':
      return Array.isArray(value) && value.length > 0
        ? value.map((id) => `<@&${id}>`).join(' ')
        : 'none chosen';
    case 'secret':
    case 'webhook':
    case 'text':
      return typeof value === 'string' && value !== '' ? value : 'not set';
    case 'choice':
      return choiceTitle(field, String(value));
    case 'number':
      return String(value);
  }
}
