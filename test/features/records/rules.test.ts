import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { quantityIn, sentencesOf, signsOf } from '../../../src/features/records/suggest/keyword-signs.ts';
import { mentionsOf } from '../../../src/features/records/suggest/machine-list.ts';
import { suggestByRules } from '../../../src/features/records/suggest/rules.ts';
import { said } from './support/conversation.ts';

const machines = [
  { id: 'mm', name: 'Medieval Madness', aliases: ['MM'] },
  { id: 'af', name: 'Attack from Mars', aliases: ['AFM'] },
  { id: 'af2', name: 'Attack from Mars 2', aliases: [] },
];
const kindsIn = (...texts: string[]) =>
  suggestByRules(
    texts.map((text, index) => said({ id: String(100 + index), text, isTarget: index === texts.length - 1 })),
    machines,
  ).map(({ kind }) => kind);

describe('keyword rules', () => {
  it('tell work, trouble and wants apart', () => {
    const cases: [string, string[]][] = [
      ['Replaced the coil stop on MM.', ['log']],
      ['I cleaned the playfield and waxed it', ['log']],
      ['The jackpot works again', ['log']],
      ['Left flipper is stuck', ['problem']],
      ['The ball lock doesn’t register', ['problem']],
      ['Smoke from the power supply!!', ['problem']],
      ['It is out of order', ['problem']],
      ['We need to order new rubbers', ['part']],
      ['We ran out of fuses', ['part']],
      ['Need 3 new bulbs', ['part']],
      ['Please order 10x fuse 2A', ['part']],
      ['Coil is burnt, we need a new one', ['problem', 'part']],
      ['Fixed the broken ramp', ['log']],
      ['Somebody should clean the glass', []],
      ['This needs to be fixed', []],
      ['It is not broken', []],
      ['Backup finished, 0 errors', []],
      ['Who replaced the rubbers?', []],
      ['See you on Saturday!', []],
      ['', []],
    ];
    for (const [text, signs] of cases) assert.deepEqual(signsOf(text), signs, text);
  });

  it('read the target first, and then what it answers or what was said shortly before', () => {
    assert.deepEqual(kindsIn('Replaced the fuse', 'Left flipper is stuck'), ['problem']);
    assert.deepEqual(kindsIn('Left flipper is stuck', 'I see, we need a new coil stop'), ['problem', 'part']);
    assert.deepEqual(kindsIn('Left flipper is stuck', 'Can you add this please'), ['problem']);
    assert.deepEqual(kindsIn('Left flipper was stuck. Replaced the coil.'), ['log']);
    assert.deepEqual(kindsIn('See you on Saturday!'), []);
    assert.deepEqual(kindsIn('Left flipper is stuck', 'See you on Saturday!'), []);
    assert.deepEqual(kindsIn('Left flipper is stuck', '^^'), ['problem']);
  });

  it('do not reach for old messages or for another machine', () => {
    const old = said({ id: '100', text: 'Left flipper is stuck', postedAt: '2026-11-19T12:00:00Z' });
    const target = said({ id: '200', text: 'We need a new coil stop', isTarget: true });
    assert.deepEqual(
      suggestByRules([old, target], machines).map(({ kind }) => kind),
      ['part'],
    );
    assert.deepEqual(kindsIn('AFM is broken', 'MM needs a new coil stop'), ['part']);
  });

  it('know of each kind of trouble in the demo’s workshop', () => {
    assert.deepEqual(kindsIn('Sea Serpent ate two of his balls and then went dark.'), ['problem']);
    assert.deepEqual(kindsIn('Left slingshot fires twice now and then.'), ['problem']);
    assert.deepEqual(kindsIn('Fuse blown, too. Replaced it.', 'We need a new header.'), ['part']);
    assert.deepEqual(kindsIn('J115 is burnt.', 'Fuse blown. Replaced it.', 'We need a new header.'), [
      'problem',
      'part',
    ]);
    assert.deepEqual(kindsIn('Two 9-pin headers for Sea Serpent, please.'), ['part']);
  });

  it('hang the part on the problem and fill in only what is said, with quotes', () => {
    const conversation = [
      said({ id: '101', text: 'Left flipper on MM is stuck, urgent!' }),
      said({ id: '102', text: 'Ouch. We need 2 new coil stops', isTarget: true }),
    ];
    const [problem, part] = suggestByRules(conversation, machines);
    assert.equal(problem?.title, 'Left flipper on MM is stuck, urgent!');
    assert.equal(problem?.machineId, 'mm');
    assert.deepEqual(problem?.fields, { priority: 'high' });
    assert.equal(part?.parentPosition, 1);
    assert.equal(part?.machineId, 'mm');
    assert.deepEqual(part?.fields, { details: 'Ouch. We need 2 new coil stops', quantity: '2' });
  });

  it('name a machine only when it is clear which', () => {
    const [both] = suggestByRules([said({ id: '1', text: 'MM or AFM is broken', isTarget: true })], machines);
    assert.equal(both?.machineId, undefined);
    assert.deepEqual(
      mentionsOf('attack from mars 2 and hammer', machines).map(({ machine }) => machine.id),
      ['af2'],
    );
    assert.deepEqual(mentionsOf('hmm, some mm of play', machines), []);
  });

  it('find a machine by any name that can be given to it', () => {
    const name = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(...'abcXYZ-+*?.()[]{}|/\\^$ ü'),
          fc.string({ unit: 'grapheme', maxLength: 1 }),
        ),
        minLength: 4,
      })
      .filter((text) => /^[\p{L}\p{N}].*[\p{L}\p{N}]$/u.test(text) && !/[İıſK]/.test(text));
    fc.assert(
      fc.property(name, (given) => {
        const machine = { id: '1', name: given, aliases: [] };
        assert.equal(mentionsOf(`The ${given} is broken`, [machine])[0]?.quote, given);
      }),
    );
    const odd = [{ id: '1', name: 'Spider-Man (Vault Edition)', aliases: ['S/M', 'B*'] }];
    assert.equal(mentionsOf('spider-man  (vault edition) is dark', odd)[0]?.machine.id, '1');
    assert.equal(mentionsOf('look at S/M', odd)[0]?.quote, 'S/M');
  });

  it('cut sentences that are literal parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1.!?;\n ,') }), (text) => {
        for (const sentence of sentencesOf(text)) assert.ok(text.includes(sentence));
        assert.equal(sentencesOf(text).join('').match(/[ab1]/g)?.length, text.match(/[ab1]/g)?.length);
      }),
    );
    assert.deepEqual(quantityIn('order two sets'), { value: '2', quote: 'order two' });
  });

  it('give one suggestion a kind at most, always the same, each with literal quotes', () => {
    const word = fc.constantFrom(
      'flipper',
      'stuck',
      'replaced',
      'need',
      'a',
      'new',
      'MM',
      'AFM',
      '.',
      '2',
      '@everyone',
    );
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const conversation = texts.map((each, index) =>
          said({ id: String(index + 1), text: each, isTarget: index === texts.length - 1 }),
        );
        const suggestions = suggestByRules(conversation, machines);
        assert.deepEqual(suggestByRules(conversation, machines), suggestions);
        assert.ok(suggestions.length <= 3);
        assert.equal(new Set(suggestions.map(({ kind }) => kind)).size, suggestions.length);
        for (const { evidence, title } of suggestions) {
          assert.doesNotMatch(title, /@everyone/);
          for (const { messageId, quote } of evidence) {
            assert.ok(conversation.find(({ id }) => id === messageId)?.text.includes(quote));
          }
        }
      }),
    );
  });
});
