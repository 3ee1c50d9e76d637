import type { ErasedPerson, PersonalData, PlainRow } from '../../core/privacy/personal-data.ts';
import {
  blankTexts,
  ERASED_NAME,
  ERASED_TITLE,
  namesPerson,
  scrubDocument,
} from '../../core/privacy/scrub-document.ts';

/**
 * One row as it is to be afterwards, or null when it is to go. Ids become the pseudonym wherever they stand; what the
 * person wrote or is called is blanked in the row's columns and in documents. Of others' words only the id is taken.
 */
export function scrubRow(data: PersonalData, row: PlainRow, person: ErasedPerson): PlainRow | null {
  if (data.onErase === 'delete') return null;
  const scrubbed = data.scrub ? data.scrub(row, person) : row;
  if (scrubbed === null) return null;
  const after = { ...scrubbed };
  for (const [column, texts] of Object.entries(data.people ?? {})) {
    if (!namesPerson(row[column], person.id)) continue;
    for (const text of texts) {
      if (person.keepFacts && data.facts?.includes(text)) continue;
      after[text] = blank(after[text], text);
    }
  }
  for (const column of [...Object.keys(data.people ?? {}), ...(data.mentions ?? [])]) {
    after[column] = replaceIds(scrubDocument(after[column], person.id), person);
  }
  return after;
}

/** A column's value without what the person said; what it is for decides what stands in its place. */
function blank(value: unknown, column: string): unknown {
  if (typeof value === 'string') {
    if (column === 'title') return ERASED_TITLE;
    return /(?:^|_)name$/.test(column) ? ERASED_NAME : '';
  }
  return blankTexts(value, column);
}

function replaceIds(value: unknown, person: ErasedPerson): unknown {
  if (typeof value === 'string') return value.replace(idPattern(person.id), person.pseudonym);
  if (Array.isArray(value)) return value.map((item) => replaceIds(item, person));
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.replace(idPattern(person.id), person.pseudonym),
      replaceIds(item, person),
    ]),
  );
}

/** The id as a whole number: longer ones only hold its digits. */
const idPattern = (id: string) => new RegExp(`(?<!\\d)${id}(?!\\d)`, 'g');
