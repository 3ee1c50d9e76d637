import { parseArgs } from 'node:util';
import { accessSettings } from '../src/core/access/settings.ts';
import type { Feature } from '../src/core/feature.ts';
import { commandsJson } from '../src/core/interactions/command-json.ts';
import { type CommandChanges, reconcileCommands } from '../src/core/interactions/reconcile-commands.ts';
import { platform } from '../src/core/outside.ts';
import { createRegistry } from '../src/core/registry.ts';
import { DiscordError, explainDiscordError } from '../src/discord/errors.ts';
import { createDiscordRest } from '../src/discord/rest.ts';
import { features } from '../src/features/index.ts';
import { readVariables } from './variables.ts';

const help = `Registers Guildhall's commands with Discord; sends only what differs.

  npm run register                  for all servers
  npm run register -- --guild ID    for one server, e.g. to try a change there first
  npm run register -- --guild ID --remove   takes that server's own commands away again

Needs DISCORD_APPLICATION_ID and DISCORD_TOKEN, from the environment or .dev.vars.`;

export interface RegisterOptions {
  apiUrl: string;
  applicationId: string;
  token: string;
  guildId?: string | undefined;
}

/** Makes Discord's command list equal to the features'. Safe to run again: without a difference nothing is sent. */
export function registerCommands(
  options: RegisterOptions,
  from: readonly Feature[] = features,
): Promise<CommandChanges> {
  const rest = createDiscordRest({ ...platform, apiUrl: options.apiUrl, token: options.token });
  const registry = createRegistry(from, { settings: [accessSettings] });
  return reconcileCommands(rest, options.applicationId, commandsJson(registry), options.guildId);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, guild: { type: 'string' }, remove: { type: 'boolean' } },
  });
  if (values.help) return console.log(help);
  if (values.remove && !values.guild) {
    console.error('--remove needs --guild: the commands for all servers are not taken away by a script.');
    process.exitCode = 2;
    return;
  }
  const { DISCORD_APPLICATION_ID, DISCORD_TOKEN, DISCORD_API_URL } = readVariables();
  if (!DISCORD_APPLICATION_ID || !DISCORD_TOKEN) {
    console.error(
      'DISCORD_APPLICATION_ID and DISCORD_TOKEN are missing. Copy them from the Discord developer portal.',
    );
    process.exitCode = 1;
    return;
  }
  const changes = await registerCommands(
    {
      apiUrl: DISCORD_API_URL || 'https://discord.com/api',
      applicationId: DISCORD_APPLICATION_ID,
      token: DISCORD_TOKEN,
      guildId: values.guild,
    },
    values.remove ? [] : features,
  );
  for (const kind of ['created', 'changed', 'deleted'] as const) {
    if (changes[kind].length > 0) console.log(`${kind}: ${changes[kind].join(', ')}`);
  }
  console.log(`${changes.unchanged.length} commands were already as they should be.`);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof DiscordError ? explainDiscordError(error) : error);
    process.exitCode = 1;
  });
}
