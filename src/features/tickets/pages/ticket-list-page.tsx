import { ButtonLink, EmptyState, Initials, Pagination, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, FormProblems, Select, TextInput } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listUnreadTickets } from '../actions/list-tickets.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import { BulkBar } from './bulk-bar.tsx';
import { type ListState, readList } from './list-state.ts';
import { type Person, people } from './people.ts';
import { categoryOf, categoryTitle, Due, PriorityMark, StatusBadge, ticketPath } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';
import { PRIORITY_WORDS, STATUS_WORDS } from './words.ts';

const SHOWN = 40;

/** All tickets that fit, the last message first, with what can be done to many at once. */
export async function ticketListPage(page: PageRequest): Promise<PageView> {
  const { ctx, viewer } = page;
  const [{ state, loaded }, team] = await Promise.all([
    readList(page, ({ filter, cursor }) =>
      listUnreadTickets(ctx, { ...filter, cursor, limit: SHOWN }, viewer.userId),
    ),
    people(page),
  ]);
  const { tickets, next, unread } = loaded;
  const link = (change: Parameters<ListState['link']>[1] = {}) =>
    `${page.base}${state.link('/tickets', change)}`;
  return {
    title: 'Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets"
          title="Tickets"
          lead="What members ask for in threads, by message and on the web."
        />
        <FormProblems page={page} />
        <SavedViews page={page} state={state} />
        <Filters page={page} state={state} team={team} />
        <Form page={page} action={link().replace('/tickets', '/tickets/bulk')} class="card flush">
          <div id="ticket-list" data-live="ticket.* message.*">
            {tickets.length === 0 ? (
              <Nothing page={page} state={state} />
            ) : (
              <TicketTable {...{ page, tickets, unread }} categories={state.categories} />
            )}
          </div>
          {tickets.length > 0 && page.can('tickets:write') && <BulkBar team={team} />}
        </Form>
        <Pagination
          newer={state.cursor ? link({ cursor: '' }) : undefined}
          older={next ? link({ cursor: next }) : undefined}
        />
      </>
    ),
  };
}

const Filters = ({ page, state, team }: { page: PageRequest; state: ListState; team: readonly Person[] }) => {
  const { filters } = state;
  const others = team.filter(({ id }) => id !== page.viewer.userId);
  return (
    <search aria-label="Tickets">
      <form class="filters" method="get" action={`${page.base}/tickets`}>
        {state.view && <input type="hidden" name="view" value={state.view.id} />}
        <div class="search">
          <TextInput
            name="q"
            label="Search"
            type="search"
            value={filters.q ?? ''}
            placeholder="Words, a name or #12"
            maxlength={200}
            optional
          />
        </div>
        <Select
          name="status"
          label="Status"
          value={filters.status ?? ''}
          choices={[
            { value: '', title: filters.q ? 'Any' : 'Not closed' },
            ...Object.entries(STATUS_WORDS).map(([value, { title }]) => ({ value, title })),
            { value: 'any', title: 'All' },
          ]}
        />
        <Select
          name="category"
          label="Category"
          value={filters.category ?? ''}
          choices={[
            { value: '', title: 'Every category' },
            ...state.categories.map((row) => ({ value: row.id, title: categoryTitle(row) })),
            { value: 'none', title: 'Without one' },
          ]}
        />
        <Select
          name="assignee"
          label="Whose"
          value={filters.assignee ?? ''}
          choices={[
            { value: '', title: 'Anybody’s' },
            { value: 'me', title: 'Mine' },
            { value: 'nobody', title: 'Nobody’s' },
            ...others.map(({ id, name }) => ({ value: id, title: name })),
          ]}
        />
        <Select
          name="priority"
          label="Priority"
          value={filters.priority ?? ''}
          choices={[
            { value: '', title: 'Any' },
            ...Object.entries(PRIORITY_WORDS).map(([value, title]) => ({ value, title })),
          ]}
        />
        <TextInput name="tag" label="Tag" value={filters.tag ?? ''} maxlength={60} optional />
        <button class="button plain" type="submit">
          Filter
        </button>
      </form>
    </search>
  );
};

/** Lists that are looked at often have names. */
const SavedViews = ({ page, state }: { page: PageRequest; state: ListState }) => {
  const { view, views, filters } = state;
  const isNarrowed = Object.keys(filters).length > 0;
  const fixed = [
    { title: 'Not closed', query: {} },
    { title: 'Mine', query: { assignee: 'me' } },
    { title: 'Nobody’s', query: { assignee: 'nobody' } },
    { title: 'New', query: { status: 'open' } },
    { title: 'Closed', query: { status: 'closed' } },
  ];
  const same = (query: Record<string, string>) =>
    !view && new URLSearchParams(query).toString() === new URLSearchParams(filters).toString();
  return (
    <div class="row saved-views">
      <nav class="desk-boxes" aria-label="Lists">
        {fixed.map(({ title, query }) => (
          <a
            href={`${page.base}/tickets?${new URLSearchParams(query as Record<string, string>)}`.replace(
              /\?$/,
              '',
            )}
            aria-current={same(query as Record<string, string>) ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
        {views.map(({ id, name }) => (
          <a href={`${page.base}/tickets?view=${id}`} aria-current={id === view?.id ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      {page.can('tickets:write') && view && !isNarrowed && (
        <ActionButton page={page} action={`${page.base}/tickets/views/${view.id}/delete`} kind="quiet">
          Delete the list “{view.name}”
        </ActionButton>
      )}
      {page.can('tickets:write') && isNarrowed && (
        <Form page={page} action={`${page.base}/tickets/views`} class="desk-save" once>
          {Object.entries(filters).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {view && <input type="hidden" name="view" value={view.id} />}
          <label class="sr-only" for="view-name">
            Name of the list
          </label>
          <input id="view-name" name="name" placeholder="Save this list as…" maxlength={60} />
          <button class="button plain small" type="submit">
            Save list
          </button>
        </Form>
      )}
    </div>
  );
};

const TicketTable = (props: {
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

const Nothing = ({ page, state }: { page: PageRequest; state: ListState }) =>
  Object.keys(state.filters).length > 0 || state.view ? (
    <EmptyState
      icon="tickets"
      title="Nothing fits"
      action={<ButtonLink href={`${page.base}/tickets`}>Show all that are not closed</ButtonLink>}
    >
      Choose another status, person or category, or search for other words.
    </EmptyState>
  ) : (
    <EmptyState
      icon="tickets"
      title="No open tickets"
      action={
        page.can('tickets:manage') && (
          <ButtonLink href={`${page.base}/tickets/categories`} kind="primary">
            <Icon name="plus" />
            Set up categories
          </ButtonLink>
        )
      }
    >
      Members open tickets with /ticket open, from a panel, or on the web. They show up here at once.
    </EmptyState>
  );
