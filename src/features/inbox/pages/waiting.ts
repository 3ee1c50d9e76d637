import type { Stat } from '../../../core/web/components/stats.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { countOpen } from '../../conversations/public.ts';

/** What waits for an answer of the team. */
export async function inboxWaiting(page: PageRequest): Promise<readonly Stat[]> {
  if (!page.can('inbox:read')) return [];
  const { open, nobodys, mine } = await countOpen(page.ctx, 'inbox', 'inbox:read');
  if (open === 0) return [];
  return [
    {
      path: '/inbox',
      count: open,
      words: open === 1 ? 'person waits for an answer' : 'people wait for an answer',
    },
    { path: '/inbox?box=unassigned', count: nobodys, words: 'of them have nobody' },
    { path: '/inbox?box=mine', count: mine, words: 'of them are yours' },
  ];
}
