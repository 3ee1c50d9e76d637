import * as v from 'valibot';
import { InputError } from '../errors.ts';

/**
 * Where the next page of a list begins, as a word that means nothing to its reader. It names the last row by what the
 * list is ordered by, so rows that come in meanwhile neither repeat nor hide others. Not signed: every query is bound
 * to its guild anyway, so a forged one only begins elsewhere in one's own list.
 */
export function encodeCursor(list: string, position: readonly (string | number)[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify([list, ...position]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The position in a cursor of this list. Throws InputError for a word that no page of it gave. */
export function decodeCursor<S extends v.GenericSchema>(
  list: string,
  cursor: string,
  position: S,
): v.InferOutput<S> {
  const [name, ...rest] = parse(cursor);
  const parsed = v.safeParse(position, rest);
  if (name !== list || !parsed.success) {
    const problem = 'This is no cursor of this list. Take `next` of the page before, or leave it out.';
    throw new InputError(`cursor: ${problem}`, { cursor: problem });
  }
  return parsed.output;
}

function parse(cursor: string): unknown[] {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, (char) => char.charCodeAt(0)),
    );
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** How every list is paged. */
export const pageQuery = {
  limit: v.optional(
    v.pipe(
      v.number('Give a number.'),
      v.integer('Give a whole number.'),
      v.minValue(1, 'At least 1.'),
      v.maxValue(100, 'At most 100.'),
      v.description('How many at most.'),
    ),
    50,
  ),
  cursor: v.optional(
    v.pipe(v.string(), v.maxLength(600, 'That is too long.'), v.description('`next` of the page before.')),
  ),
};

/** `next` of every list. */
export const NextCursor = v.pipe(
  v.nullable(v.string()),
  v.description('Cursor of the next page; null on the last one.'),
);
