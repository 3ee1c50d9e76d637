import { Card } from '../../../core/web/components/basics.tsx';
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
    { href: '/records', count: all.counts.open, words: 'open records' },
    { href: '/records?kind=problem', count: problems.counts.open, words: 'open problem reports' },
    { href: '/records?assignee=me', count: mine.counts.open, words: 'assigned to you' },
  ];
  return (
    <>
      <div class="stats">
        {stats.map(({ href, count, words }) => (
          <a class="stat" href={`${page.base}${href}`}>
            <strong>{countWords(count)}</strong>
            <span>{words}</span>
          </a>
        ))}
      </div>
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
