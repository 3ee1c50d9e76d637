import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { Filters, ListState } from './list-state.ts';

/** What nearly every team looks at. */
const FIXED: readonly { title: string; query: Filters }[] = [
  { title: 'Not closed', query: {} },
  { title: 'Mine', query: { assignee: 'me' } },
  { title: 'Nobody’s', query: { assignee: 'nobody' } },
  { title: 'New', query: { status: 'open' } },
  { title: 'Closed', query: { status: 'closed' } },
];

/** Lists that are looked at often have names. */
export const SavedViews = ({ page, state }: { page: PageRequest; state: ListState }) => {
  const { view, views, filters } = state;
  const isNarrowed = Object.keys(filters).length > 0;
  const same = (query: Filters) => !view && queryOf(query) === queryOf(filters);
  return (
    <div class="row saved-views">
      <nav class="desk-boxes" aria-label="Lists">
        {FIXED.map(({ title, query }) => (
          <a href={`${page.base}/tickets${queryOf(query)}`} aria-current={same(query) ? 'page' : undefined}>
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

function queryOf(filters: Filters): string {
  const params = new URLSearchParams(filters);
  return params.size > 0 ? `?${params}` : '';
}
