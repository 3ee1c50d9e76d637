import { Card, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { browseRecords } from '../actions/browse-records.ts';
import { countWords } from './count-words.ts';
import { KindBadge, recordPath, StatusBadge } from './record-parts.tsx';

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
        <div class="table-wrap">
          <table>
            <caption class="sr-only">Records that changed last</caption>
            <thead>
              <tr>
                <th scope="col">#</th>
                <th scope="col">Record</th>
                <th scope="col">Kind</th>
                <th scope="col">Status</th>
                <th scope="col">Changed</th>
              </tr>
            </thead>
            <tbody>
              {all.records.map(({ row, machine }) => (
                <tr>
                  <td class="quiet numeric" data-label="#">
                    {row.number}
                  </td>
                  <td class="lead-cell" data-label="Record">
                    <a class="title" href={recordPath(page, row)}>
                      {row.title}
                    </a>
                    {machine && <div class="sub">{machine.name}</div>}
                  </td>
                  <td class="bare" data-label="Kind">
                    <KindBadge kind={row.kind} />
                  </td>
                  <td class="bare" data-label="Status">
                    <StatusBadge status={row.status} />
                  </td>
                  <td data-label="Changed">
                    <Time at={row.updatedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  );
}
