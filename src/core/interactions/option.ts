import { isSnowflake } from '../../discord/snowflake.ts';
import type { AutocompleteHandler } from './command.ts';
import type { Resolved } from './interaction.ts';
import { OptionType } from './protocol.ts';
import type { Choice } from './reply.ts';

/** A typed option of a slash command: how Discord is told of it, and how its value is read. */
export interface Option<Value> {
  type: number;
  description: string;
  required: boolean;
  details: Record<string, unknown>;
  autocomplete?: AutocompleteHandler;
  read(value: unknown, resolved: Resolved): Value;
}

export type Options = Record<string, Option<unknown>>;
export type OptionValues<O extends Options> = {
  [K in keyof O]: O[K] extends Option<infer Value> ? Value : never;
};

interface Common<Required extends boolean> {
  required?: Required;
}
interface TextDetails<Required extends boolean> extends Common<Required> {
  minLength?: number;
  maxLength?: number;
  choices?: readonly Choice[];
  autocomplete?: AutocompleteHandler;
}
interface NumberDetails<Required extends boolean> extends Common<Required> {
  min?: number;
  max?: number;
  choices?: readonly Choice[];
  autocomplete?: AutocompleteHandler;
}
type Maybe<Value, Required extends boolean> = Required extends true ? Value : Value | undefined;

export interface ChosenUser {
  id: string;
  username: string;
  displayName: string;
  bot: boolean;
}
export interface ChosenAttachment {
  id: string;
  filename: string;
  size: number;
  url: string;
  contentType: string | undefined;
}

export function text<R extends boolean = false>(
  description: string,
  details: TextDetails<R> = {},
): Option<Maybe<string, R>> {
  const { minLength, maxLength, choices, autocomplete } = details;
  return {
    type: OptionType.text,
    description,
    required: details.required ?? false,
    details: compact({
      min_length: minLength,
      max_length: maxLength,
      choices,
      autocomplete: autocomplete && true,
    }),
    ...(autocomplete ? { autocomplete } : {}),
    read: (value) =>
      (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined) as Maybe<
        string,
        R
      >,
  };
}

export function integer<R extends boolean = false>(
  description: string,
  details: NumberDetails<R> = {},
): Option<Maybe<number, R>> {
  const { min, max, choices, autocomplete } = details;
  return {
    type: OptionType.integer,
    description,
    required: details.required ?? false,
    details: compact({ min_value: min, max_value: max, choices, autocomplete: autocomplete && true }),
    ...(autocomplete ? { autocomplete } : {}),
    read: (value) => (Number.isSafeInteger(value) ? value : undefined) as Maybe<number, R>,
  };
}

export function flag<R extends boolean = false>(
  description: string,
  details: Common<R> = {},
): Option<Maybe<boolean, R>> {
  return {
    type: OptionType.boolean,
    description,
    required: details.required ?? false,
    details: {},
    read: (value) => (typeof value === 'boolean' ? value : undefined) as Maybe<boolean, R>,
  };
}

export function user<R extends boolean = false>(
  description: string,
  details: Common<R> = {},
): Option<Maybe<ChosenUser, R>> {
  return {
    type: OptionType.user,
    description,
    required: details.required ?? false,
    details: {},
    read: (value, resolved) => readUser(value, resolved) as Maybe<ChosenUser, R>,
  };
}

export function channel<R extends boolean = false>(
  description: string,
  details: Common<R> & { channelTypes?: readonly number[] } = {},
): Option<Maybe<string, R>> {
  return {
    type: OptionType.channel,
    description,
    required: details.required ?? false,
    details: compact({ channel_types: details.channelTypes }),
    read: (value) => (typeof value === 'string' ? value : undefined) as Maybe<string, R>,
  };
}

export function role<R extends boolean = false>(
  description: string,
  details: Common<R> = {},
): Option<Maybe<string, R>> {
  return {
    type: OptionType.role,
    description,
    required: details.required ?? false,
    details: {},
    read: (value) => (typeof value === 'string' ? value : undefined) as Maybe<string, R>,
  };
}

export function attachment<R extends boolean = false>(
  description: string,
  details: Common<R> = {},
): Option<Maybe<ChosenAttachment, R>> {
  return {
    type: OptionType.attachment,
    description,
    required: details.required ?? false,
    details: {},
    read: (value, resolved) => readAttachment(value, resolved) as Maybe<ChosenAttachment, R>,
  };
}

function readUser(value: unknown, resolved: Resolved): ChosenUser | undefined {
  if (!isSnowflake(value)) return undefined;
  // Who was chosen stands even if Discord told nothing of them.
  const found = resolved.users?.[value] ?? { id: value, username: '', global_name: null, bot: false };
  const nick = resolved.members?.[found.id]?.nick;
  const displayName = nick ?? found.global_name ?? found.username;
  return { id: found.id, username: found.username, displayName, bot: found.bot ?? false };
}

function readAttachment(value: unknown, resolved: Resolved): ChosenAttachment | undefined {
  const found = typeof value === 'string' ? resolved.attachments?.[value] : undefined;
  if (!found) return undefined;
  const { id, filename, size, url, content_type } = found;
  return { id, filename, size, url, contentType: content_type };
}

const compact = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
