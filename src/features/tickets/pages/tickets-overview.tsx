import { Stats } from '../../../core/web/components/stats.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { countOpen } from '../../conversations/public.ts';
import { READ } from '../access.ts';

/** Tickets that the team has to go on with; nothing while there are none. */
export async function ticketsOverview(page: PageRequest) {
  if (!page.can(READ)) return null;
  const { open, nobodys, mine } = await countOpen(page.ctx, 'tickets', READ);
  if (open === 0) return null;
  return (
    <Stats
      base={page.base}
      stats={[
        {
          path: '/tickets',
          count: open,
          words: open === 1 ? 'ticket waits for the team' : 'tickets wait for the team',
        },
        { path: '/tickets?assignee=nobody', count: nobodys, words: 'of them have nobody' },
        { path: '/tickets?assignee=me', count: mine, words: 'of them are yours' },
      ]}
    />
  );
}
