import { nameMembers } from '../../../core/accounts/member-names.ts';
import { ButtonLink, EmptyState, PageHeader, Pagination } from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import { Select } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import {
  type BrowsedRecords,
  type BrowseRecordsInput,
  browseRecords,
  type RecordOrder,
} from '../actions/browse-records.ts';
import { listMaintainers } from '../actions/list-maintainers.ts';
import { nameMachines } from '../actions/name-machines.ts';
import { recordKinds } from '../kinds.ts';
import { countWords, sumWords } from './count-words.ts';
import { personName } from './record-parts.tsx';
import { RecordTable } from './record-table.tsx';

const FILTERS = ['q', 'kind', 'status', 'machine', 'assignee', 'order'] as const;
type Filters = Record<(typeof FILTERS)[number], string | undefined>;

const orders: { value: RecordOrder; title: string }[] = [
  { value: 'newest', title: 'Newest first' },
  { value: 'oldest', title: 'Oldest first' },
  { value: 'changed', title: 'Last changed' },
  { value: 'title', title: 'Title A–Z' },
];

/** All records with filters, counts and pages. Open ones, unless the address says otherwise. */
export async function recordListPage(page: PageRequest): Promise<PageView> {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, page.query(name)])) as Filters;
  const status = filters.status ?? 'open';
  // Safe because browseRecords parses it: what is not one of the known values is refused in words.
  const input = {
    kind: filters.kind,
    status: status === 'all' ? undefined : status,
    machineId: filters.machine,
    assignee: filters.assignee === 'me' ? page.viewer.userId : filters.assignee,
    words: filters.q,
    order: filters.order,
    cursor: page.query('cursor'),
  } as BrowseRecordsInput;
  const [found, machines, roster] = await Promise.all([
    browseRecords(page.ctx, input),
    nameMachines(page.ctx),
    listMaintainers(page.ctx, { limit: 100 }),
  ]);
  const people = roster.flatMap(({ discordUserId }) => (discordUserId ? [discordUserId] : []));
  const names = await nameMembers(page.ctx, [
    ...found.records.map(({ row }) => row.assigneeId),
    ...people,
    filters.assignee,
  ]);
  const others = new Set([
    ...people,
    ...(/^\d+$/.test(filters.assignee ?? '') ? [filters.assignee ?? ''] : []),
  ]);
  others.delete(page.viewer.userId);
  const link = linker(page, filters);
  const isFiltered = FILTERS.some((name) => name !== 'order' && name !== 'status' && filters[name]);
  const tabs = [
    { value: 'open', title: 'Open', count: countWords(found.counts.open) },
    { value: 'closed', title: 'Closed', count: countWords(found.counts.closed) },
    { value: 'all', title: 'All', count: sumWords(found.counts) },
  ];
  return {
    title: 'Records',
    body: (
      <>
        <PageHeader title="Records" lead="What was done, what is broken, and what is needed.">
          {page.can('records:write') && (
            <ButtonLink href={`${page.base}/records/new`} kind="primary">
              <Icon name="plus" />
              New record
            </ButtonLink>
          )}
        </PageHeader>
        <FilterForm
          label="Records"
          action={`${page.base}/records`}
          words={filters.q ?? ''}
          placeholder="Title, details, machine or #12"
        >
          <Select
            name="kind"
            label="Kind"
            value={filters.kind ?? ''}
            choices={[
              { value: '', title: 'Every kind' },
              ...recordKinds.map(({ name, title }) => ({ value: name, title })),
            ]}
          />
          <Select
            name="machine"
            label="Machine"
            value={filters.machine ?? ''}
            choices={[
              { value: '', title: 'Every machine' },
              ...machines.map(({ id, name }) => ({ value: id, title: name })),
            ]}
          />
          <Select
            name="assignee"
            label="Assigned to"
            value={filters.assignee ?? ''}
            choices={[
              { value: '', title: 'Anybody' },
              { value: 'me', title: 'Me' },
              { value: 'nobody', title: 'Nobody' },
              ...[...others].map((id) => ({ value: id, title: personName(names, id) })),
            ]}
          />
          <Select name="order" label="Order" value={filters.order ?? 'newest'} choices={orders} />
          {filters.status && <input type="hidden" name="status" value={filters.status} />}
          <button class="button plain" type="submit">
            Search
          </button>
        </FilterForm>
        <div
          id="results"
          class="stack results"
          data-live="record.* machine.*"
          data-summary={`${countWords(found.counts.open)} open and ${countWords(found.counts.closed)} closed records fit`}
        >
          <nav class="tabs" aria-label="Status">
            {tabs.map((tab) => (
              <a
                href={link({ status: tab.value === 'open' ? undefined : tab.value })}
                aria-current={tab.value === status ? 'page' : undefined}
              >
                {tab.title}
                <span class="count">{tab.count}</span>
              </a>
            ))}
          </nav>
          {found.records.length === 0 ? (
            <NothingFound page={page} isFiltered={isFiltered} found={found} />
          ) : (
            <div class="card flush">
              <RecordTable
                page={page}
                caption="Records"
                rows={found.records.map(({ row, machine }) => ({
                  row,
                  sub: `${machine ? `${machine.name} · ` : ''}by ${row.createdByName}`,
                }))}
                time="Changed"
                people={names}
              />
            </div>
          )}
          <Pagination
            newer={page.query('cursor') ? link({}) : undefined}
            older={found.next ? link({ cursor: found.next }) : undefined}
          />
        </div>
      </>
    ),
  };
}

function linker(page: PageRequest, filters: Filters) {
  return (change: Partial<Filters> & { cursor?: string }): string => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filters, ...change })) {
      if (value !== undefined) params.set(name, value);
    }
    return `${page.base}/records${params.size > 0 ? `?${params}` : ''}`;
  };
}

const NothingFound = (props: { page: PageRequest; isFiltered: boolean; found: BrowsedRecords }) => {
  const { open, closed } = props.found.counts;
  if (props.isFiltered || (open > 0 && closed > 0)) {
    return (
      <EmptyState
        icon="records"
        title="No record fits"
        action={<ButtonLink href={`${props.page.base}/records`}>Clear the search</ButtonLink>}
      >
        {open + closed > 0
          ? 'There are some with another status: look at the tabs above.'
          : 'Try fewer words, or another kind or machine.'}
      </EmptyState>
    );
  }
  if (open > 0) {
    return (
      <EmptyState icon="records" title="Nothing is closed yet">
        Every record is still open. Those that somebody closes are kept here.
      </EmptyState>
    );
  }
  if (closed > 0) {
    return (
      <EmptyState icon="records" title="Nothing is open">
        Everything is closed. New records show up here as soon as somebody saves one.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="records"
      title="No records yet"
      action={
        props.page.can('records:write') && (
          <ButtonLink href={`${props.page.base}/records/new`} kind="primary">
            Write the first one
          </ButtonLink>
        )
      }
    >
      In Discord, right-click a message that tells of work done or something broken, then choose Apps → Add to
      records. Or write one here.
    </EmptyState>
  );
};
