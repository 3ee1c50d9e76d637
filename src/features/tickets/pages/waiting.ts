import type { Stat } from '../../../core/web/components/stats.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { countOpen } from '../../conversations/public.ts';
import { READ } from '../access.ts';

/** Tickets that the team has to go on with. */
export async function ticketsWaiting(page: PageRequest): Promise<readonly Stat[]> {
  if (!page.can(READ)) return [];
  const { open, nobodys, mine } = await countOpen(page.ctx, 'tickets', READ);
  if (open === 0) return [];
  return [
    {
      path: '/tickets',
      count: open,
      words: open === 1 ? 'ticket waits for the team' : 'tickets wait for the team',
    },
    { path: '/tickets?assignee=nobody', count: nobodys, words: 'of them have nobody' },
    { path: '/tickets?assignee=me', count: mine, words: 'of them are yours' },
  ];
}
