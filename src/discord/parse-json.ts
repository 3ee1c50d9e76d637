/** Escapes by which NUL and halves of surrogate pairs come in; as plain bytes neither is JSON in UTF-8. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/**
 * Parses what Discord sends, whose texts are people's: NUL is left out and half a surrogate pair becomes U+FFFD, because
 * Postgres keeps neither in text. Where no escape calls for it, this is `JSON.parse`. Throws SyntaxError like it.
 */
export function parseJson(text: string): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();
