import * as v from 'valibot';
import { actorLabel } from '../../../../core/access/actor.ts';
import type { ActionContext } from '../../../../core/context.ts';
import { ConflictError } from '../../../../core/errors.ts';
import { customId } from '../../../../core/interactions/custom-id.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { inert } from '../../../../discord/text.ts';
import { editConversation, queueReply, talkLink } from '../../../conversations/public.ts';
import { requireWork, requireWorkOrOwn, WRITE } from '../../access.ts';
import { doer } from '../../actions/close-ticket.ts';
import { changing, ticketExtra } from '../../change-ticket.ts';
import { findTicket } from '../../find-ticket.ts';
import { Reason } from '../../schemas.ts';
import { ticketsSettings } from '../../settings.ts';
import { ticketSubject, toldOf } from '../../told.ts';
import type { Ticket } from '../../views.ts';
import { durationText, isCloseAsked } from '../clocks/stale.ts';
import { staleWarning } from '../clocks/stale-warning.ts';
import { askMember } from './ask-member.ts';

export const CloseRequestInput = v.object({ reason: v.optional(Reason, '') });

/**
 * Asks the member whether the ticket can be closed. They answer by a button, by writing, or not at all: then it is
 * closed after the time of the settings.
 */
export async function requestClose(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof CloseRequestInput> = {},
): Promise<Ticket> {
  const { reason } = parseInput(CloseRequestInput, raw);
  return changing(ctx, reference, async (found) => {
    const access = await requireWork(ctx, found);
    const { ticket, conversation } = found;
    if (ticket.status === 'closed')
      throw new ConflictError('closed', `#${conversation.number} is closed already.`);
    const set = {
      status: 'waiting' as const,
      closeRequestedAt: ctx.now(),
      closeRequestedBy: actorLabel(ctx.actor),
      closeRequestedByName: ctx.actor.name,
      closeReason: reason,
    };
    const extra = ticketExtra(ctx, found, {
      verb: 'request-close',
      said: 'status',
      ticket: set,
      event: `${ctx.actor.name} asked whether this can be closed${reason ? `: ${reason}` : '.'}`,
    });
    const after = { ...found, ticket: { ...ticket, ...set } };
    await editConversation(
      ctx,
      ticket.id,
      {
        state: 'waiting',
        extra: {
          ...extra,
          signals: [
            ...(extra.signals ?? []),
            {
              type: 'ticket.close-requested',
              subject: ticketSubject(ticket.id),
              data: { ticket: toldOf(after), reason, by: doer(ctx) },
            },
          ],
          jobs: [{ name: 'tickets.ask-to-close', payload: { ticketId: ticket.id } }],
        },
      },
      access,
    );
  });
}

/** The member, or the team for them, wants the ticket kept open. */
export async function keepOpen(ctx: ActionContext, reference: string): Promise<Ticket> {
  return changing(ctx, reference, async (found) => {
    const access = await requireWorkOrOwn(ctx, found);
    const { ticket, conversation } = found;
    if (!ticket.closeRequestedAt || ticket.status === 'closed')
      throw new ConflictError(
        'no-close-request',
        ticket.status === 'closed'
          ? `#${conversation.number} is closed already. Write in it or open it again if it should go on.`
          : `Nobody asks any more whether #${conversation.number} can be closed.`,
      );
    const set = {
      status: 'in_progress' as const,
      closeRequestedAt: null,
      closeRequestedBy: null,
      closeRequestedByName: null,
      closeReason: '',
    };
    const extra = ticketExtra(ctx, found, {
      verb: 'keep-open',
      said: 'status',
      ticket: set,
      event: `${ctx.actor.name} wants this kept open.`,
    });
    const after = { ...found, ticket: { ...ticket, ...set } };
    await editConversation(
      ctx,
      ticket.id,
      {
        state: 'open',
        extra: {
          ...extra,
          signals: [
            ...(extra.signals ?? []),
            {
              type: 'ticket.close-declined',
              subject: ticketSubject(ticket.id),
              data: { ticket: toldOf(after) },
            },
          ],
        },
      },
      access,
    );
  });
}

/** The job behind `requestClose`: puts the question where the member is; where nobody can be reached, on their page. */
export async function postCloseRequest(ctx: ActionContext, ticketId: string): Promise<{ asked: string }> {
  await ctx.require(WRITE);
  const found = await findTicket(ctx, ticketId);
  const { ticket, conversation } = found;
  if (!ticket.closeRequestedAt || !isCloseAsked(found)) return { asked: 'not any more' };
  const { staleCloseHours } = await ctx.settings(ticketsSettings);
  const why = ticket.closeReason ? `\n> ${inert(ticket.closeReason)}` : '';
  const text = `Can ticket #${conversation.number} be closed?${why}\nIf we hear nothing within ${durationText(staleCloseHours)}, it is closed. Write here if there is more to say.`;
  const key = `close-request:${ticketId}:${ticket.closeRequestedAt.toISOString()}`;
  const button = (name: string, label: string, style: 3 | 2) => ({
    type: 2 as const,
    style,
    label,
    custom_id: customId('tickets', name, ctx.guildId, ticketId),
  });
  const asked = await askMember(
    ctx,
    found,
    {
      content: text,
      components: [
        { type: 1, components: [button('close-yes', 'Yes, close', 3), button('close-no', 'Keep open', 2)] },
      ],
    },
    { ways: ['thread', 'dm'], key, since: ticket.closeRequestedAt },
  );
  if (asked !== 'nowhere') return { asked };
  const link = await talkLink(ctx, conversation);
  await queueReply(
    ctx,
    {
      conversationId: ticketId,
      author: { id: null, name: 'Guildhall', kind: 'bot' },
      content: link ? `${text}\n${link}` : text,
      stateAfter: 'waiting',
      key,
      extra: { statements: [staleWarning(ctx, ticketId, staleCloseHours)] },
    },
    WRITE,
  );
  return { asked: 'web' };
}
