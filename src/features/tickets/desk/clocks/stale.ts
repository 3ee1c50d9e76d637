import type { Ticket } from '../../views.ts';

const HOUR_MS = 60 * 60_000;

/** When the member was last asked whether there is more to say, unless something was said since; else null. */
export function warnedAt({ ticket, conversation }: Ticket): Date | null {
  const asked = [ticket.staleWarnedAt, ticket.closeRequestedAt].filter((at) => at !== null);
  const last = asked.reduce<Date | null>((latest, at) => (latest && latest > at ? latest : at), null);
  return last && last >= conversation.lastMessageAt ? last : null;
}

/** Whether the team's question whether it can be closed still stands: whatever is said after it answers it. */
export const isCloseAsked = (found: Ticket): boolean =>
  found.ticket.status !== 'closed' && found.ticket.closeRequestedAt !== null && warnedAt(found) !== null;

/**
 * When a ticket that waits for the member is to be looked at: after so many hours they are warned, and so many after
 * that, or after the team asked whether it can be closed, it is closed. Null while it waits for nobody, and where the
 * server wants no warnings.
 */
export function staleTime(
  found: Ticket,
  { warnHours, closeHours }: { warnHours: number; closeHours: number },
): Date | null {
  const { conversation } = found;
  // What the team put aside until a time also counts as waiting, but not for the member.
  if (conversation.state !== 'waiting') return null;
  const warned = warnedAt(found);
  if (warned) return new Date(warned.getTime() + closeHours * HOUR_MS);
  return warnHours === 0 ? null : new Date(conversation.lastMessageAt.getTime() + warnHours * HOUR_MS);
}

/** `3 days`, `36 hours`, `1 hour`. */
export function durationText(hours: number): string {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
