import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import { Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ListState } from './list-state.ts';
import type { Person } from './people.ts';
import { categoryTitle } from './ticket-parts.tsx';
import { PRIORITY_WORDS, STATUS_WORDS } from './words.ts';

interface Parts {
  page: PageRequest;
  state: ListState;
  team: readonly Person[];
}

/** Searches and narrows the list while somebody types. */
export const TicketFilters = ({ page, state, team }: Parts) => {
  const { filters } = state;
  return (
    <FilterForm
      label="Tickets"
      action={`${page.base}/tickets`}
      words={filters.q ?? ''}
      placeholder="Words, a name or #12"
    >
      {state.view && <input type="hidden" name="view" value={state.view.id} />}
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
      <CategoryFilter state={state} />
      <OwnerFilter page={page} state={state} team={team} />
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
    </FilterForm>
  );
};

/** The board has its columns for the status, and no words. */
export const BoardFilters = ({ page, state, team }: Parts) => (
  <search aria-label="Board">
    <form class="filters" method="get" action={`${page.base}/tickets/board`}>
      <CategoryFilter state={state} />
      <OwnerFilter page={page} state={state} team={team} />
      <button class="button plain" type="submit">
        Filter
      </button>
    </form>
  </search>
);

const CategoryFilter = ({ state }: Pick<Parts, 'state'>) => (
  <Select
    name="category"
    label="Category"
    value={state.filters.category ?? ''}
    choices={[
      { value: '', title: 'Every category' },
      ...state.categories.map((row) => ({ value: row.id, title: categoryTitle(row) })),
      { value: 'none', title: 'Without one' },
    ]}
  />
);

const OwnerFilter = ({ page, state, team }: Parts) => (
  <Select
    name="assignee"
    label="Whose"
    value={state.filters.assignee ?? ''}
    choices={[
      { value: '', title: 'Anybody’s' },
      { value: 'me', title: 'Mine' },
      { value: 'nobody', title: 'Nobody’s' },
      ...team
        .filter(({ id }) => id !== page.viewer.userId)
        .map(({ id, name }) => ({ value: id, title: name })),
    ]}
  />
);
