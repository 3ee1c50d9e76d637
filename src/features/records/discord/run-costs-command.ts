import type { Interaction } from '../../../core/interactions/interaction.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { showCosts } from '../actions/show-costs.ts';
import { costsMessage } from './costs-message.ts';

export const costs = async (interaction: Interaction): Promise<Reply> =>
  say(costsMessage(await showCosts(await interaction.context())));
