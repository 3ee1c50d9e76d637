import type {
  APIApplicationCommandInteraction,
  APIApplicationCommandInteractionDataOption,
  APIInteraction,
  APIMessage,
  APIUser,
} from 'discord-api-types/v10';
import { isSnowflake } from '../../discord/snowflake.ts';
import { InputError } from '../errors.ts';
import type { Permission } from '../feature.ts';
import { type AutocompleteHandler, type Command, commandKey, type Subcommand } from './command.ts';
import type { Component, ModalHandler } from './component.ts';
import { parseCustomId } from './custom-id.ts';
import type { Interaction, Resolved } from './interaction.ts';
import { readModalFields } from './modal-fields.ts';
import type { Options } from './option.ts';
import { CommandType, InteractionType } from './protocol.ts';
import type { Reply } from './reply.ts';

/** Where an interaction goes and how it is to be answered; found without touching anything outside. */
export interface Route {
  /** For logs and statistics: `command record show`, `component records:save`. */
  name: string;
  access: Permission;
  answer: 'now' | 'later';
  /** What a deferral shows: a new message for all or for one, or a change to the message that was clicked on. */
  surface: 'everyone' | 'invoker' | 'update';
  /** Absent: only inside a server. */
  inDirectMessages?: true;
  run(interaction: Interaction): Promise<Reply>;
}

export interface AutocompleteRoute {
  name: string;
  access: Permission;
  handler: AutocompleteHandler;
  typed: string;
  partial: ReadonlyMap<string, string | number | boolean>;
}

/** What handlers are found in; the registry, or a part of it. */
export interface RouteTables {
  commands: { get(key: string): Command | undefined };
  components: { get(key: string): Component | undefined };
  modals: { get(key: string): ModalHandler | undefined };
}

/** Finds the handler, or `undefined` for what no feature declares. Trusts nothing about the payload's shape. */
export function findRoute(tables: RouteTables, raw: APIInteraction): Route | undefined {
  if (raw.type === InteractionType.command) return commandRoute(tables, raw);
  if (raw.type === InteractionType.component) {
    const id = parseCustomId(text(raw.data?.custom_id));
    const handler = id && tables.components.get(`${id.feature}:${id.handler}`);
    if (!handler) return undefined;
    const values = 'values' in raw.data && Array.isArray(raw.data.values) ? raw.data.values.map(String) : [];
    return {
      name: `component ${id.feature}:${id.handler}`,
      access: handler.access,
      answer: handler.answer,
      surface: handler.shows === 'update' ? 'update' : 'invoker',
      ...(handler.inDirectMessages ? { inDirectMessages: true } : {}),
      run: (interaction) => handler.handle(Object.assign(interaction, { args: id.args, values })),
    };
  }
  if (raw.type === InteractionType.modal) {
    const id = parseCustomId(text(raw.data?.custom_id));
    const handler = id && tables.modals.get(`${id.feature}:${id.handler}`);
    if (!handler) return undefined;
    const onMessage = raw.message !== undefined;
    return {
      name: `modal ${id.feature}:${id.handler}`,
      access: handler.access,
      answer: handler.answer,
      surface: handler.shows === 'update' && onMessage ? 'update' : 'invoker',
      ...(handler.inDirectMessages ? { inDirectMessages: true } : {}),
      run: (interaction) =>
        handler.handle(
          Object.assign(interaction, { args: id.args, fields: readModalFields(raw.data?.components) }),
        ),
    };
  }
  return undefined;
}

function commandRoute(tables: RouteTables, raw: APIApplicationCommandInteraction): Route | undefined {
  const data = raw.data;
  const command = tables.commands.get(commandKey(Number(data?.type), text(data?.name)));
  if (!command) return undefined;
  const resolved: Resolved = data && 'resolved' in data ? (data.resolved ?? {}) : {};
  if (command.type === CommandType.slash) {
    const options = data && 'options' in data && Array.isArray(data.options) ? data.options : [];
    const found = findSubcommand(command, options);
    if (!found) return undefined;
    const values: Record<string, unknown> = {};
    for (const [name, option] of Object.entries(found.part.options)) {
      const given = found.options.find((one) => one?.name === name);
      values[name] = option.read(given && 'value' in given ? given.value : undefined, resolved);
    }
    return {
      name: `command ${found.name}`,
      access: found.part.access,
      answer: found.part.answer,
      surface: found.part.visible,
      run: (interaction) => {
        requireOptions(found.part.options, values);
        return found.part.handle(Object.assign(interaction, { options: values }));
      },
    };
  }
  const targetId = data && 'target_id' in data ? text(data.target_id) : '';
  const common = {
    name: `command ${command.name}`,
    access: command.access,
    answer: command.answer,
    surface: command.visible,
  };
  if (command.type === CommandType.message) {
    const target = own<Partial<APIMessage>>(resolved.messages, targetId);
    if (!target && !isSnowflake(targetId)) return undefined;
    return {
      ...common,
      run: (interaction) =>
        command.handle(Object.assign(interaction, { target: { ...target, id: targetId } })),
    };
  }
  const target = own<APIUser>(resolved.users, targetId);
  return (
    target && { ...common, run: (interaction) => command.handle(Object.assign(interaction, { target })) }
  );
}

export function findAutocomplete(tables: RouteTables, raw: APIInteraction): AutocompleteRoute | undefined {
  if (raw.type !== InteractionType.autocomplete) return undefined;
  const command = tables.commands.get(commandKey(CommandType.slash, text(raw.data?.name)));
  if (command?.type !== CommandType.slash) return undefined;
  const found = findSubcommand(command, Array.isArray(raw.data?.options) ? raw.data.options : []);
  const focused = found?.options.find((option) => 'focused' in option && option.focused === true);
  if (!found || !focused || !Object.hasOwn(found.part.options, focused.name)) return undefined;
  const handler = found.part.options[focused.name]?.autocomplete;
  if (!handler) return undefined;
  const rest = found.options.flatMap((option): [string, string | number | boolean][] =>
    option !== focused && 'value' in option && option.value !== undefined
      ? [[option.name, option.value]]
      : [],
  );
  const typed = 'value' in focused && focused.value !== undefined ? String(focused.value) : '';
  return { name: found.name, access: found.part.access, handler, typed, partial: new Map(rest) };
}

function findSubcommand(
  command: { name: string; run?: Subcommand; subcommands?: Record<string, Subcommand> },
  options: APIApplicationCommandInteractionDataOption[],
): { name: string; part: Subcommand; options: APIApplicationCommandInteractionDataOption[] } | undefined {
  if (command.run) return { name: command.name, part: command.run, options };
  const [first] = options;
  const part = first && own<Subcommand>(command.subcommands, text(first.name));
  if (!part) return undefined;
  const below = 'options' in first && Array.isArray(first.options) ? first.options : [];
  return { name: `${command.name} ${first.name}`, part, options: below };
}

/** Discord itself insists on required options; a command that was changed since it was drawn may still lack one. */
function requireOptions(options: Options, values: Record<string, unknown>): void {
  const missing = Object.keys(options).find((name) => options[name]?.required && values[name] === undefined);
  if (missing) throw new InputError(`\`${missing}\` is missing or is not what it should be.`);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const own = <Value>(record: object | undefined, key: string): Value | undefined =>
  record && Object.hasOwn(record, key) ? (record as Record<string, Value>)[key] : undefined;
