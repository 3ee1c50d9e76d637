import { isOther, partsAbout, withoutOthers } from '../../core/privacy/parts-about.ts';
import type { PersonalData, PlainRow } from '../../core/privacy/personal-data.ts';
import { namesPerson } from '../../core/privacy/scrub-document.ts';

/**
 * A row as the person gets to see it. Theirs whole, but for secrets and for who else had to do with it; of a row that
 * only names them, what concerns them.
 */
export function shareRow(
  data: PersonalData,
  row: PlainRow,
  { personId, isTheirs }: { personId: string; isTheirs: boolean },
): PlainRow {
  const secret = new Set(data.secrets);
  // Safe because a row is an object, and so are its parts.
  if (!isTheirs) return without(secret, partsAbout(row, personId) as PlainRow);
  const hidden = new Set([...secret, ...othersColumns(data, row, personId)]);
  const shown = without(hidden, data.share?.(row, personId) ?? row);
  return Object.fromEntries(
    Object.entries(shown).map(([column, value]) => [column, withoutOthers(value, personId, column)]),
  );
}

/** Columns that name other people, and what those said or are called, unless it is the person's as well. */
function othersColumns({ people = {} }: PersonalData, row: PlainRow, personId: string): string[] {
  const columns = Object.entries(people);
  const own = new Set(
    columns.flatMap(([column, texts]) => (namesPerson(row[column], personId) ? [column, ...texts] : [])),
  );
  return columns
    .filter(([column]) => isOther(row[column], personId))
    .flatMap(([column, texts]) => [column, ...texts])
    .filter((column) => !own.has(column));
}

const without = (columns: ReadonlySet<string>, row: PlainRow): PlainRow =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.has(column)));
