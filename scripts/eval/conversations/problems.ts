import type { LabelledConversation } from '../labelled.ts';

export const problems: readonly LabelledConversation[] = [
  {
    name: 'flipper-sticks',
    tests: 'A plain report that names its machine.',
    lines: [{ by: 'Ada', says: 'The left flipper on Medieval Madness stays up after every ball again.' }],
    expected: [{ kind: 'problem', machine: 'Medieval Madness' }],
  },
  {
    name: 'alias-only',
    tests: 'A machine by its short name in the middle of a sentence.',
    lines: [
      { by: 'Ben', says: 'Evening all' },
      { by: 'Ben', says: 'fyi the right slingshot on AFM fires twice on every hit' },
    ],
    expected: [{ kind: 'problem', machine: 'Attack from Mars' }],
  },
  {
    name: 'smoke',
    tests: 'Danger is high priority.',
    lines: [
      { by: 'Cleo', says: 'I smelled something burning near the back wall.' },
      { by: 'Ben', says: 'Where exactly?' },
      {
        by: 'Cleo',
        says: 'Laser cutter exhaust, there was smoke coming out of the fan. I pulled the plug, nobody should use it, this is dangerous.',
        answers: 1,
      },
    ],
    expected: [{ kind: 'problem', machine: 'Laser Cutter', fields: { priority: 'high' } }],
  },
  {
    name: 'out-of-order',
    tests: 'The words of a choice are its value.',
    lines: [
      { by: 'Ada', says: 'Pole Position is out of order: the steering wheel turns freely without effect.' },
    ],
    expected: [{ kind: 'problem', machine: 'Pole Position', fields: { priority: 'out of order' } }],
  },
  {
    name: 'no-rush',
    tests: 'Somebody who says that it can wait.',
    lines: [{ by: 'Ben', says: 'One insert light on TAF is dim. Cosmetic, no rush.' }],
    expected: [{ kind: 'problem', machine: 'The Addams Family', fields: { priority: 'low' } }],
  },
  {
    name: 'visitor',
    tests: 'A claim of an outsider is worth a report.',
    lines: [{ by: 'Guest Mia', says: 'hi, the change machine took my 5 and gave nothing back' }],
    expected: [{ kind: 'problem', machine: 'Change Machine' }],
  },
  {
    name: 'machine-from-before',
    tests: 'The machine stands in an earlier message.',
    lines: [
      { by: 'Ada', says: 'Who played Galaga last night?' },
      { by: 'Ben', says: 'Me, until about ten.' },
      {
        by: 'Ada',
        says: 'Was the picture rolling for you too? It does not hold the vertical sync any more.',
      },
    ],
    expected: [{ kind: 'problem', machine: 'Galaga' }],
  },
  {
    name: 'two-of-a-kind',
    tests: 'Two machines of nearly one name.',
    lines: [
      { by: 'Cleo', says: 'Prusa 1 is printing fine since the new nozzle.' },
      {
        by: 'Cleo',
        says: 'But Prusa 2 keeps losing the first layer, the bed is not heating on the left half.',
      },
    ],
    expected: [{ kind: 'problem', machine: 'Prusa 2' }],
  },
  {
    name: 'which-machine',
    tests: 'No machine can be told, so none must be named.',
    lines: [
      { by: 'Ada', says: 'Are Galaga and Pole Position both on the same breaker?' },
      { by: 'Ben', says: 'Could be.' },
      { by: 'Guest Tom', says: 'the one in the corner just shuts off by itself every few minutes' },
    ],
    expected: [{ kind: 'problem', machine: null }],
  },
  {
    name: 'german-report',
    tests: 'Another language.',
    lines: [
      {
        by: 'Ben',
        says: 'Der Kompressor verliert Druck, man hört es an der Kupplung zischen. Compressor hinten links.',
      },
    ],
    expected: [{ kind: 'problem', machine: 'Compressor' }],
  },
];
