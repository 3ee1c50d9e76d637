import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type ExpectedRecord, type LabelledConversation, MACHINES } from '../../scripts/eval/labelled.ts';
import type { Reading } from '../../scripts/eval/readers.ts';
import { replay } from '../../scripts/eval/replay.ts';
import { type Score, score } from '../../scripts/eval/score.ts';
import { conversations } from '../../scripts/eval.ts';
import { type LocalClaude, startLocalClaude } from '../../scripts/local/claude.ts';
import type { Suggestion } from '../../src/features/records/suggestion.ts';

const MODEL = 'claude-sonnet-5-5';
const USAGE = {
  input_tokens: 1_000,
  output_tokens: 200,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};
const reader = { name: 'perfect', isPriceKnown: true };

describe('the evaluation set', () => {
  it('A24: has thirty conversations and more, with labels that can be met', () => {
    assert.ok(conversations.length >= 30);
    assert.equal(new Set(conversations.map(({ name }) => name)).size, conversations.length);
    for (const { name, lines, expected } of conversations) {
      const text = lines
        .map(({ says }) => says)
        .join('\n')
        .toLowerCase();
      for (const { machine, words } of expected) {
        if (machine)
          assert.ok(
            MACHINES.some((each) => each.name === machine),
            `${name}: ${machine}`,
          );
        for (const word of words ?? []) assert.ok(text.includes(word), `${name}: “${word}” is nowhere`);
      }
    }
    for (const kind of ['log', 'problem', 'part']) {
      const wanted = conversations.filter(({ expected }) => expected.some((each) => each.kind === kind));
      assert.ok(wanted.length >= 5, `only ${wanted.length} conversations call for a ${kind}`);
    }
    const quiet = conversations.filter(({ expected }) => expected.length === 0);
    assert.ok(quiet.length >= 5, 'too few conversations call for nothing');
  });

  it('A24: gives full marks to somebody who makes what is expected, and to nobody else', () => {
    const full = score(reader, conversations, conversations.map(perfect));
    assert.deepEqual(full.misses, []);
    for (const { kind, expected, found, right } of full.kinds) {
      assert.ok(expected >= 5, kind);
      assert.deepEqual([found, right], [expected, expected], kind);
    }
    for (const share of [full.machines, full.fields, full.parents, full.quiet]) {
      assert.ok(share.of > 0);
      assert.equal(share.right, share.of);
    }

    const silent = score(
      reader,
      conversations,
      conversations.map(() => reading([])),
    );
    assert.ok(silent.kinds.every(({ right, found }) => right === 0 && found === 0));
    assert.equal(silent.quiet.right, silent.quiet.of);
    const eager = score(
      reader,
      conversations,
      conversations.map((each) => twice(perfect(each))),
    );
    assert.ok(eager.kinds.every(({ found, right }) => found > right));
  });

  it('takes what is right in any order, and tells records of one kind apart', () => {
    const shop = conversations.filter(({ name }) => name === 'tool-for-the-shop');
    const tip = { ...suggestion({ kind: 'part' }), title: 'Soldering iron tip, 2.4 mm' };
    const wick = { ...suggestion({ kind: 'part' }), title: 'Solder wick' };
    for (const found of [
      [wick, tip],
      [tip, wick],
    ]) {
      const { kinds, misses } = score(reader, shop, [reading(found)]);
      assert.deepEqual(misses, []);
      assert.deepEqual(kinds.at(-1), { kind: 'part', expected: 1, found: 1, right: 1 });
    }
  });

  it('counts a wrong machine, field or parent apart from the record, and a second record as unasked', () => {
    const labelled: LabelledConversation = {
      name: 'one',
      tests: 'all of it',
      lines: [{ by: 'Ada', says: 'Galaga is stuck. We need two fuses.' }],
      expected: [
        { kind: 'problem', machine: 'Galaga' },
        { kind: 'part', fields: { quantity: '2' }, under: 0 },
        { kind: 'log', isOptional: true },
      ],
    };
    const found = [
      suggestion({ kind: 'problem', machine: 'Pole Position' }),
      suggestion({ kind: 'part', fields: { quantity: '3' } }),
      suggestion({ kind: 'part' }),
      suggestion({ kind: 'log' }),
    ];
    const { kinds, machines, fields, parents, misses } = score(reader, [labelled], [reading(found)]);
    assert.deepEqual(kinds, [
      { kind: 'log', expected: 0, found: 0, right: 0 },
      { kind: 'problem', expected: 1, found: 1, right: 1 },
      { kind: 'part', expected: 1, found: 2, right: 1 },
    ]);
    assert.deepEqual([machines, fields, parents], Array(3).fill({ right: 0, of: 1 }));
    assert.equal(misses.length, 4, misses.join('\n'));
  });
});

describe('reading stored conversations again', () => {
  it('takes no answer for no difference: it is counted as that', async () => {
    const stored = { conversation: [], machines: [], messageId: '1', readAt: new Date(0) };
    const reads = (name: string, found: Reading) => ({ name, isPriceKnown: true, read: async () => found });
    const one = reading([suggestion({ kind: 'problem' })]);
    const { changed, readers } = await replay(
      [stored],
      reads('old', one),
      reads('new', { ...reading([]), failure: 'unavailable' }),
    );
    assert.deepEqual(changed, []);
    assert.equal(readers.after.failures, 1);
    const silent = await replay([stored], reads('old', one), reads('new', reading([])));
    assert.equal(silent.changed.length, 1);
  });
});

describe('npm run eval', () => {
  let claude: LocalClaude;
  let folder: string;
  before(async () => {
    claude = await startLocalClaude();
    folder = mkdtempSync(join(tmpdir(), 'eval-'));
  });
  after(async () => {
    await claude.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function evaluate(env: Record<string, string>, ...words: string[]) {
    const out = join(folder, 'scores.json');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['scripts/eval.ts', ...words, '--out', out],
      { env: { ...process.env, ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '', ...env } },
    );
    return { stdout, stderr, scores: JSON.parse(readFileSync(out, 'utf8')) as Score[] };
  }

  it('A24: scores a model by its answers: precision and recall by kind, what they say, and what they cost', async () => {
    const says = 'stays up after every ball';
    const quote = { message_id: '910000000000000000', quote: says, seen_in: 'text' };
    const answer = (...suggestions: object[]) => ({ suggestions });
    const proven = (kind: string, fields = {}) => ({
      kind,
      title: 'The flipper stays up',
      machine: 'm1',
      fields,
      evidence: ['title', 'machine', ...Object.keys(fields)].map((field) => ({ field, ...quote })),
      depends_on: 0,
    });
    const script = (match: string, json: object) => claude.script({ match, json, usage: USAGE });
    script(says, answer(proven('problem'), proven('part')));
    script('you are a hero', answer());
    script('turns freely', answer());
    claude.script({ match: 'fires twice', stopReason: 'refusal', text: 'No.', usage: USAGE });

    const only = 'flipper-sticks,thanks,out-of-order,alias-only';
    const { stdout, scores } = await evaluate(
      { ANTHROPIC_API_KEY: claude.apiKey, ANTHROPIC_BASE_URL: claude.url },
      '--model',
      MODEL,
      '--only',
      only,
    );
    const [model, rules] = scores;
    assert.ok(model && rules);
    assert.equal(model.reader, MODEL);
    assert.deepEqual(model.kinds, [
      { kind: 'log', expected: 0, found: 0, right: 0 },
      { kind: 'problem', expected: 3, found: 1, right: 1 },
      { kind: 'part', expected: 0, found: 1, right: 0 },
    ]);
    assert.deepEqual(model.machines, { right: 1, of: 1 });
    assert.deepEqual(model.quiet, { right: 1, of: 1 });
    assert.deepEqual(model.failures, { refused: 1 });
    // Two dollars for a million tokens in, ten for a million out; the refusal is billed too.
    assert.equal(model.costMicros, 4 * (1_000 * 2 + 200 * 10));
    assert.match(
      stdout,
      new RegExp(`\\| ${MODEL} +\\| problem \\| 3 +\\| 1 +\\| 1 +\\| 1\\.00 +\\| 0\\.33 `),
    );
    assert.match(stdout, /out-of-order: no problem about Pole Position/);
    assert.match(stdout, /alias-only: no answer \(refused\)/);
    assert.match(stdout, /flipper-sticks: an unasked part: The flipper stays up/);
    assert.equal(rules.reader, 'rules');
    assert.equal(rules.costMicros, 0);

    assert.equal(claude.calls.length, 4);
    assert.ok(claude.calls.every(({ body }) => body.model === MODEL));
  });

  it('A24: runs offline over all conversations, and says that no model answered', async () => {
    const { stdout, stderr, scores } = await evaluate({});
    assert.match(stderr, /local stand-in answers, which is no model/);
    assert.match(stdout, new RegExp(`Records found in ${conversations.length} conversations`));
    const [standIn, rules] = scores;
    assert.match(standIn?.reader ?? '', /\(stand-in\)$/);
    // The stand-in follows the rules, and what it says goes the model's way: schema, checks and all.
    assert.deepEqual(standIn?.kinds, rules?.kinds);
    assert.ok((standIn?.costMicros ?? 0) > 0);
  });

  it('names the conversations when none is chosen', async () => {
    await assert.rejects(
      evaluate({}, '--only', 'zebra'),
      /No conversation's name holds zebra\. There are:\n {2}flipper-sticks/,
    );
  });
});

const perfect = ({ expected }: LabelledConversation): Reading => {
  const made = expected.filter(({ isOptional }) => !isOptional);
  return reading(
    made.map((record) => ({
      ...suggestion(record),
      parentPosition:
        record.under === undefined
          ? undefined
          : made.findIndex((one) => one === expected[record.under ?? 0]) + 1,
    })),
  );
};

const suggestion = ({ kind, machine, fields, words }: ExpectedRecord): Suggestion => ({
  kind,
  title: words?.[0] ?? 'Something',
  fields: { ...fields },
  machineId: MACHINES.find(({ name }) => name === machine)?.id,
  evidence: [],
  warnings: [],
  parentPosition: undefined,
});

const reading = (suggestions: readonly Suggestion[]): Reading => ({
  suggestions,
  dropped: 0,
  costMicros: 0,
  ms: 1,
});
const twice = ({ suggestions }: Reading): Reading =>
  reading([...suggestions, ...suggestions.map((each) => ({ ...each }))]);
