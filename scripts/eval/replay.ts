import { formatDollars } from '../../src/ai/cost.ts';
import { truncate } from '../../src/discord/text.ts';
import { median } from '../bench/statistics.ts';
import { table } from '../table.ts';
import { type Difference, differences } from './difference.ts';
import { priceUnknown, type Reader, type Reading, readAll } from './readers.ts';
import type { StoredMatter } from './stored.ts';

export interface Replay {
  conversations: number;
  readers: { before: ReplayedReader; after: ReplayedReader };
  /** Conversations about which the two differ, the newest first; none to which one of them gave no answer. */
  changed: { messageId: string; readAt: string; differences: Difference[] }[];
}

interface ReplayedReader {
  name: string;
  records: number;
  failures: number;
  /** Millionths of a US dollar, of all conversations. */
  costMicros: number;
  isPriceKnown: boolean;
  /** Of one conversation. */
  medianMs: number;
}

/** Lets two readers read the same stored conversations, and compares what they say. Writes nothing. */
export async function replay(
  stored: readonly StoredMatter[],
  before: Reader,
  after: Reader,
): Promise<Replay> {
  const [was, is] = [await readAll(before, stored), await readAll(after, stored)];
  return {
    conversations: stored.length,
    readers: { before: summary(before, was), after: summary(after, is) },
    changed: stored.flatMap((matter, index) => {
      const [one, other] = [was[index], is[index]];
      const found = one && other && !one.failure && !other.failure ? differences(one, other, matter) : [];
      const { messageId, readAt } = matter;
      return found.length === 0 ? [] : [{ messageId, readAt: readAt.toISOString(), differences: found }];
    }),
  };
}

const summary = ({ name, isPriceKnown }: Reader, readings: readonly Reading[]): ReplayedReader => ({
  name,
  isPriceKnown,
  records: readings.reduce((sum, { suggestions }) => sum + suggestions.length, 0),
  failures: readings.filter(({ failure }) => failure).length,
  costMicros: readings.reduce((sum, { costMicros }) => sum + costMicros, 0),
  medianMs: median(readings.map(({ ms }) => ms)),
});

/** The differences field by field, and what each reader took, as tables for a terminal. */
export function reportReplay({ conversations, readers, changed }: Replay): string {
  const { before, after } = readers;
  const rows = changed.flatMap(({ messageId, differences: found }) =>
    found.map((each) => [messageId, each.record, each.field, each.before, each.after].map(cell)),
  );
  const both = [before, after];
  return [
    `${conversations} stored conversations, read by ${before.name} and by ${after.name}: ${changed.length} differ`,
    ...(rows.length > 0 ? [table([['message', 'record', 'field', before.name, after.name], ...rows])] : []),
    table([
      ['reader', 'records', 'no answer', 'cost', 'a thousand', 'median'],
      ...both.map((one) => [
        one.name,
        String(one.records),
        String(one.failures),
        formatDollars(one.costMicros),
        formatDollars((one.costMicros / Math.max(1, conversations)) * 1_000),
        `${one.medianMs.toFixed(0)} ms`,
      ]),
    ]),
    ...both.filter(({ isPriceKnown }) => !isPriceKnown).map(({ name }) => priceUnknown(name)),
  ].join('\n\n');
}

const cell = (text: string): string => truncate(text.replace(/\s+/g, ' ').replaceAll('|', '¦'), 48) || '–';
