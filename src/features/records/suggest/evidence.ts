/** Letters and digits that a quote needs to say anything; "a" stands in every message. */
const TELLING_LENGTH = 3;

let segmenter: Intl.Segmenter | undefined;

/**
 * Finds a quote in a message and returns the literal part of the message, or undefined if it is not there. White
 * space, typographic quotes and dashes, compatibility forms and invisible characters may differ; words may not.
 */
export function findQuote(text: string, quote: string): string | undefined {
  const wanted = normalize(quote)
    .map(({ char }) => char)
    .join('')
    .trim();
  if (wanted === '') return undefined;
  const units = normalize(text);
  const haystack = units.map(({ char }) => char).join('');
  const at = haystack.indexOf(wanted);
  if (at < 0) return undefined;
  const starts: number[] = [];
  let length = 0;
  for (const { char } of units) {
    starts.push(length);
    length += char.length;
  }
  const first = units[starts.findLastIndex((start) => start <= at)];
  const last = units[starts.findLastIndex((start) => start < at + wanted.length)];
  return first && last ? text.slice(first.from, last.to) : undefined;
}

/** Whether a quote says enough to carry a value: some letters, or one of the value's own forms, as in quantity "2". */
export function isTelling(quote: string, forms: readonly string[]): boolean {
  const letters = quote.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const same = (form: string) => fold(form).toLowerCase() === fold(quote).toLowerCase();
  return letters >= TELLING_LENGTH || (letters > 0 && forms.some(same));
}

interface Unit {
  char: string;
  /** Where in the original the character begins and ends. */
  from: number;
  to: number;
}

/** Graphemes in comparable form with their place in the original; runs of white space are one blank. */
function normalize(text: string): Unit[] {
  const units: Unit[] = [];
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment, index } of segmenter.segment(text)) {
    const place = { from: index, to: index + segment.length };
    const char = fold(segment);
    if (char === '') continue;
    const last = units.at(-1);
    if (char === ' ' && last?.char === ' ') last.to = place.to;
    else units.push({ char, ...place });
  }
  return units;
}

const fold = (text: string): string =>
  text
    // Before NFKC, which makes an accent of its own out of a blank and a combining one.
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cf}\p{Cc}]/gu, '');
