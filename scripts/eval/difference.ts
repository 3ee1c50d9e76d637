import type { Suggestion } from '../../src/features/records/suggestion.ts';
import type { Reading, ReadingMatter } from './readers.ts';

/** One thing that two readers say differently about one conversation. */
export interface Difference {
  /** The record that it is about: its kind and title. */
  record: string;
  /** `record` where only one of them made it; else `title`, `machine`, `hangs on` or a field of the kind. */
  field: string;
  /** What each says; empty for nothing. */
  before: string;
  after: string;
}

/** What changes from one reading of a conversation to another, field by field. */
export function differences(before: Reading, after: Reading, { machines }: ReadingMatter): Difference[] {
  const pairs = pair(before.suggestions, after.suggestions);
  const gone = before.suggestions.filter((each) => !pairs.some(([one]) => one === each));
  const added = after.suggestions.filter((each) => !pairs.some(([, one]) => one === each));
  const valuesOf = ({ suggestions }: Reading, suggestion: Suggestion): Record<string, string> => ({
    title: suggestion.title,
    machine: machines.find(({ id }) => id === suggestion.machineId)?.name ?? '',
    'hangs on': suggestions[(suggestion.parentPosition ?? 0) - 1]?.kind ?? '',
    ...suggestion.fields,
  });
  return [
    ...pairs.flatMap(([one, other]) => {
      const [was, is] = [valuesOf(before, one), valuesOf(after, other)];
      const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
      return fields
        .map((field) => ({ record: named(one), field, before: was[field] ?? '', after: is[field] ?? '' }))
        .filter((each) => each.before !== each.after);
    }),
    ...gone.map((each) => ({ record: named(each), field: 'record', before: each.title, after: '' })),
    ...added.map((each) => ({ record: named(each), field: 'record', before: '', after: each.title })),
  ];
}

/** Which suggestion became which: of one kind only, those that are most alike first, each once. */
function pair(
  before: readonly Suggestion[],
  after: readonly Suggestion[],
): [before: Suggestion, after: Suggestion][] {
  const candidates = before.flatMap((one) =>
    after
      .filter(({ kind }) => kind === one.kind)
      .map((other) => ({ one, other, alike: likeness(one, other) })),
  );
  const pairs: [Suggestion, Suggestion][] = [];
  for (const { one, other } of candidates.toSorted((a, b) => b.alike - a.alike)) {
    if (!pairs.some(([left, right]) => left === one || right === other)) pairs.push([one, other]);
  }
  return pairs;
}

const likeness = (one: Suggestion, other: Suggestion): number =>
  (one.machineId === other.machineId ? 1 : 0) + sharedWords(one.title, other.title);

/** From 0 for none to 1 for all. */
function sharedWords(one: string, other: string): number {
  const [left, right] = [wordsOf(one), wordsOf(other)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared / Math.max(1, left.size, right.size);
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
const named = ({ kind, title }: Suggestion): string => `${kind}: ${title}`;
