import { type ActionContext, createContext } from '../../../../core/context.ts';
import { NotFoundError } from '../../../../core/errors.ts';
import { customId, customIdArgument } from '../../../../core/interactions/custom-id.ts';
import type {
  ComponentInteraction,
  Interaction,
  ModalInteraction,
} from '../../../../core/interactions/interaction.ts';
import { fieldText } from '../../../../core/interactions/modal-fields.ts';
import { openModal, type Reply, update } from '../../../../core/interactions/reply.ts';
import { isSnowflake } from '../../../../discord/snowflake.ts';
import { closeTicket } from '../../actions/close-ticket.ts';
import { findTicket } from '../../find-ticket.ts';
import { keepOpen } from '../closing/close-request.ts';
import { COMMENT_MAX_LENGTH, commentRating, rateTicket } from '../closing/rate-ticket.ts';

interface About {
  ctx: ActionContext;
  guildId: string;
  ticketId: string;
}

/**
 * Whose ticket a button is about: it names server and ticket, since direct messages have no server. In a server only
 * buttons of that server count. In a direct message the person counts as a member without roles.
 */
async function aboutOf(interaction: Interaction & { args: readonly string[] }): Promise<About> {
  const guildId = customIdArgument(interaction.args, 0);
  const ticketId = customIdArgument(interaction.args, 1);
  if (interaction.guildId) {
    if (interaction.guildId !== guildId) throw new NotFoundError('There is no such ticket in this server.');
    return { ctx: await interaction.context(), guildId, ticketId };
  }
  if (!isSnowflake(guildId)) throw new NotFoundError('There is no such ticket.');
  const { id, displayName: name } = interaction.user;
  const ctx = createContext(await interaction.runtime.whole(), {
    guildId,
    actor: { kind: 'user', id, name, permissions: 0n, roleIds: [] },
    source: 'discord',
    requestId: interaction.requestId,
  });
  return { ctx, guildId, ticketId };
}

export async function closeYes(interaction: ComponentInteraction): Promise<Reply> {
  const { ctx, ticketId } = await aboutOf(interaction);
  const { ticket } = await findTicket(ctx, ticketId);
  const { conversation } = await closeTicket(ctx, ticketId, { reason: ticket.closeReason });
  return update({ content: `Ticket #${conversation.number} is closed. Thank you!`, components: [] });
}

export async function closeNo(interaction: ComponentInteraction): Promise<Reply> {
  const { ctx, ticketId } = await aboutOf(interaction);
  const { conversation } = await keepOpen(ctx, ticketId);
  return update({
    content: `Ticket #${conversation.number} stays open. Write here what is still missing.`,
    components: [],
  });
}

export async function rate(interaction: ComponentInteraction): Promise<Reply> {
  const { ctx, guildId, ticketId } = await aboutOf(interaction);
  const score = Number(customIdArgument(interaction.args, 2));
  const row = await rateTicket(ctx, ticketId, { score });
  return update({
    content: `${'⭐'.repeat(row.score)} Thank you for your rating!`,
    components: [
      {
        type: 1,
        components: [
          {
            type: 2,
            style: 2,
            label: 'Say why',
            custom_id: customId('tickets', 'comment', guildId, ticketId),
          },
        ],
      },
    ],
  });
}

export async function askComment(interaction: ComponentInteraction): Promise<Reply> {
  const { guildId, ticketId } = await aboutOf(interaction);
  return openModal({
    title: 'How did it go?',
    custom_id: customId('tickets', 'comment', guildId, ticketId),
    components: [
      {
        type: 18,
        label: 'What went well, what did not?',
        component: {
          type: 4,
          custom_id: 'comment',
          style: 2,
          required: true,
          max_length: COMMENT_MAX_LENGTH,
        },
      },
    ],
  });
}

export async function comment(interaction: ModalInteraction): Promise<Reply> {
  const { ctx, ticketId } = await aboutOf(interaction);
  const row = await commentRating(ctx, ticketId, fieldText(interaction.fields, 'comment'));
  return update({
    content: `${'⭐'.repeat(row.score)} Thank you, that helps us.`,
    components: [],
  });
}
