import type { PermissionName } from '../../discord/permissions.ts';
import type { Permission } from '../feature.ts';
import type {
  AutocompleteInteraction,
  CommandInteraction,
  MessageCommandInteraction,
  UserCommandInteraction,
} from './interaction.ts';
import type { Options, OptionValues } from './option.ts';
import { CommandType } from './protocol.ts';
import type { Choice, Reply } from './reply.ts';

export type AutocompleteHandler = (interaction: AutocompleteInteraction) => Promise<Choice[]>;

/** Texts by Discord locale (`de`, `fr`, …); the default text is English. */
export type Localizations = Record<string, string>;

interface Behaviour {
  /** Required of whoever runs it; also checked by the action behind it. */
  access: Permission;
  /**
   * `now`: at most one query and no call outside; runs for each post of the interaction, which Discord sends once.
   * `later`: deferred at once, then run from the queue, once however often it was posted (deferred.ts). Only where its
   * worker died or the database did not answer it runs again: what it makes is named by `interaction.id`.
   */
  answer: 'now' | 'later';
  visible: 'everyone' | 'invoker';
}

interface Naming {
  name: string;
  nameLocalizations?: Localizations;
  /** Who sees it in Discord before an admin decides otherwise; absent means everybody. */
  defaultPermissions?: readonly PermissionName[];
}

export interface Subcommand extends Behaviour {
  description: string;
  descriptionLocalizations?: Localizations;
  options: Options;
  handle(interaction: CommandInteraction<Record<string, unknown>>): Promise<Reply>;
}

export interface SlashCommand extends Naming {
  type: typeof CommandType.slash;
  description: string;
  descriptionLocalizations?: Localizations;
  /** Either the command itself … */
  run?: Subcommand;
  /** … or what stands below it. */
  subcommands?: Record<string, Subcommand>;
}

export interface MessageCommand extends Naming, Behaviour {
  type: typeof CommandType.message;
  handle(interaction: MessageCommandInteraction): Promise<Reply>;
}

export interface UserCommand extends Naming, Behaviour {
  type: typeof CommandType.user;
  handle(interaction: UserCommandInteraction): Promise<Reply>;
}

export type Command = SlashCommand | MessageCommand | UserCommand;

/** By which a command is found. */
export const commandKey = (type: number, name: string): string => `${type}:${name}`;

interface SubcommandInput<O extends Options> extends Behaviour {
  description: string;
  descriptionLocalizations?: Localizations;
  options?: O;
  handle(interaction: CommandInteraction<OptionValues<O>>): Promise<Reply>;
}

/** Declares one subcommand; the handler's `options` are typed by the declared ones. */
export function subcommand<const O extends Options>(input: SubcommandInput<O>): Subcommand {
  return {
    ...input,
    options: input.options ?? {},
    // Safe because the router reads the values with the very options that typed the handler.
    handle: input.handle as Subcommand['handle'],
  };
}

/** Declares a slash command without subcommands. */
export function slashCommand<const O extends Options>(input: Naming & SubcommandInput<O>): SlashCommand {
  const { name, nameLocalizations, defaultPermissions, ...rest } = input;
  const { description, descriptionLocalizations } = rest;
  return {
    type: CommandType.slash,
    name,
    description,
    ...(nameLocalizations ? { nameLocalizations } : {}),
    ...(defaultPermissions ? { defaultPermissions } : {}),
    ...(descriptionLocalizations ? { descriptionLocalizations } : {}),
    run: subcommand(rest),
  };
}

/** Declares a slash command with subcommands. */
export function slashCommandGroup(input: Omit<SlashCommand, 'type' | 'run'>): SlashCommand {
  return { type: CommandType.slash, ...input };
}

/** Declares an entry of the right-click menu on messages. Its name is shown as written. */
export function messageCommand(input: Omit<MessageCommand, 'type'>): MessageCommand {
  return { type: CommandType.message, ...input };
}

/** Declares an entry of the right-click menu on people. */
export function userCommand(input: Omit<UserCommand, 'type'>): UserCommand {
  return { type: CommandType.user, ...input };
}
