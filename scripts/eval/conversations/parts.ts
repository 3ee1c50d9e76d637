import type { LabelledConversation } from '../labelled.ts';

export const parts: readonly LabelledConversation[] = [
  {
    name: 'four-rubbers',
    tests: 'How many, in words.',
    lines: [{ by: 'Ben', says: 'We need four 1" rubber rings for Attack from Mars.' }],
    expected: [{ kind: 'part', machine: 'Attack from Mars', fields: { quantity: '4' } }],
  },
  {
    name: 'number-with-x',
    tests: 'How many, in shop language.',
    lines: [{ by: 'Ada', says: 'Please order 10x fuse 2A slow-blow, we ran out.' }],
    expected: [{ kind: 'part', machine: null, fields: { quantity: '10' } }],
  },
  {
    name: 'voltage-is-no-quantity',
    tests: 'Numbers that are sizes.',
    lines: [{ by: 'Cleo', says: 'Need a new 24V 5A power supply for Prusa 2.' }],
    expected: [{ kind: 'part', machine: 'Prusa 2' }],
  },
  {
    name: 'already-ordered',
    tests: 'What has come already is not wanted any more.',
    lines: [
      { by: 'Ben', says: 'we need a belt for the air hockey blower' },
      {
        by: 'Ada',
        says: 'The belt for Air Hockey arrived this morning, it is in the drawer. Nothing more to order.',
      },
    ],
    expected: [],
  },
  {
    name: 'tool-for-the-shop',
    tests: 'A part for no machine.',
    lines: [
      {
        by: 'Cleo',
        says: 'We are running low on solder wick and need a new soldering iron tip, size 2.4 mm.',
      },
    ],
    expected: [
      { kind: 'part', machine: null, words: ['wick'] },
      { kind: 'part', machine: null, words: ['tip', 'iron'], isOptional: true },
    ],
  },
  {
    name: 'part-in-a-reply',
    tests: 'What a reply orders hangs together with what it answers.',
    lines: [
      { by: 'Guest Tom', says: 'The trackball lamp of Ms. Pac-Man is gone' },
      { by: 'Ada', says: 'It is burnt out. We need two #555 bulbs.', answers: 0 },
    ],
    expected: [
      { kind: 'problem', machine: 'Ms. Pac-Man', isOptional: true },
      { kind: 'part', machine: 'Ms. Pac-Man', fields: { quantity: '2' } },
    ],
  },
];
