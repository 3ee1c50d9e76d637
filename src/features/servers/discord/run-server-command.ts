import * as v from 'valibot';
import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import type { CommandInteraction, Interaction } from '../../../core/interactions/interaction.ts';
import { type Choice, type Reply, say } from '../../../core/interactions/reply.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { listOwnServers, showServer } from '../actions/list-servers.ts';
import { ActionInput, requestAction } from '../actions/request-action.ts';
import { suggestServers } from '../actions/suggest-servers.ts';
import { PanelUnavailable } from '../panel/panel-errors.ts';
import { serversSettings } from '../settings.ts';
import { actionMessage, listMessage, statusMessage } from './server-message.ts';

export const list = (interaction: Interaction): Promise<Reply> =>
  orSay(async () => say(listMessage(await listOwnServers(await interaction.context()))));

export const status = (interaction: CommandInteraction<{ server: string }>): Promise<Reply> =>
  orSay(async () => {
    const ctx = await interaction.context();
    return say(statusMessage(await showServer(ctx, interaction.options.server.trim(), 'own')));
  });

export const act = (interaction: CommandInteraction<{ server: string; action: string }>): Promise<Reply> =>
  orSay(async () => {
    const ctx = await interaction.context();
    const { server, action } = interaction.options;
    const row = await requestAction(ctx, {
      serverId: server.trim(),
      action: v.parse(ActionInput, { action }).action,
      whose: 'own',
      onceKey: interaction.id,
    });
    const { statusChannel } = await ctx.settings(serversSettings);
    return say(actionMessage(row, statusChannel));
  });

/** A panel that is down may be so for long: the person is told at once instead of being kept waiting. */
async function orSay(work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PanelUnavailable) return say(error.message);
    throw error;
  }
}

/** Own servers only, by what was last heard of them: Discord waits three seconds, and a panel may take longer. */
export const chooseServer: AutocompleteHandler = async (interaction): Promise<Choice[]> => {
  const ctx = await interaction.context();
  const found = await suggestServers(ctx, interaction.typed, COMMAND_LIMITS.autocompleteChoices);
  return found.map(({ serverId, name, state }) => ({
    name: truncate(state ? `${name} · ${state}` : name, COMMAND_LIMITS.choiceName),
    value: serverId,
  }));
};
