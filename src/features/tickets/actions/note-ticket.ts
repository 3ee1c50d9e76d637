import type { ActionContext } from '../../../core/context.ts';
import { addNote, type MessageRow } from '../../conversations/public.ts';
import { requireWork } from '../access.ts';
import { ticketAudit } from '../change-ticket.ts';
import { findTicket } from '../find-ticket.ts';

/** Notes something for the team; nothing of it ever goes to the member, in no thread and no transcript of theirs. */
export async function noteTicket(
  ctx: ActionContext,
  reference: string,
  { content }: { content: string },
): Promise<{ number: number; message: MessageRow }> {
  const found = await findTicket(ctx, reference);
  const access = await requireWork(ctx, found);
  const { id } = found.ticket;
  const message = await addNote(
    ctx,
    id,
    { content },
    { extra: { auditAs: (entry) => ticketAudit(id, 'note', undefined, entry.after)() } },
    access,
  );
  return { number: found.conversation.number, message };
}
