import { Stats } from '../../../core/web/components/stats.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { countOpen } from '../../conversations/public.ts';

/** What waits for an answer of the team; nothing while nobody waits. */
export async function inboxOverview(page: PageRequest) {
  if (!page.can('inbox:read')) return null;
  const { open, nobodys, mine } = await countOpen(page.ctx, 'inbox', 'inbox:read');
  if (open === 0) return null;
  return (
    <Stats
      base={page.base}
      stats={[
        {
          path: '/inbox',
          count: open,
          words: open === 1 ? 'person waits for an answer' : 'people wait for an answer',
        },
        { path: '/inbox?box=unassigned', count: nobodys, words: 'of them have nobody' },
        { path: '/inbox?box=mine', count: mine, words: 'of them are yours' },
      ]}
    />
  );
}
