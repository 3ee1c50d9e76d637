import type { ErasureCounts } from '../tables.ts';

export const rowsIn = (counts: ErasureCounts): number =>
  Object.values(counts).reduce((sum, more) => sum + more, 0);

/** Rows by table; tables go by their names in the database, made readable. */
export const CountTable = ({ counts }: { counts: ErasureCounts }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">Rows by table</caption>
      <thead>
        <tr>
          <th scope="col">Table</th>
          <th scope="col">Rows</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(counts).map(([name, total]) => (
          <tr>
            <td class="lead-cell" data-label="Table">
              {name.replaceAll('_', ' ')}
            </td>
            <td data-label="Rows">{total}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
