import { recordKinds } from '../../src/features/records/kinds.ts';
import type { Suggestion } from '../../src/features/records/suggestion.ts';
import { median } from '../bench/statistics.ts';
import { type ExpectedRecord, type LabelledConversation, MACHINES } from './labelled.ts';
import type { Reader, Reading } from './readers.ts';

/** How many of `of` are as they should be. */
export interface Share {
  right: number;
  of: number;
}

/** Precision = right / found, recall = right / expected. */
export interface KindScore {
  kind: string;
  expected: number;
  found: number;
  right: number;
}

export interface Score {
  reader: string;
  kinds: KindScore[];
  /** Among the records that were rightly found: the machine, the labelled fields, what they hang on. */
  machines: Share;
  fields: Share;
  parents: Share;
  /** Conversations that call for nothing and got nothing. */
  quiet: Share;
  /** Values that were left blank because their words are not in the conversation. */
  blanked: number;
  dropped: number;
  /** Conversations without an answer, by reason. */
  failures: Record<string, number>;
  /** Millionths of a US dollar, of all conversations. */
  costMicros: number;
  isPriceKnown: boolean;
  /** Of one conversation. */
  medianMs: number;
  /** One sentence for each thing that is not as it should be. */
  misses: string[];
}

interface Pair {
  expected: ExpectedRecord;
  found: Suggestion;
}

/** Compares what a reader made of the conversations with what it should have made. */
export function score(
  reader: Pick<Reader, 'name' | 'isPriceKnown'>,
  conversations: readonly LabelledConversation[],
  readings: readonly Reading[],
): Score {
  const kinds = recordKinds.map(({ name }): KindScore => ({ kind: name, expected: 0, found: 0, right: 0 }));
  const result: Score = {
    reader: reader.name,
    kinds,
    machines: { right: 0, of: 0 },
    fields: { right: 0, of: 0 },
    parents: { right: 0, of: 0 },
    quiet: { right: 0, of: 0 },
    blanked: 0,
    dropped: 0,
    failures: {},
    costMicros: 0,
    isPriceKnown: reader.isPriceKnown,
    medianMs: median(readings.map(({ ms }) => ms)),
    misses: [],
  };
  for (const [index, conversation] of conversations.entries()) {
    const reading = readings[index];
    if (!reading) throw new Error(`${conversation.name} was not read.`);
    addConversation(result, conversation, reading);
  }
  return result;
}

function addConversation(result: Score, { name, expected }: LabelledConversation, reading: Reading): void {
  const miss = (what: string) => result.misses.push(`${name}: ${what}`);
  result.costMicros += reading.costMicros;
  result.dropped += reading.dropped;
  result.blanked += reading.suggestions.reduce((sum, { warnings }) => sum + warnings.length, 0);
  if (reading.failure) {
    result.failures[reading.failure] = (result.failures[reading.failure] ?? 0) + 1;
    miss(`no answer (${reading.failure})`);
  }
  if (expected.length === 0) addShare(result.quiet, reading.suggestions.length === 0 && !reading.failure);

  const pairs = pair(expected, reading.suggestions);
  for (const kind of result.kinds) {
    const optional = pairs.filter(({ expected: { isOptional } }) => isOptional);
    const counts = (suggestion: Suggestion) => !optional.some(({ found }) => found === suggestion);
    kind.expected += expected.filter((each) => each.kind === kind.kind && !each.isOptional).length;
    kind.found += reading.suggestions.filter((each) => each.kind === kind.kind && counts(each)).length;
    kind.right += pairs.filter(
      (each) => each.expected.kind === kind.kind && !each.expected.isOptional,
    ).length;
  }
  for (const each of expected) {
    if (!each.isOptional && !pairs.some((one) => one.expected === each)) miss(`no ${describe(each)}`);
  }
  for (const each of reading.suggestions) {
    if (!pairs.some(({ found }) => found === each)) miss(`an unasked ${each.kind}: ${each.title}`);
  }
  for (const one of pairs) addDetails(result, one, { expected, pairs, reading, miss });
}

function addDetails(
  result: Score,
  { expected, found }: Pair,
  context: {
    expected: readonly ExpectedRecord[];
    pairs: readonly Pair[];
    reading: Reading;
    miss: (what: string) => void;
  },
): void {
  const { miss } = context;
  if (expected.machine !== undefined) {
    const named = machineName(found);
    if (!addShare(result.machines, named === expected.machine)) {
      miss(`the ${found.kind}'s machine is ${named ?? 'blank'}, not ${expected.machine ?? 'blank'}`);
    }
  }
  for (const [field, value] of Object.entries(expected.fields ?? {})) {
    const said = found.fields[field] ?? '';
    if (!addShare(result.fields, said.toLowerCase() === value.toLowerCase())) {
      miss(`the ${found.kind}'s ${field} is “${said}”, not “${value}”`);
    }
  }
  if (expected.under !== undefined) {
    const above = context.pairs.find((one) => one.expected === context.expected[expected.under ?? -1]);
    const parent = context.reading.suggestions[(found.parentPosition ?? 0) - 1];
    if (!addShare(result.parents, above !== undefined && parent === above.found)) {
      miss(`the ${found.kind} does not hang on its ${context.expected[expected.under]?.kind}`);
    }
  }
}

/**
 * Which suggestion is which expected record: only of the same kind, the best fitting first, each once. Where words are
 * given, one of them has to be there.
 */
function pair(expected: readonly ExpectedRecord[], found: readonly Suggestion[]): Pair[] {
  const candidates = expected.flatMap((record) =>
    found
      .filter((suggestion) => suggestion.kind === record.kind && hasWords(record, suggestion))
      .map((suggestion) => ({ expected: record, found: suggestion, fit: fit(record, suggestion) })),
  );
  const pairs: Pair[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.fit - a.fit)) {
    const isTaken = pairs.some((one) => one.expected === candidate.expected || one.found === candidate.found);
    if (!isTaken) pairs.push(candidate);
  }
  return pairs;
}

/** What must be there goes before what may be. */
const fit = (record: ExpectedRecord, suggestion: Suggestion): number =>
  (record.machine !== undefined && machineName(suggestion) === record.machine ? 2 : 0) +
  (record.isOptional ? 0 : 1);

function hasWords({ words }: ExpectedRecord, { title, fields }: Suggestion): boolean {
  const text = `${title} ${fields.details ?? ''}`.toLowerCase();
  return !words || words.some((word) => text.includes(word));
}

function addShare(share: Share, isRight: boolean): boolean {
  share.of += 1;
  if (isRight) share.right += 1;
  return isRight;
}

const machineName = ({ machineId }: Suggestion): string | null =>
  MACHINES.find(({ id }) => id === machineId)?.name ?? null;

const describe = ({ kind, machine }: ExpectedRecord): string => (machine ? `${kind} about ${machine}` : kind);
