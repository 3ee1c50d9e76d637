import { Initials, Time } from '../../../core/web/components/basics.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { DeskHelp } from '../../conversations/pages/public.ts';
import type { Ticket } from '../views.ts';
import type { ListState } from './list-state.ts';
import { Due, PriorityMark } from './ticket-parts.tsx';
import { STATUS_WORDS } from './words.ts';

/** The list beside an open ticket: those among which it was found. */
export const TicketColumn = (props: {
  page: PageRequest;
  state: ListState;
  tickets: readonly Ticket[];
  unread: ReadonlyMap<string, number>;
  next: string | null;
  here: string;
}) => {
  const { page, state, tickets, unread, next, here } = props;
  return (
    <section class="desk-list" aria-label="Tickets">
      <header class="desk-list-header">
        <h2 class="desk-title">
          <a href={`${page.base}${state.link('/tickets')}`}>Tickets</a>
        </h2>
        <a class="button quiet small" href={`${page.base}/tickets/board`}>
          Board
        </a>
      </header>
      <search aria-label="Tickets">
        <form class="desk-search" method="get" action={`${page.base}/tickets`}>
          <label class="sr-only" for="desk-q">
            Search tickets
          </label>
          <input
            id="desk-q"
            type="search"
            name="q"
            value={state.filters.q ?? ''}
            placeholder="Words, a name or #12"
            maxlength={200}
          />
          <button class="button plain small" type="submit">
            <Icon name="search" />
            <span class="sr-only">Search</span>
          </button>
        </form>
      </search>
      <section
        id="ticket-rows"
        class="desk-rows"
        data-live="ticket.* message.*"
        tabindex={0}
        aria-label="Tickets of this list"
      >
        {tickets.length === 0 ? (
          <p class="desk-empty">Nothing else is in this list.</p>
        ) : (
          <ul>
            {tickets.map((found) => (
              <Row
                page={page}
                href={`${page.base}${state.link(`/tickets/${found.conversation.number}`)}`}
                found={found}
                unread={unread.get(found.ticket.id) ?? 0}
                isHere={found.ticket.id === here}
              />
            ))}
          </ul>
        )}
        {next && (
          <a class="desk-more" href={`${page.base}${state.link('/tickets', { cursor: next })}`} rel="next">
            More tickets
          </a>
        )}
      </section>
      <footer class="desk-foot">
        <DeskHelp />
      </footer>
    </section>
  );
};

const Row = (props: { page: PageRequest; href: string; found: Ticket; unread: number; isHere: boolean }) => {
  const { page, found, unread } = props;
  const { ticket, conversation } = found;
  return (
    <li id={`row-${ticket.id}`}>
      <a
        class={unread > 0 ? 'desk-row unread' : 'desk-row'}
        href={props.href}
        aria-current={props.isHere ? 'page' : undefined}
      >
        <Initials name={conversation.personName} />
        <span class="desk-row-text">
          <span class="desk-row-top">
            <strong>{conversation.subject}</strong>
            <Time at={ticket.lastMessageAt} />
          </span>
          <span class="desk-row-preview">
            {conversation.personName}: {conversation.preview || 'No message yet'}
          </span>
          <span class="desk-row-marks">
            <span class="numeric">#{conversation.number}</span>
            {ticket.status !== 'open' && <span class="mark">{STATUS_WORDS[ticket.status].title}</span>}
            <PriorityMark priority={conversation.priority} />
            <span class="desk-row-owner">
              {conversation.assigneeId === page.viewer.userId
                ? 'You'
                : (conversation.assigneeName ?? 'Nobody')}
            </span>
            <Due found={found} now={page.ctx.now()} />
          </span>
        </span>
        {unread > 0 && (
          <span class="unread-count">
            {unread > 99 ? '99+' : unread}
            <span class="sr-only"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
};
