import type { ActionContext } from '../../../core/context.ts';
import { talkLink } from '../../conversations/public.ts';
import type { Ticket } from '../views.ts';

/** What the member is told who opened a ticket: where it is, or why it has no thread and how the answer comes. */
export async function whereItIs(ctx: ActionContext, found: Ticket): Promise<string> {
  const { ticket, conversation } = found;
  const opened = `Ticket #${conversation.number} is open`;
  if (ticket.setupState === 'ready') return `${opened}: <#${ticket.threadId}>`;
  const link = await talkLink(ctx, conversation);
  const read = link ? ` You can also [read and answer it here](<${link}>).` : '';
  if (!ticket.setupError && ticket.setupState !== 'none')
    return `${opened}. Its thread is being made; you are added to it.${read}`;
  const why = ticket.setupError ? `, but its thread could not be made yet: ${ticket.setupError.text}` : '.';
  return `${opened}${why} The team has it and answers you by direct message.${read}`;
}
