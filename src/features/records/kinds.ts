export interface KindField {
  name: string;
  label: string;
  /** Told to the model and shown under the input. */
  description: string;
  style: 'line' | 'paragraph' | 'choice';
  required: boolean;
  maxLength: number;
  choices?: readonly string[];
}

/** A kind of record. The wizard, the modals, Claude's schema, the API and the posts are all made from this. */
export interface RecordKind {
  name: string;
  /** Singular, as in "Log entry #12". */
  title: string;
  emoji: string;
  /** 0xRRGGBB of the embed's bar. */
  color: number;
  /** When a message calls for this kind; told to the model. */
  when: string;
  /** Besides title and machine, which every record has. At most three: a modal takes five inputs. */
  fields: readonly KindField[];
  /** The kind that a suggestion of this kind may hang on. */
  parentKind?: string;
}

export const TITLE_MAX_LENGTH = 100;

const details = (description: string): KindField => ({
  name: 'details',
  label: 'Details',
  description,
  style: 'paragraph',
  required: false,
  maxLength: 1_000,
});

export const recordKinds: readonly RecordKind[] = [
  {
    name: 'log',
    title: 'Log entry',
    emoji: '🛠️',
    color: 0x3ba55d,
    when: 'Somebody says that work was done: something was repaired, cleaned, adjusted, replaced or checked.',
    fields: [
      details('What was done and what came of it.'),
      {
        name: 'worker',
        label: 'Done by',
        description: 'Who did the work, as they are called in the conversation.',
        style: 'line',
        required: false,
        maxLength: 80,
      },
    ],
  },
  {
    name: 'problem',
    title: 'Problem report',
    emoji: '⚠️',
    color: 0xed4245,
    when: 'Somebody reports that something is broken, misbehaves or is unsafe, and it is not already fixed.',
    fields: [
      details('What happens, since when, and what was tried.'),
      {
        name: 'priority',
        label: 'Priority',
        description: 'How urgent it is.',
        style: 'choice',
        required: false,
        maxLength: 20,
        choices: ['low', 'normal', 'high', 'out of order'],
      },
    ],
  },
  {
    name: 'part',
    title: 'Part request',
    emoji: '📦',
    color: 0xfaa61a,
    when: 'Somebody needs a part, material or tool that has to be ordered or found.',
    fields: [
      details('Part number, size, supplier, or what it is for.'),
      {
        name: 'quantity',
        label: 'Quantity',
        description: 'How many, as a number.',
        style: 'line',
        required: false,
        maxLength: 10,
      },
    ],
    parentKind: 'problem',
  },
];

export const findKind = (name: string): RecordKind | undefined =>
  recordKinds.find((kind) => kind.name === name);
