import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mentionsOf } from '../../../src/features/records/suggest/machine-list.ts';

const machine = (name: string, ...aliases: string[]) => ({ id: 'm1', name, aliases });

describe('machines named in a text', () => {
  it('are found whatever characters their names hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 30, unit: 'grapheme' }), (name) => {
        fc.pre(name.trim().length >= 4);
        const found = mentionsOf(`— ${name} —`, [machine(name)]);
        assert.equal(found.length, 1, JSON.stringify(name));
      }),
      { numRuns: 500 },
    );
  });

  for (const name of [
    'X-Men LE',
    'Ms. Pac-Man (1982)',
    'Who dunnit?',
    'A.G. Soccer-Ball',
    'C++ [proto]',
    'Fun/House',
    '$5 Slot^2',
  ]) {
    it(`such as ${name}`, () => {
      assert.equal(mentionsOf(`The ${name} is dark again`, [machine(name)])[0]?.quote, name);
    });
  }

  it('never inside another word', () => assert.deepEqual(mentionsOf('Taxidermy', [machine('Taxi')]), []));
});
