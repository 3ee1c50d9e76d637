import { and, eq, sql } from 'drizzle-orm';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import {
  type ConversationFilter,
  type ConversationPage,
  conversationReads,
  conversations,
  listConversations,
  unreadCounts,
} from '../../conversations/public.ts';
import { listViews } from '../actions/list-views.ts';
import { findView } from '../find-desk.ts';
import { leads } from '../tables.ts';
import type { ViewFilter } from '../view-filter.ts';

/** The lists that everybody has. */
export const BOXES = [
  { name: 'mine', title: 'Mine', empty: 'Nothing waits for you.' },
  { name: 'unassigned', title: 'Unassigned', empty: 'Nobody is without an owner.' },
  { name: 'all', title: 'All open', empty: 'Nobody has written yet, or all is done.' },
  { name: 'snoozed', title: 'Snoozed', empty: 'Nothing is put aside.' },
  { name: 'closed', title: 'Closed', empty: 'Nothing has been closed yet.' },
] as const;
export type BoxName = (typeof BOXES)[number]['name'];

/** The list beside every conversation: which one, what is in it, and what of it is unread. */
export interface Desk {
  box: string;
  words: string | undefined;
  tag: string | undefined;
  list: ConversationPage;
  unread: ReadonlyMap<string, number>;
  views: Awaited<ReturnType<typeof listViews>>;
  /** Address of a list or, with a conversation, of that within this list; below the guild. */
  link(change: {
    box?: string;
    q?: string | undefined;
    tag?: string | undefined;
    cursor?: string;
    to?: string;
  }): string;
}

const LIST = 40;

/** Loads the list that the address names: `?box=`, `?q=` and `?tag=`; `box` is one of BOXES or a saved view's id. */
export async function loadDesk(page: PageRequest): Promise<Desk> {
  const { ctx, viewer } = page;
  const box = page.query('box') ?? 'all';
  const words = page.query('q');
  const tag = page.query('tag');
  const filter = { ...(await filterOf(page, box)), ...(words ? { words } : {}), ...(tag ? { tag } : {}) };
  const [list, views] = await Promise.all([
    listConversations(
      ctx,
      { feature: 'inbox', ...filter },
      { limit: LIST, cursor: page.query('cursor') },
      'inbox:read',
    ),
    listViews(ctx),
  ]);
  const unread = await unreadCounts(
    ctx,
    list.rows.map(({ id }) => id),
    viewer.userId,
  );
  return { box, words, tag, list, unread, views, link };

  function link({ to, ...change }: Parameters<Desk['link']>[0]): string {
    const values = { box, q: words, tag, ...change };
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value) params.set(name, value);
    if (values.box === 'all') params.delete('box');
    return `/inbox${to ? `/${to}` : ''}${params.size > 0 ? `?${params}` : ''}`;
  }
}

async function filterOf(page: PageRequest, box: string): Promise<ConversationFilter> {
  switch (box) {
    case 'mine':
      return { states: ['open', 'waiting'], assigneeId: page.viewer.userId };
    case 'unassigned':
      return { states: ['open', 'waiting'], assigneeId: 'none' };
    case 'snoozed':
      return { states: ['snoozed'] };
    case 'closed':
      return { states: ['closed'] };
    case 'all':
      return { states: ['open', 'waiting'] };
    default:
      if (!isUuid(box)) throw new NotFoundError('There is no such list. Choose one at the top.');
      return savedFilter(page, (await findView(page.ctx, box)).filter);
  }
}

function savedFilter({ ctx, viewer }: PageRequest, { state, assignee, tag, status, unread, q }: ViewFilter) {
  const who = assignee === 'me' ? viewer.userId : assignee === 'nobody' ? 'none' : assignee;
  const isUnread = sql`exists (select 1 from conversation_messages m where m.conversation_id = ${conversations.id}
    and m.direction = 'in' and m.sequence > coalesce((select ${conversationReads.upTo} from ${conversationReads}
      where ${conversationReads.guildId} = ${ctx.guildId} and ${conversationReads.conversationId} = ${conversations.id}
      and ${conversationReads.userId} = ${viewer.userId}), 0))`;
  const hasStatus = sql`exists (select 1 from ${leads} where ${and(
    eq(leads.guildId, ctx.guildId),
    sql`${leads.personId} = ${conversations.personId}`,
    sql`${leads.status} = ${status ?? ''}`,
  )})`;
  const also = [...(unread ? [isUnread] : []), ...(status ? [hasStatus] : [])];
  const filter: ConversationFilter = {
    ...(state === 'any' ? {} : { states: state ? [state] : ['open', 'waiting'] }),
    ...(who ? { assigneeId: who } : {}),
    ...(tag ? { tag } : {}),
    ...(q ? { words: q } : {}),
    ...(also.length > 0 ? { also: sql.join(also, sql` and `) } : {}),
  };
  return filter;
}
