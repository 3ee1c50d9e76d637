import type { ActionContext } from '../../../core/context.ts';
import { snoozeConversation } from '../../conversations/public.ts';
import { requireWork } from '../access.ts';
import { changing, ticketExtra } from '../change-ticket.ts';
import type { Ticket } from '../views.ts';

/** Puts a ticket aside until a time to come, or until its member writes. Its targets wait so long. */
export const snoozeTicket = (ctx: ActionContext, reference: string, until: Date): Promise<Ticket> =>
  changing(ctx, reference, async (found) => {
    const access = await requireWork(ctx, found);
    const extra = ticketExtra(ctx, found, {
      verb: 'snooze',
      said: 'status',
      event: `${ctx.actor.name} put this aside until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
      also: { until: until.toISOString() },
    });
    await snoozeConversation(ctx, found.ticket.id, until, { extra }, access);
  });
