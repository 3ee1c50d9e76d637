import { Initials, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import { categoryOf, categoryTitle, Due, PriorityMark, StatusBadge, ticketPath } from './ticket-parts.tsx';

/** Tickets as rows that can be ticked. */
export const TicketTable = (props: {
  page: PageRequest;
  tickets: readonly Ticket[];
  unread: ReadonlyMap<string, number>;
  categories: readonly CategoryRow[];
}) => {
  const { page, tickets, unread, categories } = props;
  return (
    <div class="table-wrap">
      <table data-ticks>
        <caption class="sr-only">Tickets</caption>
        <thead>
          <tr>
            <th scope="col" class="tick">
              <input type="checkbox" data-tick-all aria-label="Tick all on this page" hidden />
            </th>
            <th scope="col">Ticket</th>
            <th scope="col">Status</th>
            <th scope="col">Whose</th>
            <th scope="col">Category</th>
            <th scope="col">Last message</th>
          </tr>
        </thead>
        <tbody>
          {tickets.map((found) => (
            <Row
              page={page}
              found={found}
              unread={unread.get(found.ticket.id) ?? 0}
              categories={categories}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Row = (props: {
  page: PageRequest;
  found: Ticket;
  unread: number;
  categories: readonly CategoryRow[];
}) => {
  const { page, found, unread } = props;
  const { ticket, conversation } = found;
  const category = categoryOf(found, props.categories);
  return (
    <tr id={`ticket-${ticket.id}`}>
      <td class="tick bare">
        <input
          type="checkbox"
          name="ticket"
          value={ticket.id}
          aria-label={`Tick #${conversation.number}`}
          disabled={!page.can('tickets:write')}
        />
      </td>
      <td class="lead-cell" data-label="Ticket">
        <a class="title" href={ticketPath(page, found)}>
          {conversation.subject}
        </a>{' '}
        {unread > 0 && (
          <span class="unread-count">
            {unread > 99 ? '99+' : unread}
            <span class="sr-only"> unread</span>
          </span>
        )}
        <div class="sub">
          <span class="numeric">#{conversation.number}</span> · {conversation.personName}{' '}
          <PriorityMark priority={conversation.priority} />{' '}
          {conversation.tags.map((tag) => (
            <span class="mark">{tag}</span>
          ))}
        </div>
      </td>
      <td data-label="Status">
        <StatusBadge status={ticket.status} />
        <div class="sub">
          <Due found={found} now={page.ctx.now()} />
        </div>
      </td>
      <td data-label="Whose">
        {conversation.assigneeName ? (
          <span class="owner">
            <Initials name={conversation.assigneeName} />
            {conversation.assigneeId === page.viewer.userId ? 'You' : conversation.assigneeName}
          </span>
        ) : (
          <span class="muted">Nobody</span>
        )}
      </td>
      <td class="quiet" data-label="Category">
        {category ? categoryTitle(category) : '–'}
      </td>
      <td class="quiet" data-label="Last message">
        <Time at={ticket.lastMessageAt} />
      </td>
    </tr>
  );
};
