import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkAnswer } from '../../../src/features/records/suggest/check-answer.ts';
import { findQuote, isTelling } from '../../../src/features/records/suggest/evidence.ts';
import { listMachines } from '../../../src/features/records/suggest/machine-list.ts';
import { said } from './support/conversation.ts';

describe('a quote', () => {
  it('is found whatever the white space, quotation marks, dashes and invisible characters are', () => {
    const text = 'It’s the “left\u00a0flipper” –\n  it stays\u200b up…';
    for (const quote of ['It\'s the "left flipper" - it stays up...', 'left   flipper', ' it stays up ']) {
      const found = findQuote(text, quote);
      assert.ok(found !== undefined && text.includes(found), quote);
    }
    assert.equal(findQuote(text, 'left flipper'), 'left\u00a0flipper');
  });

  it('is not found when a word, a letter’s case or the order differs, or when it is blank', () => {
    const text = 'The left flipper stays up';
    for (const quote of ['The right flipper', 'the left flipper', 'flipper left', '', '   ', '\u200b']) {
      assert.equal(findQuote(text, quote), undefined, quote);
    }
  });

  it('is found for every part of every text, and what is returned is literally in the text', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(), fc.nat(), (text, a, b) => {
        const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment);
        const from = graphemes.length ? a % graphemes.length : 0;
        const part = graphemes.slice(from, from + 1 + (b % 20)).join('');
        const found = findQuote(text, part);
        if (/[\p{L}\p{N}]/u.test(part)) assert.ok(found !== undefined);
        if (found !== undefined) assert.ok(text.includes(found));
      }),
    );
  });

  it('is never found in a text that shares no letter with it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abcdef \n') }),
        fc.string({ unit: fc.constantFrom(...'uvwxyz '), minLength: 1 }),
        (text, quote) => {
          fc.pre(quote.trim() !== '');
          assert.equal(findQuote(text, quote), undefined);
        },
      ),
    );
  });

  it('has to say something: three letters, or the value itself', () => {
    assert.equal(isTelling('a', ['anything']), false);
    assert.equal(isTelling('…', ['…']), false);
    assert.equal(isTelling('2', ['2']), true);
    assert.equal(isTelling('mm', ['Medieval Madness', 'MM']), true);
    assert.equal(isTelling('coil', ['anything']), true);
  });
});

const conversation = [
  said({ id: '101', text: 'The left flipper on Medieval Madness stays up. @everyone look!' }),
  said({ id: '102', text: 'We need 2 new coil stops, urgent', isTarget: true }),
];
const machines = listMachines([{ id: 'mm-id', name: 'Medieval Madness', aliases: ['MM'] }], '');
const check = (items: unknown[], pictured: string[] = []) =>
  checkAnswer(items, { conversation, machines, pictured: new Set(pictured) });
const proof = (field: string, message_id: string, quote: string) => ({ field, message_id, quote });

describe('the check of what Claude proposes', () => {
  it('keeps what is quoted and blanks what is not, with a warning for each', () => {
    const { suggestions } = check([
      {
        kind: 'problem',
        title: 'Left flipper stays up',
        machine: 'm1',
        fields: { details: 'Since the flood last spring.', priority: 'high' },
        evidence: [
          proof('title', '101', 'left flipper'),
          proof('machine', '101', 'Medieval Madness'),
          proof('details', '101', 'since the flood last spring'),
          proof('priority', '102', 'urgent'),
        ],
      },
    ]);
    const [problem] = suggestions;
    assert.equal(problem?.title, 'Left flipper stays up');
    assert.equal(problem?.machineId, 'mm-id');
    assert.deepEqual(problem?.fields, { priority: 'high' });
    assert.deepEqual(problem?.warnings, [
      'Details was left blank: the words it was taken from are not in the conversation.',
    ]);
    assert.deepEqual(
      problem?.evidence.map(({ field }) => field),
      ['title', 'machine', 'priority'],
    );
  });

  it('does not take a quote of one message for another’s, nor of a message that is not there', () => {
    for (const id of ['102', '999', '']) {
      const { suggestions } = check([
        {
          kind: 'problem',
          title: 'x',
          fields: { details: 'Stays up' },
          evidence: [proof('details', id, 'stays up')],
        },
      ]);
      assert.deepEqual(suggestions[0]?.fields, {}, id);
    }
  });

  it('puts the target’s own words in place of a title that is not proven', () => {
    const { suggestions } = check([{ kind: 'part', title: 'Free pizza', evidence: [] }]);
    assert.equal(suggestions[0]?.title, 'We need 2 new coil stops, urgent');
    assert.equal(suggestions[0]?.warnings.length, 1);
  });

  it('takes a machine by handle, id, name or alias, and blanks any other', () => {
    const evidence = [proof('machine', '101', 'Medieval Madness')];
    for (const machine of ['m1', 'mm-id', 'medieval  madness', 'mm']) {
      assert.equal(check([{ kind: 'log', title: '', machine, evidence }]).suggestions[0]?.machineId, 'mm-id');
    }
    for (const machine of ['m2', '__proto__', 'mm-id; drop table machines']) {
      const [suggestion] = check([{ kind: 'log', title: '', machine, evidence }]).suggestions;
      assert.equal(suggestion?.machineId, undefined);
      assert.match(suggestion?.warnings.join() ?? '', /not one of the machines/);
    }
  });

  it('drops and counts unknown kinds, malformed items, repetitions and what is beyond five', () => {
    const log = (title: string) => ({
      kind: 'log',
      title,
      evidence: [proof('title', '101', 'left flipper')],
    });
    const { suggestions, dropped } = check([
      { kind: 'party', title: 'x' },
      { kind: '__proto__' },
      'log',
      null,
      log('1'),
      log('1'),
      ...['2', '3', '4', '5', '6', '7'].map(log),
    ]);
    assert.equal(suggestions.length, 5);
    assert.deepEqual(dropped, [
      'unknown kind',
      'unknown kind',
      'malformed',
      'malformed',
      'repeated',
      'too many',
      'too many',
    ]);
  });

  it('cuts titles and fields to their length and makes mentions inert', () => {
    const quote = 'The left flipper';
    const [suggestion] = check([
      {
        kind: 'problem',
        title: `@everyone <@123456789012345678>\n${'long '.repeat(40)}`,
        fields: { details: `@here ${'x'.repeat(2_000)}`, priority: 'Out Of Order' },
        evidence: ['title', 'details', 'priority'].map((field) => proof(field, '101', quote)),
      },
    ]).suggestions;
    assert.equal([...(suggestion?.title ?? '')].length <= 100, true);
    assert.equal([...(suggestion?.fields.details ?? '')].length, 1_000);
    assert.equal(suggestion?.fields.priority, 'out of order');
    assert.doesNotMatch(JSON.stringify(suggestion), /@everyone|@here|<@1/);
    assert.doesNotMatch(suggestion?.title ?? '', /\n/);
  });

  it('blanks a choice that is none', () => {
    const evidence = [proof('priority', '102', 'urgent')];
    const [suggestion] = check([
      { kind: 'problem', title: 'x', fields: { priority: 'mega' }, evidence },
    ]).suggestions;
    assert.deepEqual(suggestion?.fields, {});
    assert.match(suggestion?.warnings.join() ?? '', /Priority was left blank: only low/);
  });

  it('believes a picture only when that message’s picture was shown, and asks to check it', () => {
    const seen = { field: 'details', message_id: '102', quote: '', seen_in: 'picture' };
    const item = { kind: 'problem', title: 'x', fields: { details: 'Error 7' }, evidence: [seen] };
    assert.deepEqual(check([item]).suggestions[0]?.fields, {});
    const [suggestion] = check([item], ['102']).suggestions;
    assert.deepEqual(suggestion?.fields, { details: 'Error 7' });
    assert.match(suggestion?.warnings.join() ?? '', /picture/);
  });

  it('puts parents first and drops links that lead nowhere', () => {
    const part = (depends_on: number) => ({ kind: 'part', title: `Part ${depends_on}`, depends_on });
    const problem = { kind: 'problem', title: 'Problem' };
    const { suggestions } = check([part(4), part(0), part(2), problem, part(9), part(1)]);
    assert.deepEqual(
      suggestions.map(({ kind, parentPosition }) => [kind, parentPosition]),
      [
        ['problem', undefined],
        ['part', 1],
        ['part', undefined],
        ['part', undefined],
        ['part', undefined],
      ],
    );
    assert.equal(suggestions.filter(({ warnings }) => warnings.join().includes('belong')).length, 2);
  });

  it('never throws, and never gives more than five or anything unproven, whatever comes', () => {
    const field = fc.constantFrom(
      'title',
      'machine',
      'details',
      'priority',
      'quantity',
      'worker',
      '__proto__',
    );
    const item = fc.record(
      {
        kind: fc.constantFrom('log', 'problem', 'part', 'nope', 'constructor'),
        title: fc.string({ unit: 'grapheme' }),
        machine: fc.constantFrom('', 'm1', 'm7', 'MM'),
        fields: fc.dictionary(field, fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
        evidence: fc.array(
          fc.record({
            field,
            message_id: fc.constantFrom('101', '102', '103'),
            quote: fc.oneof(fc.constantFrom('left flipper', 'coil stops', 'urgent', ''), fc.string()),
            seen_in: fc.constantFrom('text', 'picture'),
          }),
        ),
        depends_on: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.double(), fc.constant(null)),
      },
      { requiredKeys: ['kind'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(item, fc.anything()), { maxLength: 9 }), (items) => {
        const { suggestions, dropped } = check(items);
        assert.ok(suggestions.length <= 5);
        assert.equal(suggestions.length + dropped.length, items.length);
        suggestions.forEach((suggestion, index) => {
          const proven = new Set(suggestion.evidence.map((each) => each.field));
          for (const name of Object.keys(suggestion.fields)) assert.ok(proven.has(name));
          if (suggestion.machineId !== undefined) assert.ok(proven.has('machine'));
          assert.ok((suggestion.parentPosition ?? 0) <= index);
          assert.ok(suggestion.title.length > 0);
          for (const { messageId, quote } of suggestion.evidence) {
            assert.ok(conversation.find(({ id }) => id === messageId)?.text.includes(quote));
          }
        });
      }),
    );
  });
});
