import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { listTickets, type TicketFilter, type TicketPage } from '../actions/list-tickets.ts';
import { findTicketView, listTicketViews, type TicketViewRow } from '../actions/saved-views.ts';
import { listOpenCategories } from '../find-category.ts';
import { TICKET_STATUSES } from '../model.ts';
import type { CategoryRow } from '../views.ts';
import { PRIORITY_WORDS } from './words.ts';

const NAMES = ['status', 'category', 'assignee', 'priority', 'tag', 'q', 'person'] as const;
export type FilterName = (typeof NAMES)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** Which tickets the address asks for, and addresses that ask for others. */
export interface ListState {
  /** As typed or chosen. */
  filters: Filters;
  view: TicketViewRow | undefined;
  views: TicketViewRow[];
  categories: CategoryRow[];
  cursor: string | undefined;
  /** What the list is narrowed by in all, that of the saved list included. */
  filter: TicketFilter;
  /** Below the guild: the list at `path` with some of it changed. */
  link(path: string, change?: Filters & { view?: string; cursor?: string }): string;
}

/** Reads what the address says; what makes no sense there is left out, as a link may be old. */
export async function readListState(page: PageRequest): Promise<ListState> {
  const { ctx } = page;
  const viewId = page.query('view');
  const [views, categories, view] = await Promise.all([
    listTicketViews(ctx),
    listOpenCategories(ctx),
    viewId ? findTicketView(ctx, viewId) : undefined,
  ]);
  const filters: Filters = {};
  for (const name of NAMES) {
    const value = page.query(name);
    if (value && isKnown(name, value)) filters[name] = value;
  }
  const cursor = page.query('cursor');
  return {
    filters,
    view,
    views,
    categories,
    cursor,
    // Safe because `isKnown` let only fitting values through.
    filter: { ...view?.filter, ...(filters as TicketFilter) },
    link: (path, change = {}) => {
      const values: Record<string, string | undefined> = { view: view?.id, ...filters, ...change };
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(values)) if (value) params.set(name, value);
      return `${path}${params.size > 0 ? `?${params}` : ''}`;
    },
  };
}

/** A page of the list. */
export const loadList = (page: PageRequest, state: ListState, limit: number): Promise<TicketPage> =>
  listTickets(page.ctx, { ...state.filter, limit, ...(state.cursor ? { cursor: state.cursor } : {}) });

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
