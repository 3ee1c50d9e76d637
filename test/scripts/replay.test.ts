import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Replay } from '../../scripts/eval/replay.ts';
import { addToRecords, newMachine, scriptSuggestions } from '../features/records/support/review.ts';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild } from '../support/app.ts';

const OLD = 'claude-haiku-5-5';
const NEW = 'claude-opus-5-5';
const usage = (input_tokens: number, output_tokens: number) => ({
  input_tokens,
  output_tokens,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
});

describe('npm run eval -- --stored', () => {
  let app: TestApp;
  let folder: string;
  before(async () => {
    app = await createTestApp();
    folder = mkdtempSync(join(tmpdir(), 'replay-'));
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function evaluate(...words: string[]) {
    const out = join(folder, 'replay.json');
    const { variables } = app.stack;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['scripts/eval.ts', ...words, '--out', out],
      {
        env: {
          ...process.env,
          DATABASE_URL: variables.DATABASE_URL,
          DATABASE_HTTP_URL: variables.DATABASE_HTTP_URL,
          ANTHROPIC_API_KEY: app.claude.apiKey,
          ANTHROPIC_BASE_URL: app.claude.url,
          ANTHROPIC_MODEL: OLD,
        },
      },
    );
    return { stdout, replay: JSON.parse(readFileSync(out, 'utf8')) as Replay };
  }

  /** What a model says of the stored message, as `quoted` from it. */
  function scriptModel(model: string, target: SeenMessage, suggestions: object[], tokens: [number, number]) {
    app.claude.script({
      match: `"model":"${model}"`,
      usage: usage(...tokens),
      json: {
        suggestions: suggestions.map((each) => ({
          machine: '',
          fields: {},
          depends_on: 0,
          ...each,
          evidence: ['title', 'machine', 'priority'].map((field) => ({
            field,
            message_id: target.id,
            quote: 'Firepower: Left flipper stays up',
            seen_in: 'text',
          })),
        })),
      },
    });
  }

  it('A-I5: reads what was stored again with another model, and shows what changes field by field and what it costs', async () => {
    const guild = app.newGuild();
    await newMachine(app, guild, 'Firepower');
    const target = app.say(
      guild.channelId,
      guild.member,
      'Firepower: Left flipper stays up, write to ada@example.com, we need a coil stop',
    );
    scriptSuggestions(app, [{ kind: 'problem', title: 'Left flipper stays up', from: target }]);
    await addToRecords(app, guild, guild.member, target);
    await otherGuildsReading();
    const before = await countedRows(guild);
    app.claude.calls.length = 0;

    const problem = { kind: 'problem', title: 'Left flipper stays up' };
    scriptModel(OLD, target, [problem], [1_000, 100]);
    scriptModel(
      NEW,
      target,
      [
        {
          ...problem,
          title: 'Left flipper stays up after play',
          machine: 'm1',
          fields: { priority: 'high' },
        },
        { kind: 'part', title: 'Coil stop', depends_on: 1 },
      ],
      [1_200, 300],
    );
    const { stdout, replay } = await evaluate('--stored', '5', '--guild', guild.id, '--model', NEW);

    assert.equal(replay.conversations, 1);
    assert.equal(replay.changed[0]?.messageId, target.id);
    const record = 'problem: Left flipper stays up';
    assert.deepEqual(replay.changed[0]?.differences, [
      { record, field: 'title', before: 'Left flipper stays up', after: 'Left flipper stays up after play' },
      { record, field: 'machine', before: '', after: 'Firepower' },
      { record, field: 'priority', before: '', after: 'high' },
      { record: 'part: Coil stop', field: 'record', before: '', after: 'Coil stop' },
    ]);
    // Ten cents and fifty for a million tokens of the old model, four and twenty dollars of the new one.
    assert.equal(replay.readers.before.costMicros, 150);
    assert.equal(replay.readers.after.costMicros, 1_200 * 4 + 300 * 20);
    assert.match(stdout, /\| problem: Left flipper stays up +\| machine +\| – +\| Firepower +\|/);
    assert.match(stdout, new RegExp(`\\| ${NEW} +\\| 2 +\\| 0 +\\| \\$0\\.0108 +\\| \\$10\\.80`));

    const asked = app.claude.calls.map(({ body }) => body.model);
    assert.deepEqual(asked.toSorted(), [OLD, NEW].toSorted());
    assert.ok(app.claude.calls.every(({ body }) => !JSON.stringify(body).includes('ada@example.com')));
    assert.deepEqual(await countedRows(guild), before, 'something was written');
  });

  it('A-I5: says that nothing differs when nothing does, and what a call lacks', async () => {
    const guild = app.newGuild();
    const target = app.say(guild.channelId, guild.member, 'Firepower: Left flipper stays up');
    await addToRecords(app, guild, guild.member, target);
    const { stdout, replay } = await evaluate(
      '--stored',
      '5',
      '--guild',
      guild.id,
      '--model',
      `${OLD},${NEW}`,
    );
    assert.match(stdout, new RegExp(`1 stored conversations, read by ${OLD} and by ${NEW}: 0 differ`));
    assert.deepEqual(replay.changed, []);
    assert.ok(replay.readers.before.records > 0);
    await assert.rejects(evaluate('--stored', '5', '--guild', guild.id), /--stored takes how many/);
    await assert.rejects(evaluate('--stored', '501', '--guild', guild.id, '--model', NEW), /500 at most/);
    await assert.rejects(
      evaluate('--stored', '5', '--guild', '1', '--model', NEW),
      /Nothing was read in the server 1/,
    );
  });

  async function otherGuildsReading(): Promise<void> {
    const other = app.newGuild();
    const message = app.say(other.channelId, other.member, 'The right ramp is broken');
    await addToRecords(app, other, other.member, message);
  }

  async function countedRows({ id }: TestGuild): Promise<unknown> {
    const [counted] = await app.sql`select
      (select count(*) from analyses where guild_id = ${id}) as analyses,
      (select count(*) from suggestions where guild_id = ${id}) as suggestions,
      (select count(*) from ai_runs where guild_id = ${id}) as runs`;
    return counted;
  }
});
