import { Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { RecordRow } from '../record-view.ts';
import { KindBadge, personName, recordPath, StatusBadge } from './record-parts.tsx';

interface TableProps {
  page: PageRequest;
  /** Read to whoever does not see the page. */
  caption: string;
  /** A record with the line below its title. */
  rows: readonly { row: RecordRow; sub?: string }[];
  /** What the last column tells. */
  time: 'Changed' | 'Saved';
  /** Adds a column with who takes care, by the names given. */
  people?: ReadonlyMap<string, string>;
}

/** Records as a table, which on a phone turns into cards. */
export const RecordTable = ({ page, caption, rows, time, people }: TableProps) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Record</th>
          <th scope="col">Kind</th>
          <th scope="col">Status</th>
          {people && <th scope="col">Assigned to</th>}
          <th scope="col">{time}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ row, sub }) => (
          <tr>
            <td class="quiet numeric" data-label="#">
              {row.number}
            </td>
            <td class="lead-cell" data-label="Record">
              <a class="title" href={recordPath(page, row)}>
                {row.title}
              </a>
              {sub && <div class="sub">{sub}</div>}
            </td>
            <td class="bare" data-label="Kind">
              <KindBadge kind={row.kind} />
            </td>
            <td class="bare" data-label="Status">
              <StatusBadge status={row.status} />
            </td>
            {people && (
              <td data-label="Assigned to" class={row.assigneeId ? undefined : 'quiet nothing'}>
                {row.assigneeId ? personName(people, row.assigneeId) : '–'}
              </td>
            )}
            <td data-label={time}>
              <Time at={time === 'Changed' ? row.updatedAt : row.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
