import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction } from '../../../core/interactions/interaction.ts';
import { type Reply, update } from '../../../core/interactions/reply.ts';
import { cancelAction } from '../actions/cancel-action.ts';
import { confirmAction } from '../actions/confirm-action.ts';
import { type Decision, decideAction } from '../actions/decide-action.ts';
import { serversSettings } from '../settings.ts';
import { approvalMessage } from './approval-message.ts';
import { actionMessage } from './server-message.ts';

export async function confirm(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const row = await confirmAction(ctx, customIdArgument(interaction.args, 0));
  const { statusChannel } = await ctx.settings(serversSettings);
  return update(actionMessage(row, statusChannel));
}

export async function cancel(interaction: ComponentInteraction): Promise<Reply> {
  const row = await cancelAction(await interaction.context(), customIdArgument(interaction.args, 0));
  return update(actionMessage(row, null));
}

/** The message is drawn anew by a job as well, for those who decide elsewhere. */
export async function decide(interaction: ComponentInteraction, decision: Decision): Promise<Reply> {
  const ctx = await interaction.context();
  const { row, approvals } = await decideAction(ctx, customIdArgument(interaction.args, 0), decision);
  return update(approvalMessage(row, approvals));
}
