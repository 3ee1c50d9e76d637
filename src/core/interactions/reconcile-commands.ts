import {
  createGlobalCommand,
  createGuildCommand,
  deleteGlobalCommand,
  deleteGuildCommand,
  listGlobalCommands,
  listGuildCommands,
} from '../../discord/commands.ts';
import type { DiscordRest } from '../../discord/rest.ts';
import type { CommandJson } from './command-json.ts';

export interface CommandChanges {
  created: string[];
  changed: string[];
  deleted: string[];
  unchanged: string[];
}

/** What Discord would have to be told, by the commands as they are there and as they should be. */
export interface CommandDifferences {
  create: CommandJson[];
  /** Same name and type, other content. */
  change: CommandJson[];
  delete: RegisteredCommand[];
  same: CommandJson[];
}

export type RegisteredCommand = { id: string; name: string; type: number };

/** Reads the registered commands and compares; changes nothing. */
export async function compareCommands(
  rest: DiscordRest,
  applicationId: string,
  wanted: readonly CommandJson[],
  guildId?: string,
): Promise<CommandDifferences> {
  const actual: readonly RegisteredCommand[] = guildId
    ? await listGuildCommands(rest, applicationId, guildId, { with_localizations: true })
    : await listGlobalCommands(rest, applicationId, { with_localizations: true });
  const wantedKeys = new Set(wanted.map(key));
  const differences: CommandDifferences = {
    create: [],
    change: [],
    delete: actual.filter((one) => !wantedKeys.has(key(one))),
    same: [],
  };
  for (const command of wanted) {
    const existing = actual.find((one) => key(one) === key(command));
    if (!existing) differences.create.push(command);
    else if (canonical(existing, !guildId) === canonical(command, !guildId)) differences.same.push(command);
    else differences.change.push(command);
  }
  return differences;
}

/**
 * Makes Discord's list equal to ours with one call per difference and none when there is none. Commands that stay are
 * not touched, because deleting or renaming one wipes the permissions that admins gave it. Safe to run again.
 */
export async function reconcileCommands(
  rest: DiscordRest,
  applicationId: string,
  wanted: readonly CommandJson[],
  guildId?: string,
): Promise<CommandChanges> {
  const differences = await compareCommands(rest, applicationId, wanted, guildId);
  // Deletions first: they make room below Discord's limits.
  for (const command of differences.delete) {
    if (guildId) await deleteGuildCommand(rest, applicationId, guildId, command.id);
    else await deleteGlobalCommand(rest, applicationId, command.id);
  }
  // Creating a command of an existing name and type replaces it and keeps its id.
  for (const command of [...differences.create, ...differences.change]) {
    if (guildId) await createGuildCommand(rest, applicationId, guildId, inGuild(command));
    else await createGlobalCommand(rest, applicationId, command);
  }
  const names = (commands: readonly { name: string }[]) => commands.map(({ name }) => name);
  return {
    created: names(differences.create),
    changed: names(differences.change),
    deleted: names(differences.delete),
    unchanged: names(differences.same),
  };
}

/** Where a command can be installed and used is said of global commands only; a guild's command has one place. */
function inGuild(command: CommandJson): CommandJson {
  const { integration_types: _types, contexts: _contexts, ...rest } = command;
  return rest as CommandJson;
}

const key = (command: { name: string; type?: number }): string => `${command.type ?? 1}:${command.name}`;

/** The parts that count, with Discord's defaults taken out, so that equal commands give equal texts. */
function canonical(command: object, global: boolean): string {
  const { type, name, name_localizations, description, description_localizations, options, ...rest } =
    command as Record<string, unknown>;
  const scope = global ? { integration_types: rest.integration_types, contexts: rest.contexts } : {};
  return JSON.stringify(
    tidy({
      type,
      name,
      name_localizations,
      description,
      description_localizations,
      options,
      permissions: rest.default_member_permissions,
      ...scope,
    }),
  );
}

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!value || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([, item]) =>
      item !== undefined &&
      item !== null &&
      item !== false &&
      item !== '' &&
      !(Array.isArray(item) && item.length === 0),
  );
  kept.sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(kept.map(([name, item]) => [name, tidy(item)]));
}
