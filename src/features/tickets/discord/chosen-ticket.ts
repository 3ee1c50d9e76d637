import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import { findByThread } from '../find-ticket.ts';

/** A command about one ticket. */
export type One<More = object> = CommandInteraction<{ ticket: string | undefined } & More>;

/** The ticket that was named, or the one in whose thread the command was run. */
export async function chosen(interaction: One): Promise<{ ctx: ActionContext; reference: string }> {
  const ctx = await interaction.context();
  const { ticket } = interaction.options;
  if (ticket) return { ctx, reference: ticket };
  const found = await findByThread(ctx, interaction.channelId);
  if (!found) throw new InputError('This is not the thread of a ticket. Choose one in `ticket`.');
  return { ctx, reference: found.ticket.id };
}
