import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { type InboxEntry, listInbox } from '../actions/list-inbox.ts';
import { listViews } from '../actions/list-views.ts';
import { listAgents } from '../actions/set-agent.ts';
import type { ViewFilter } from '../view-filter.ts';

/** The lists that everybody has. */
export const BOXES = [
  { name: 'mine', title: 'Mine', empty: 'Nothing waits for you.', filter: { assignee: 'me' } },
  {
    name: 'unassigned',
    title: 'Unassigned',
    empty: 'Everything has an owner.',
    filter: { assignee: 'nobody' },
  },
  { name: 'all', title: 'All open', empty: 'Nobody has written yet, or all is done.', filter: {} },
  { name: 'snoozed', title: 'Snoozed', empty: 'Nothing is put aside.', filter: { state: 'snoozed' } },
  { name: 'closed', title: 'Closed', empty: 'Nothing has been closed yet.', filter: { state: 'closed' } },
] as const satisfies readonly { name: string; title: string; empty: string; filter: ViewFilter }[];

type Agents = Awaited<ReturnType<typeof listAgents>>;

/** The list beside every conversation: which one, what is in it, and who works here. */
export interface Desk {
  box: string;
  words: string | undefined;
  tag: string | undefined;
  entries: readonly InboxEntry[];
  next: string | null;
  views: Awaited<ReturnType<typeof listViews>>;
  agents: Agents;
  /** Address of a list or, with `to`, of a conversation within this list; below the guild. */
  link(change: DeskLink): string;
}

interface DeskLink {
  box?: string;
  q?: string | undefined;
  tag?: string | undefined;
  cursor?: string;
  /** Number of a conversation. */
  to?: string;
}

const LIST = 40;

/** Loads the list that the address names: `?box=`, `?q=` and `?tag=`; `box` is one of BOXES or a saved view's id. */
export async function loadDesk(page: PageRequest): Promise<Desk> {
  const { ctx } = page;
  const box = page.query('box') ?? 'all';
  const words = page.query('q');
  const tag = page.query('tag');
  const cursor = page.query('cursor');
  const narrowed = { ...(words ? { q: words } : {}), ...(tag ? { tag } : {}), ...(cursor ? { cursor } : {}) };
  const [{ entries, next }, views, agents] = await Promise.all([
    listInbox(ctx, { ...filterOf(box), ...narrowed, limit: LIST }),
    listViews(ctx),
    listAgents(ctx),
  ]);
  const link = ({ to, ...change }: DeskLink): string => {
    const values = { box, q: words, tag, ...change };
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value) params.set(name, value);
    if (values.box === 'all') params.delete('box');
    return `/inbox${to ? `/${to}` : ''}${params.size > 0 ? `?${params}` : ''}`;
  };
  return { box, words, tag, entries, next, views, agents, link };
}

function filterOf(box: string): ViewFilter & { view?: string } {
  const known = BOXES.find(({ name }) => name === box);
  if (known) return known.filter;
  if (isUuid(box)) return { view: box };
  throw new NotFoundError('There is no such list. Choose one at the top.');
}
