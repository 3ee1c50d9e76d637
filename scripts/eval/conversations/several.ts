import type { LabelledConversation } from '../labelled.ts';

export const several: readonly LabelledConversation[] = [
  {
    name: 'problem-with-part',
    tests: 'A part hangs on the problem that it is for.',
    lines: [
      {
        by: 'Ada',
        says: 'The left flipper on Medieval Madness stays up again, the coil stop is cracked. We need a new coil stop.',
      },
    ],
    expected: [
      { kind: 'problem', machine: 'Medieval Madness' },
      { kind: 'part', machine: 'Medieval Madness', under: 0 },
    ],
  },
  {
    name: 'two-machines',
    tests: 'One message, two machines, two matters.',
    lines: [
      {
        by: 'Ben',
        says: 'Twilight Zone: the gumball machine is stuck. Galaga: player two joystick does not register left.',
      },
    ],
    expected: [
      { kind: 'problem', machine: 'Twilight Zone', words: ['gumball'] },
      { kind: 'problem', machine: 'Galaga', words: ['joystick', 'player'] },
    ],
  },
  {
    name: 'round-of-checks',
    tests: 'Three matters of three kinds.',
    lines: [
      {
        by: 'Cleo',
        says: 'Round done. Cleaned the nozzle of Prusa 1. Prusa 2 still shuts down in the middle of prints. And we need three rolls of black PLA.',
      },
    ],
    expected: [
      { kind: 'log', machine: 'Prusa 1' },
      { kind: 'problem', machine: 'Prusa 2' },
      { kind: 'part', fields: { quantity: '3' } },
    ],
  },
  {
    name: 'summing-up',
    tests: 'A target that points back at what was said.',
    lines: [
      { by: 'Guest Mia', says: 'table saw makes a terrible grinding noise and the blade stopped twice' },
      { by: 'Ben', says: 'Confirmed, the bearing is broken.' },
      { by: 'Ada', says: 'Please log this.' },
    ],
    expected: [{ kind: 'problem', machine: 'Table Saw' }],
  },
  {
    name: 'other-topic-between',
    tests: 'Other topics of the channel are not the target’s.',
    lines: [
      { by: 'Ben', says: 'Galaga monitor is dead, I ordered a new flyback.' },
      { by: 'Cleo', says: 'Lunch anyone?' },
      { by: 'Guest Tom', says: 'The coin changer swallows every second coin.' },
    ],
    expected: [{ kind: 'problem', machine: 'Change Machine' }],
  },
  {
    name: 'target-in-the-middle',
    tests: 'The target is not the last message, and what it reports is mended below it.',
    lines: [
      { by: 'Guest Mia', says: 'Pole Position pedal is stuck', isTarget: true },
      { by: 'Ben', says: 'Looking.' },
      {
        by: 'Ben',
        says: 'A pen had fallen behind it. Took it out and greased the hinge, Pole Position works again.',
        answers: 0,
      },
    ],
    expected: [{ kind: 'log', machine: 'Pole Position', isOptional: true }],
  },
];
