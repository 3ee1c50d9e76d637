import { formatDollars } from '../../src/ai/cost.ts';
import { table } from '../table.ts';
import { priceUnknown } from './readers.ts';
import type { KindScore, Score, Share } from './score.ts';

/** The scores as tables for a terminal, readers side by side, then what each got wrong. */
export function report(scores: readonly Score[], conversations: number): string {
  const kinds = [...(scores[0]?.kinds ?? []).map(({ kind }) => kind), 'all'];
  return [
    `Records found in ${conversations} conversations, by kind`,
    table([
      ['reader', 'kind', 'expected', 'found', 'right', 'precision', 'recall', 'F1'],
      ...scores.flatMap((one) => kinds.map((kind) => [one.reader, ...kindRow(kindScore(one, kind))])),
    ]),
    'What the right ones say, and what it took',
    table([
      [
        'reader',
        'machine',
        'fields',
        'hangs on',
        'quiet',
        'left blank',
        'no answer',
        'cost',
        'each',
        'median',
      ],
      ...scores.map((one) => [
        one.reader,
        ...[one.machines, one.fields, one.parents, one.quiet].map(share),
        String(one.blanked),
        failures(one),
        formatDollars(one.costMicros),
        formatDollars(one.costMicros / conversations),
        `${one.medianMs.toFixed(0)} ms`,
      ]),
    ]),
    ...scores.filter(({ isPriceKnown }) => !isPriceKnown).map(({ reader }) => priceUnknown(reader)),
    ...scores.flatMap(misses),
  ].join('\n\n');
}

/** Of one kind, or of `all` together. */
export function kindScore({ kinds }: Score, kind: string): KindScore {
  const chosen = kinds.filter((each) => kind === 'all' || each.kind === kind);
  const sum = (name: 'expected' | 'found' | 'right') => chosen.reduce((total, each) => total + each[name], 0);
  return { kind, expected: sum('expected'), found: sum('found'), right: sum('right') };
}

const kindRow = ({ kind, expected, found, right }: KindScore): string[] => [
  kind,
  String(expected),
  String(found),
  String(right),
  ratio(right, found),
  ratio(right, expected),
  ratio(2 * right, found + expected),
];

const ratio = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(2));
const share = ({ right, of }: Share): string => `${right}/${of}`;

const failures = ({ failures: found }: Score): string =>
  Object.entries(found)
    .map(([reason, count]) => `${count} × ${reason}`)
    .join(', ') || '0';

const misses = (one: Score): string[] =>
  one.misses.length === 0
    ? [`${one.reader}: nothing missed.`]
    : [[`${one.reader}:`, ...one.misses.map((miss) => `  ${miss}`)].join('\n')];
