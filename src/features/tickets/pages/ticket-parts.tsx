import { Badge, Time } from '../../../core/web/components/basics.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { Priority } from '../../conversations/public.ts';
import type { TicketStatus } from '../model.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import { OWN_STATUS_WORDS, PRIORITY_WORDS, STATUS_WORDS } from './words.ts';

export const StatusBadge = ({ status }: { status: TicketStatus }) => (
  <Badge tone={STATUS_WORDS[status].tone}>{STATUS_WORDS[status].title}</Badge>
);

/** For the member whose ticket it is. */
export const OwnStatusBadge = ({ status }: { status: TicketStatus }) => (
  <Badge tone={OWN_STATUS_WORDS[status].tone}>{OWN_STATUS_WORDS[status].title}</Badge>
);

/** Only what is out of the ordinary is worth a mark. */
export const PriorityMark = ({ priority }: { priority: Priority }) =>
  priority === 'normal' ? null : (
    <span class={priority === 'low' ? 'mark' : 'mark urgent'}>{PRIORITY_WORDS[priority]}</span>
  );

/** Attributes of a part that shows how far a ticket is: messages change that as well, and are their conversation's. */
export const followsTicket = (id: string) => ({
  'data-live': 'ticket.* message.*',
  'data-live-subject': `ticket:${id} conversation:${id}`,
});

export const ticketPath = (page: Pick<PageRequest, 'base'>, { conversation }: Pick<Ticket, 'conversation'>) =>
  `${page.base}/tickets/${conversation.number}`;

/** A category as people know it. */
export const categoryTitle = ({ emoji, name }: Pick<CategoryRow, 'emoji' | 'name'>): string =>
  emoji && !emoji.includes(':') ? `${emoji} ${name}` : name;

export const categoryOf = (
  { ticket }: Pick<Ticket, 'ticket'>,
  categories: readonly CategoryRow[],
): CategoryRow | undefined => categories.find(({ id }) => id === ticket.categoryId);

/** So long before a target is missed it counts as near; milliseconds. */
const SOON_MS = 15 * 60_000;

/** What is due next and how near it is; undefined while nothing is. */
export function dueOf(
  { ticket }: Pick<Ticket, 'ticket'>,
  now: Date,
): { at: Date; what: string; state: 'far' | 'soon' | 'late' } | undefined {
  if (ticket.status === 'closed') return undefined;
  const { firstResponseAt, firstResponseDueAt, resolutionDueAt } = ticket;
  const dues = [
    ...(firstResponseDueAt && !firstResponseAt ? [{ at: firstResponseDueAt, what: 'Answer' }] : []),
    ...(resolutionDueAt ? [{ at: resolutionDueAt, what: 'Solution' }] : []),
  ];
  const [next] = dues.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (!next) return undefined;
  const left = next.at.getTime() - now.getTime();
  return { ...next, state: left <= 0 ? 'late' : left <= SOON_MS ? 'soon' : 'far' };
}

/** When the team has to have answered or solved it, in words and colour. */
export const Due = ({ found, now }: { found: Pick<Ticket, 'ticket'>; now: Date }) => {
  const due = dueOf(found, now);
  if (!due) return null;
  return (
    <span class={`due ${due.state}`}>
      <Icon name={due.state === 'far' ? 'clock' : 'warning'} />
      {due.what} {due.state === 'late' ? 'was due' : 'due'} <Time at={due.at} />
    </span>
  );
};

/** Five stars, as many filled as the score says. */
export const Stars = ({ score }: { score: number }) => (
  <span class="stars" role="img" aria-label={`${score} of 5 stars`}>
    {'★'.repeat(score)}
    {'☆'.repeat(5 - score)}
  </span>
);
