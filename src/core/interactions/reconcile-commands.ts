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
  const actual: readonly RegisteredCommand[] = guildId
    ? await listGuildCommands(rest, applicationId, guildId, { with_localizations: true })
    : await listGlobalCommands(rest, applicationId, { with_localizations: true });
  const changes: CommandChanges = { created: [], changed: [], deleted: [], unchanged: [] };
  const wantedKeys = new Set(wanted.map(key));
  for (const command of actual.filter((one) => !wantedKeys.has(key(one)))) {
    if (guildId) await deleteGuildCommand(rest, applicationId, guildId, command.id);
    else await deleteGlobalCommand(rest, applicationId, command.id);
    changes.deleted.push(command.name);
  }
  for (const command of wanted) {
    const existing = actual.find((one) => key(one) === key(command));
    if (existing && canonical(existing, !guildId) === canonical(command, !guildId)) {
      changes.unchanged.push(command.name);
      continue;
    }
    // Creating a command of an existing name and type replaces it and keeps its id.
    if (guildId) await createGuildCommand(rest, applicationId, guildId, command);
    else await createGlobalCommand(rest, applicationId, command);
    (existing ? changes.changed : changes.created).push(command.name);
  }
  return changes;
}

type RegisteredCommand = { id: string; name: string; type: number };

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
