import type * as v from 'valibot';
import { ButtonLink, EmptyState, PageHeader, Pagination } from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import { Select } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { type ListLinksInput, listLinks } from '../actions/list-links.ts';
import { methodWords } from '../method-words.ts';
import { LINK_METHODS } from '../model.ts';
import { AccountTabs } from './account-tabs.tsx';
import { LinkTable } from './link-table.tsx';

const FILTERS = ['q', 'state', 'method'] as const;

/** All links, with search and filters. Live ones, unless the address says otherwise. */
export async function linkListPage(page: PageRequest): Promise<PageView> {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, page.query(name)]));
  // Safe because listLinks parses it: what is not one of the known values is refused in words.
  const input = { ...filters, cursor: page.query('cursor') } as v.InferInput<typeof ListLinksInput>;
  const { links, next } = await listLinks(page.ctx, input);
  const link = (cursor?: string) => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filters, cursor })) if (value) params.set(name, value);
    return `${page.base}/accounts${params.size > 0 ? `?${params}` : ''}`;
  };
  const isFiltered = FILTERS.some((name) => filters[name]);
  return {
    title: 'Accounts',
    body: (
      <>
        <PageHeader title="Accounts" lead="Which customer each member is, and how that was proven.">
          {page.can('accounts:write') && (
            <ButtonLink href={`${page.base}/accounts/new`} kind="primary">
              Link by hand
            </ButtonLink>
          )}
        </PageHeader>
        <AccountTabs page={page} here="/accounts" />
        <FilterForm
          label="Links"
          action={`${page.base}/accounts`}
          words={filters.q ?? ''}
          placeholder="Account, its id or a member"
        >
          <Select
            name="state"
            label="State"
            value={filters.state ?? 'live'}
            choices={[
              { value: 'live', title: 'Linked' },
              { value: 'ended', title: 'Ended' },
              { value: 'all', title: 'All' },
            ]}
          />
          <Select
            name="method"
            label="How"
            value={filters.method ?? ''}
            choices={[
              { value: '', title: 'Any way' },
              ...LINK_METHODS.map((value) => ({ value, title: methodWords[value] })),
            ]}
          />
          <button class="button plain" type="submit">
            Search
          </button>
        </FilterForm>
        <div id="results" class="stack results" data-live="account.*">
          {links.length === 0 ? (
            <Nothing page={page} isFiltered={isFiltered} />
          ) : (
            <div class="card flush">
              <LinkTable page={page} links={links} caption="Links" />
            </div>
          )}
          <Pagination
            newer={page.query('cursor') ? link() : undefined}
            older={next ? link(next) : undefined}
          />
        </div>
      </>
    ),
  };
}

const Nothing = ({ page, isFiltered }: { page: PageRequest; isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState
      icon="people"
      title="No link fits"
      action={<ButtonLink href={`${page.base}/accounts`}>Clear the search</ButtonLink>}
    >
      Try fewer words, or ended links too.
    </EmptyState>
  ) : (
    <EmptyState icon="people" title="Nobody is linked yet">
      Members type <code>/link</code> in Discord. Your application hands them a one-time code or a signed
      link; the guide “Linking accounts” shows how.
    </EmptyState>
  );
