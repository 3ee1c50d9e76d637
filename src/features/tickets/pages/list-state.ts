import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { listTicketViews, type TicketViewRow } from '../actions/saved-views.ts';
import { listOpenCategories } from '../find-category.ts';
import { TICKET_STATUSES } from '../model.ts';
import type { TicketFilter } from '../ticket-filter.ts';
import type { CategoryRow } from '../views.ts';
import { PRIORITY_WORDS } from './words.ts';

export const FILTER_NAMES = ['status', 'category', 'assignee', 'priority', 'tag', 'q', 'person'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** Which tickets the address asks for, and addresses that ask for others. */
export interface ListState {
  /** As typed or chosen. */
  filters: Filters;
  view: TicketViewRow | undefined;
  views: TicketViewRow[];
  categories: CategoryRow[];
  cursor: string | undefined;
  /** Below the guild: the list at `path` with some of it changed. */
  link(path: string, change?: Filters & { view?: string; cursor?: string }): string;
}

/** What the list is narrowed by, and where it begins. */
export interface ListQuery {
  filter: TicketFilter;
  cursor: string | undefined;
}

/**
 * Reads what the address says, and by `load` the tickets that it asks for, as soon as it is known which. What makes no
 * sense in the address is left out, as a link may be old.
 */
export async function readList<Loaded>(
  page: PageRequest,
  load: (query: ListQuery) => Promise<Loaded>,
): Promise<{ state: ListState; loaded: Loaded }> {
  const { ctx } = page;
  const viewId = page.query('view');
  const cursor = page.query('cursor');
  const filters = filtersOf(page);
  const saved = listTicketViews(ctx);
  const chosen = viewId ? chooseView(saved, viewId) : Promise.resolve(undefined);
  const [views, view, categories, loaded] = await Promise.all([
    saved,
    chosen,
    listOpenCategories(ctx),
    // Safe because `filtersOf` let only fitting values through.
    chosen.then((found) => load({ filter: { ...found?.filter, ...(filters as TicketFilter) }, cursor })),
  ]);
  const link: ListState['link'] = (path, change = {}) => {
    const values: Record<string, string | undefined> = { view: view?.id, ...filters, ...change };
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value) params.set(name, value);
    return `${path}${params.size > 0 ? `?${params}` : ''}`;
  };
  return { state: { filters, view, views, categories, cursor, link }, loaded };
}

function filtersOf(page: PageRequest): Filters {
  const filters: Filters = {};
  for (const name of FILTER_NAMES) {
    const value = page.query(name);
    if (value && isKnown(name, value)) filters[name] = value;
  }
  return filters;
}

async function chooseView(saved: Promise<TicketViewRow[]>, id: string): Promise<TicketViewRow> {
  const view = (await saved).find((one) => one.id === id);
  if (view) return view;
  throw new NotFoundError('There is no such list any more. Choose one at the top.');
}

/** Whether a filter can be what the address says. */
export function isKnown(name: FilterName, value: string): boolean {
  switch (name) {
    case 'status':
      return [...TICKET_STATUSES, 'active', 'any'].includes(value);
    case 'category':
      return value === 'none' || isUuid(value);
    case 'assignee':
      return /^(?:me|nobody|\d{15,20})$/.test(value);
    case 'person':
      return /^\d{15,20}$/.test(value);
    case 'priority':
      return Object.hasOwn(PRIORITY_WORDS, value);
    case 'tag':
      return value.length <= 60;
    case 'q':
      return value.length <= 200;
  }
}
