import type { LabelledConversation } from '../labelled.ts';

export const work: readonly LabelledConversation[] = [
  {
    name: 'replaced-coil',
    tests: 'Plain work by the one who writes.',
    lines: [
      {
        by: 'Ada',
        says: 'I replaced the flipper coil on Twilight Zone and adjusted the end-of-stroke switch.',
      },
    ],
    expected: [{ kind: 'log', machine: 'Twilight Zone', fields: { worker: 'Ada' } }],
  },
  {
    name: 'by-somebody-else',
    tests: 'Who did the work is not who tells of it.',
    lines: [
      { by: 'Ada', says: 'Ben cleaned and waxed the playfield of Addams this morning, it is fast now.' },
    ],
    expected: [{ kind: 'log', machine: 'The Addams Family', fields: { worker: 'Ben' } }],
  },
  {
    name: 'mended-in-one-message',
    tests: 'Trouble that the same message mends is not reported.',
    lines: [
      {
        by: 'Ben',
        says: 'Ms. Pac-Man had no sound today, the ribbon cable was loose. Pushed it back in and fixed it with a clip, works again.',
      },
    ],
    expected: [{ kind: 'log', machine: 'Ms. Pac-Man' }],
  },
  {
    name: 'mended-later',
    tests: 'What is mended by the end is work, not trouble.',
    lines: [
      { by: 'Guest Mia', says: 'air hockey has no air on one side' },
      { by: 'Cleo', says: 'I am on it' },
      {
        by: 'Cleo',
        says: 'Vacuumed the blower and replaced the belt, Air Hockey is back in service.',
        answers: 0,
      },
    ],
    expected: [{ kind: 'log', machine: 'Air Hockey' }],
  },
  {
    name: 'checked-only',
    tests: 'A check is work too.',
    lines: [
      {
        by: 'Cleo',
        says: 'Checked the riving knife and the fence of the table saw, both calibrated to 0.1 mm.',
      },
    ],
    expected: [{ kind: 'log', machine: 'Table Saw' }],
  },
  {
    name: 'still-to-do',
    tests: 'A plan is no work.',
    lines: [{ by: 'Ben', says: 'Tomorrow I will replace the nozzle on Prusa 1 and clean the bed.' }],
    expected: [],
  },
  {
    name: 'half-done',
    tests: 'Work and what it left open are two matters.',
    lines: [
      {
        by: 'Ada',
        says: 'Replaced the start button on Galaga. The fire button is still dead though, it does not register at all.',
      },
    ],
    expected: [
      { kind: 'log', machine: 'Galaga', words: ['start'] },
      { kind: 'problem', machine: 'Galaga', words: ['fire'] },
    ],
  },
  {
    name: 'spanish-work',
    tests: 'Another language.',
    lines: [
      {
        by: 'Cleo',
        says: 'He cambiado la correa y limpiado los espejos de la Laser Cutter. Ya corta bien otra vez.',
      },
    ],
    expected: [{ kind: 'log', machine: 'Laser Cutter' }],
  },
];
