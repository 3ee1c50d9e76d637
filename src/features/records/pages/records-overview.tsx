import { Card } from '../../../core/web/components/basics.tsx';
import { Stats } from '../../../core/web/components/stats.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { browseRecords } from '../actions/browse-records.ts';
import { countWords } from './count-words.ts';
import { RecordTable } from './record-table.tsx';

const LATEST = 5;

/** Numbers that call for something, and what was written last. Nothing for a server without records. */
export async function recordsOverview(page: PageRequest) {
  const [all, problems, mine] = await Promise.all([
    browseRecords(page.ctx, { order: 'changed', limit: LATEST }),
    browseRecords(page.ctx, { kind: 'problem', limit: 1 }),
    browseRecords(page.ctx, { assignee: page.viewer.userId, limit: 1 }),
  ]);
  if (all.records.length === 0) return null;
  const stats = [
    { path: '/records', count: countWords(all.counts.open), words: 'open records' },
    { path: '/records?kind=problem', count: countWords(problems.counts.open), words: 'open problem reports' },
    { path: '/records?assignee=me', count: countWords(mine.counts.open), words: 'assigned to you' },
  ];
  return (
    <>
      <Stats base={page.base} stats={stats} />
      <Card
        title="Changed last"
        aside={<a href={`${page.base}/records?status=all&order=changed`}>All records</a>}
        flush
      >
        <RecordTable
          page={page}
          caption="Records that changed last"
          rows={all.records.map(({ row, machine }) => ({ row, ...(machine ? { sub: machine.name } : {}) }))}
          time="Changed"
        />
      </Card>
    </>
  );
}
