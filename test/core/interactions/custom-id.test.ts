import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { customId, customIdArgument, parseCustomId } from '../../../src/core/interactions/custom-id.ts';

describe('custom ids', () => {
  it('come back as they went in, whatever the arguments hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6, unit: 'grapheme' }), { maxLength: 2 }), (args) => {
        const wellFormed = args.map((arg) => arg.toWellFormed());
        fc.pre(wellFormed.map(encodeURIComponent).join(':').length < 80);
        const parsed = parseCustomId(customId('records', 'save', ...wellFormed));
        assert.deepEqual(parsed, { feature: 'records', handler: 'save', args: wellFormed });
      }),
    );
  });

  it('never throw when the text came from outside', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseCustomId(text);
        if (parsed) assert.ok(parsed.feature && parsed.handler);
      }),
    );
  });

  it('longer than Discord takes are refused when they are made', () => {
    assert.throws(() => customId('records', 'save', 'x'.repeat(100)), RangeError);
  });

  it('of an older version ask for a fresh command', () => {
    assert.throws(() => customIdArgument([], 0), /older version/);
  });
});
