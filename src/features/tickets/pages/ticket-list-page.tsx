import { ButtonLink, EmptyState, Pagination } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listUnreadTickets } from '../actions/list-tickets.ts';
import { BulkBar } from './bulk-bar.tsx';
import { type ListState, readList } from './list-state.ts';
import { people } from './people.ts';
import { SavedViews } from './saved-views.tsx';
import { TicketFilters } from './ticket-filters.tsx';
import { TicketTable } from './ticket-table.tsx';
import { TicketTabs } from './ticket-tabs.tsx';

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
        <TicketFilters page={page} state={state} team={team} />
        <div id="results" class="stack results" data-summary={summaryOf(tickets.length, next !== null)}>
          <SavedViews page={page} state={state} />
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
        </div>
      </>
    ),
  };
}

/** Read out when the list has changed while somebody types. */
const summaryOf = (shown: number, hasMore: boolean): string =>
  `${hasMore ? 'More than ' : ''}${shown} ${shown === 1 ? 'ticket fits' : 'tickets fit'}`;

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
