import type { RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import { permissionBits } from '../../discord/permissions.ts';
import type { Registry } from '../registry.ts';
import type { Command, SlashCommand, Subcommand } from './command.ts';
import type { Options } from './option.ts';
import { CommandType, OptionType } from './protocol.ts';

/** A command as Discord's registration routes take and give it; only the parts that we set. */
export type CommandJson = RESTPutAPIApplicationCommandsJSONBody[number] & { name: string; type: number };

const GUILD_INSTALL = 0;
const GUILD_CONTEXT = 0;

/** Every command of every feature, in the order of the features; what `npm run register` uploads. */
export function commandsJson(registry: Registry): CommandJson[] {
  return [...registry.commands.values()].map(commandJson);
}

export function commandJson(command: Command): CommandJson {
  const json = {
    type: command.type,
    name: command.name,
    ...(command.nameLocalizations ? { name_localizations: command.nameLocalizations } : {}),
    default_member_permissions: command.defaultPermissions
      ? permissionBits(command.defaultPermissions)
      : null,
    integration_types: [GUILD_INSTALL],
    contexts: [GUILD_CONTEXT],
  };
  if (command.type !== CommandType.slash) return json as CommandJson;
  return { ...json, ...texts(command), options: slashOptions(command) } as CommandJson;
}

function slashOptions(command: SlashCommand): unknown[] {
  if (command.run) return optionsJson(command.run.options);
  return Object.entries(command.subcommands ?? {}).map(([name, part]) => ({
    type: OptionType.subcommand,
    name,
    ...texts(part),
    options: optionsJson(part.options),
  }));
}

/** Discord refuses a required option behind an optional one, so the required ones go first. */
function optionsJson(options: Options): unknown[] {
  const all = Object.entries(options).map(([name, option]) => ({
    type: option.type,
    name,
    description: option.description,
    required: option.required,
    ...option.details,
  }));
  return [...all.filter((option) => option.required), ...all.filter((option) => !option.required)];
}

const texts = (item: Pick<Subcommand, 'description' | 'descriptionLocalizations'>) => ({
  description: item.description,
  ...(item.descriptionLocalizations ? { description_localizations: item.descriptionLocalizations } : {}),
});
