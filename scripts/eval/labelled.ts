import type { KnownMachine } from '../../src/features/records/suggest/machine-list.ts';
import type { ConversationMessage } from '../../src/features/records/suggestion.ts';
import type { ReadingMatter } from './readers.ts';

/** A conversation with the records that a careful person would make of its target. */
export interface LabelledConversation {
  name: string;
  /** What it is there to find out. */
  tests: string;
  /** Oldest first; the target is the last one unless another says so. */
  lines: readonly Line[];
  expected: readonly ExpectedRecord[];
}

export interface Line {
  by: string;
  says: string;
  isTarget?: true;
  /** Position, from 0, of the line that it answers. */
  answers?: number;
  isBot?: true;
}

export interface ExpectedRecord {
  kind: 'log' | 'problem' | 'part';
  /** Name of the machine; null where none must be named; absent where either will do. */
  machine?: string | null;
  /** Fields that must read so; case does not matter. */
  fields?: Readonly<Record<string, string>>;
  /** Tells records of one kind apart: a word of the title or the details, any of them. */
  words?: readonly string[];
  /** Position, from 0, of the expected record that it hangs on. */
  under?: number;
  /** Two careful people would differ: neither its presence nor its absence counts. */
  isOptional?: true;
}

/** Whose words prove that work was done. */
const MAINTAINERS = ['Ada', 'Ben', 'Cleo'];

/** The workshop that all conversations take place in. */
export const MACHINES: readonly KnownMachine[] = [
  ['Medieval Madness', 'MM'],
  ['Attack from Mars', 'AFM'],
  ['The Addams Family', 'TAF', 'Addams'],
  ['Twilight Zone', 'TZ'],
  ['Galaga'],
  ['Ms. Pac-Man', 'Ms Pac-Man', 'Pac-Man'],
  ['Pole Position'],
  ['Air Hockey'],
  ['Change Machine', 'coin changer'],
  ['Laser Cutter', 'laser', 'Epilog'],
  ['Prusa 1'],
  ['Prusa 2'],
  ['Table Saw'],
  ['Compressor'],
].map(([name = '', ...aliases], index) => ({ id: `machine-${index + 1}`, name, aliases }));

const FIRST = Date.UTC(2026, 9, 5, 17, 0);
const MINUTE_MS = 60_000;

/** What a reader gets of it: the conversation as the product would have gathered it, without its labels. */
export const matterOf = (labelled: LabelledConversation): ReadingMatter => ({
  conversation: messagesOf(labelled),
  machines: MACHINES,
});

function messagesOf({ lines }: LabelledConversation): ConversationMessage[] {
  const targets = lines.flatMap(({ isTarget }, index) => (isTarget ? [index] : []));
  const target = targets[0] ?? lines.length - 1;
  return lines.map(({ by, says, answers, isBot = false }, index) => ({
    id: messageId(index),
    channelId: '900000000000000001',
    authorId: `80000000000000${String(hash(by)).padStart(4, '0')}`,
    authorName: by,
    authorUsername: by.toLowerCase(),
    trusted: MAINTAINERS.includes(by),
    isBot,
    text: says,
    postedAt: new Date(FIRST + index * MINUTE_MS).toISOString(),
    repliesTo: answers === undefined ? undefined : messageId(answers),
    isTarget: index === target,
    attachments: [],
  }));
}

const messageId = (index: number): string => `9100000000000000${String(index).padStart(2, '0')}`;
const hash = (text: string): number =>
  [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 10_000, 7);
