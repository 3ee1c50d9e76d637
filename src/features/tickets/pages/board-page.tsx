import { Initials, Time } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listTickets } from '../actions/list-tickets.ts';
import { TICKET_STATUSES, type TicketStatus } from '../model.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import { type ListState, readList } from './list-state.ts';
import { people } from './people.ts';
import { BoardFilters } from './ticket-filters.tsx';
import { categoryOf, categoryTitle, Due, PriorityMark, ticketPath } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';
import { STATUS_WORDS } from './words.ts';

/** Cards in a column; of what is closed only the latest. */
const SHOWN = 40;
const SHOWN_CLOSED = 12;

interface Column {
  status: TicketStatus;
  tickets: Ticket[];
  hasMore: boolean;
}

/** Tickets in columns by how far they are. Cards are moved by dragging or, without script, by their menus. */
export async function boardPage(page: PageRequest): Promise<PageView> {
  const [{ state, loaded: columns }, team] = await Promise.all([
    readList(page, ({ filter }) =>
      Promise.all(
        TICKET_STATUSES.map(async (status): Promise<Column> => {
          const limit = status === 'closed' ? SHOWN_CLOSED : SHOWN;
          const { tickets, next } = await listTickets(page.ctx, { ...filter, status, limit });
          return { status, tickets, hasMore: next !== null };
        }),
      ),
    ),
    people(page),
  ]);
  return {
    title: 'Board · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/board"
          title="Board"
          lead="Drag a card to another column, or use its menu."
        />
        <FormProblems page={page} />
        <BoardFilters page={page} state={state} team={team} />
        <div
          id="board"
          class="board"
          data-live="ticket.* message.*"
          data-board={`${page.base}/tickets/move`}
          data-csrf={page.csrf}
        >
          {columns.map((column) => (
            <BoardColumn page={page} state={state} column={column} />
          ))}
        </div>
      </>
    ),
  };
}

const BoardColumn = ({ page, state, column }: { page: PageRequest; state: ListState; column: Column }) => {
  const { status, tickets, hasMore } = column;
  const { title } = STATUS_WORDS[status];
  const isClosed = status === 'closed';
  return (
    <section
      class="board-column"
      data-column={status}
      aria-labelledby={`column-${status}`}
      id={`col-${status}`}
    >
      <header>
        <h2 id={`column-${status}`}>{isClosed ? 'Closed lately' : title}</h2>
        {!isClosed && (
          <span class="count">
            {tickets.length}
            {hasMore ? '+' : ''}
          </span>
        )}
      </header>
      {tickets.length === 0 ? (
        <p class="board-empty">
          {status === 'open' ? 'Nobody waits for a first answer.' : 'Nothing here just now.'}
        </p>
      ) : (
        <ul>
          {tickets.map((found) => (
            <Card page={page} found={found} categories={state.categories} />
          ))}
        </ul>
      )}
      {hasMore && (
        <a class="desk-more" href={`${page.base}${state.link('/tickets', { status })}`}>
          Show all
        </a>
      )}
    </section>
  );
};

const Card = (props: { page: PageRequest; found: Ticket; categories: readonly CategoryRow[] }) => {
  const { page, found } = props;
  const { ticket, conversation } = found;
  const category = categoryOf(found, props.categories);
  const mayMove = page.can('tickets:write');
  return (
    <li
      class={`board-card ${conversation.priority}`}
      id={`card-${ticket.id}`}
      data-ticket={mayMove ? String(conversation.number) : undefined}
      draggable={mayMove ? 'true' : undefined}
    >
      <a class="board-card-title" href={ticketPath(page, found)} draggable="false">
        {conversation.subject}
      </a>
      {conversation.preview && <p class="board-card-preview">{conversation.preview}</p>}
      <div class="board-card-foot">
        <span class="numeric">#{conversation.number}</span>
        <span>{conversation.personName}</span>
        {category && <span class="mark">{categoryTitle(category)}</span>}
        <PriorityMark priority={conversation.priority} />
      </div>
      <div class="board-card-foot">
        {conversation.assigneeName ? (
          <>
            <Initials name={conversation.assigneeName} />
            {conversation.assigneeName}
          </>
        ) : (
          <span>Nobody’s yet</span>
        )}
        <Due found={found} now={page.ctx.now()} />
        {ticket.status === 'closed' && ticket.closedAt && <Time at={ticket.closedAt} />}
        {mayMove && (
          <details class="talk-menu" data-menu>
            <summary class="button quiet small">
              Move<span class="sr-only">{` #${conversation.number}`}</span>
            </summary>
            <Form page={page} action={`${page.base}/tickets/move`} class="talk-menu-body">
              <input type="hidden" name="ticket" value={String(conversation.number)} />
              {TICKET_STATUSES.filter((status) => status !== ticket.status).map((status) => (
                <button class="button quiet" type="submit" name="status" value={status}>
                  {STATUS_WORDS[status].title}
                </button>
              ))}
            </Form>
          </details>
        )}
      </div>
    </li>
  );
};
